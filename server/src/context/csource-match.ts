import type { Db } from '#kernel'
import type { Concern } from './csource-concern.ts'
import type { EntityInfo, Registration, RegistrationInfo } from './csource-registration.ts'
import { holds } from './expression.ts'
import type { Selector } from './query.ts'

/** Whether an id is like a pattern: a regular expression of PostgreSQL, as in any query. */
export type Likeness = (id: string, pattern: string) => boolean

/** The parts of a registration that fit what a request is about (GS CIM 009, 5.12); none where the source has nothing to do with it. */
export function matchingInfo(registration: Registration, concern: Concern, like: Likeness): readonly RegistrationInfo[] {
  const { datasetIds } = concern
  if (datasetIds && registration.datasetIds && !datasetIds.some((id) => registration.datasetIds?.includes(id))) return []
  return registration.information.filter(({ entities, attributes }) => {
    const hasAttribute = !attributes || !concern.attributes || concern.attributes.some((one) => attributes.has(one))
    const isMeant =
      !entities || !concern.selectors || concern.selectors.some((one) => entities.some((info) => isIn(info, one, like)))
    return hasAttribute && isMeant
  })
}

/** Whether some entity that a selector means may be one of those that a source has. */
export function isIn(info: EntityInfo, { types, id, idPattern }: Selector, like: Likeness): boolean {
  if (types !== undefined && !holds(types, (type) => info.types.includes(type))) return false
  if (id !== undefined) {
    if (info.id !== undefined) return info.id === id
    return info.idPattern === undefined || like(id, info.idPattern)
  }
  // Whether two patterns have an id in common cannot be told: they may.
  return idPattern === undefined || info.id === undefined || like(info.id, idPattern)
}

/** Finds out, with one statement, which ids are like which patterns, of all that matching these with a request will want to know. */
export async function findLikeness(
  db: Db,
  registrations: readonly Registration[],
  { selectors = [] }: Concern,
): Promise<Likeness> {
  const infos = registrations.flatMap(({ information }) => information.flatMap(({ entities = [] }) => entities))
  const own = new Set(infos.flatMap(({ idPattern }) => idPattern ?? []))
  const given = new Set(selectors.flatMap(({ id, idPattern }) => (id === undefined ? (idPattern ?? []) : [])))
  const pairs = [
    ...selectors.flatMap(({ id }) => (id === undefined ? [] : [...own].map((pattern) => [id, pattern] as const))),
    ...[...given].flatMap((pattern) => infos.flatMap(({ id }) => (id === undefined ? [] : [[id, pattern] as const]))),
  ]
  if (pairs.length === 0) return () => false
  const rows = await db.query<{ id: string; pattern: string }>(
    'select id, pattern from unnest($1::text[], $2::text[]) as pair(id, pattern) where id ~ pattern',
    [pairs.map(([id]) => id), pairs.map(([, pattern]) => pattern)],
  )
  const alike = new Set(rows.map(({ id, pattern }) => `${id} ${pattern}`))
  return (id, pattern) => alike.has(`${id} ${pattern}`)
}

import type { Entity, Instance } from './entity.ts'
import { isObject } from './json.ts'
import type { Projection } from './projection.ts'

/** How entities that relationships lead to are answered with those that hold them (GS CIM 009, 4.5.23). */
export type Join = {
  readonly form: 'inline' | 'flat'
  /** How many relationships are followed, one after the other. */
  readonly level: number
  /** Ids of entities that are known already and not followed into. */
  readonly containedBy: ReadonlySet<string>
}

/** An entity that a relationship leads to, and what is answered of it there. */
type Met = { readonly entity: Entity; readonly projection: Projection }

export type Linked = {
  readonly byId: ReadonlyMap<string, Entity>
  /** In the order in which they are met, each once for every projection. */
  readonly met: readonly Met[]
}

const mostLinked = 10_000

/** Ids that an instance of a relationship names, each once. */
export function objectsOf({ type, object, objectList }: Instance): string[] {
  if (type !== 'Relationship' && type !== 'ListRelationship') return []
  const said = type === 'Relationship' ? object : objectList
  const ids = (Array.isArray(said) ? said : [said]).map((one) => (isObject(one) ? one.object : one))
  return [...new Set(ids.filter((id) => typeof id === 'string'))]
}

/** Relationships of an entity that are followed: those that are answered. */
export function* followed({ attributes }: Entity, { pick, omit }: Projection): Generator<[string, readonly Instance[]]> {
  for (const [attribute, instances] of Object.entries(attributes))
    if ((pick?.has(attribute) ?? true) && !omit?.has(attribute)) yield [attribute, instances]
}

/**
 * Finds the entities that relationships of others lead to, level by level; each is looked up once, whatever the number of ways
 * to it.
 *
 * @param find tells which entities there are of these ids
 */
export async function findLinked(
  entities: readonly Entity[],
  { level, containedBy }: Join,
  projection: Projection,
  find: (ids: readonly string[]) => Promise<readonly Entity[]>,
): Promise<Linked> {
  const byId = new Map<string, Entity>()
  const asked = new Set<string>(containedBy)
  const isNew = once()
  const met: Met[] = []
  let front: readonly Met[] = entities.map((entity) => ({ entity, projection }))
  for (let depth = 0; depth < level && front.length > 0 && met.length < mostLinked; depth++) {
    const ways = front.flatMap(waysFrom)
    const ids = [...new Set(ways.map(({ id }) => id))].filter((id) => !asked.has(id)).slice(0, mostLinked)
    for (const id of ids) asked.add(id)
    for (const entity of ids.length === 0 ? [] : await find(ids)) byId.set(entity.id, entity)
    front = ways.flatMap(({ id, projection }) => {
      const entity = byId.get(id)
      return entity !== undefined && isNew(id, projection) ? [{ entity, projection }] : []
    })
    met.push(...front)
  }
  return { byId, met }
}

/** A function that tells whether it is asked for an id and a projection for the first time. */
function once(): (id: string, projection: Projection) => boolean {
  const seen = new Map<string, Set<Projection>>()
  return (id, projection) => {
    const before = seen.get(id) ?? new Set()
    if (before.has(projection)) return false
    seen.set(id, before.add(projection))
    return true
  }
}

const waysFrom = ({ entity, projection }: Met) =>
  [...followed(entity, projection)].flatMap(([attribute, instances]) =>
    instances.flatMap(objectsOf).map((id) => ({ id, projection: projectionInto(projection, attribute) })),
  )

const everything: Projection = {}

/** What is answered of the entities that a relationship leads to. */
export const projectionInto = ({ nested }: Projection, relationship: string): Projection =>
  nested?.get(relationship) ?? everything

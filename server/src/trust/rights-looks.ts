import type { LookView, Names } from '#contract'
import type { Db } from '#kernel'
import { reasonOf } from './gate-decide.ts'
import { findLaw } from './law-store.ts'
import { isPurpose, purposes } from './policy-purposes.ts'
import { type AccessView, accessesOf } from './record-accesses.ts'
import type { Json } from './record-entry.ts'
import type { Holder } from './rights-holder.ts'

/** What a person is told of: looks, emergencies, and what officers did. What they did themselves they know. */
const kinds = ['access', 'emergency', 'officer-action', 'agreement'] as const

/** What a resource of a record is called that is kept by another module; undefined where it is none of theirs. */
export type NameResource = (db: Db, resource: string) => Promise<Names | undefined>

/** Who looked at a person's data, or tried to, newest first. */
export async function looksAt(
  db: Db,
  { holders, nameResource }: { readonly holders: readonly Holder[]; readonly nameResource?: NameResource | undefined },
  person: string,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly items: readonly LookView[]; readonly count: number }> {
  const { items, count } = await accessesOf(db, person, { kinds, page })
  const names = await actorNames(db, items)
  const looks: LookView[] = []
  for (const item of items) {
    const whatNames = await nameResource?.(db, item.resource ?? '')
    looks.push({ ...(await toLook(db, item, names)), ...(whatNames && { whatNames }) })
  }
  return { items: looks.map((look) => ({ ...look, what: nameParts(look.what, holders) })), count }
}

type Actors = ReadonlyMap<string, Pick<LookView['by'], 'name' | 'department'>>

async function toLook(db: Db, item: AccessView, actors: Actors): Promise<LookView> {
  const { index, at, actor, action, resource = '', categories, purpose, basis, decision, reason } = item
  const law = basis?.kind === 'law' && basis.ref !== undefined ? await findLaw(db, basis.ref) : undefined
  const why = ownWords(item.detail) ?? (reason === undefined ? undefined : wordsOf(item, reason))
  return {
    ...(index !== undefined && { index }),
    at,
    by: { kind: actor.kind, ...actors.get(`${actor.kind}:${actor.id}`) },
    action,
    what: resource,
    categories,
    ...(purpose !== undefined && isPurpose(purpose) && { purpose: purposes[purpose] }),
    ...(basis && { basis: { kind: basis.kind, ...(law && { names: law.names }) } }),
    isAllowed: decision === 'allow',
    ...(why && { why }),
  }
}

/** Another module that refused says why in words of its own. */
function ownWords(detail: Json | undefined): Names | undefined {
  const why = detail !== null && typeof detail === 'object' && 'why' in detail ? detail.why : undefined
  return why !== null && typeof why === 'object' && 'en' in why ? (why as Names) : undefined
}

/** A look gives the rule that decided; an emergency and its review, what was written. */
const wordsOf = ({ kind }: AccessView, reason: string): Names =>
  kind === 'access' || kind === 'agreement' ? reasonOf({ why: reason }) : { und: reason }

/** Who they are, by their kind and id, as in `officer:ID`; the department of officers, too. */
export async function actorNames(db: Db, items: readonly Pick<AccessView, 'actor'>[]): Promise<Actors> {
  const idsOf = (kind: string) => items.flatMap(({ actor }) => (actor.kind === kind && actor.id !== undefined ? [actor.id] : []))
  const rows = await db.query<{ kind: string; id: string; name: string; department: string | null }>(
    `select 'officer' as kind, id, name, department from trust.officer where id = any($1)
     union all select 'app', id, name, null from trust.app where id = any($2)
     union all select 'resident', id, name, null from trust.resident where id = any($3)`,
    [idsOf('officer'), idsOf('app'), idsOf('resident')],
  )
  return new Map(
    rows.map(({ kind, id, name, department }) => [`${kind}:${id}`, { name, ...(department !== null && { department }) }]),
  )
}

/** Parts by their ids, which the page names; whatever else it is stays as it was recorded. */
function nameParts(what: string, holders: readonly Holder[]): string {
  const known = new Set(holders.map(({ id }) => id))
  const parts = what.split(/, */).filter((part) => part !== '')
  return parts.filter((part) => known.has(part) || !part.includes(':')).join(', ')
}

import type { Tx } from '#kernel'
import { findLikeness, isIn, type Likeness } from './csource-match.ts'
import { type EntityInfo, parseRegistration, type Registration, type RegistrationInfo } from './csource-registration.ts'
import { NgsiLdError } from './errors.ts'
import type { Json } from './json.ts'
import { queryEntities, type Selector } from './query.ts'

/**
 * Makes sure that nobody else has what an exclusive source alone has, and that nothing is held here which a source has instead of
 * this broker (GS CIM 009, 4.3.6.3 and 5.9.2).
 *
 * @throws {NgsiLdError} Conflict
 */
export async function checkConflicts(tx: Tx, tenant: string, registration: Registration): Promise<void> {
  if (registration.mode !== 'exclusive' && registration.mode !== 'redirect') return
  const others = await findProxies(tx, tenant, registration)
  const like = await findLikeness(tx, others, { selectors: selectorsOf(registration.information) })
  const rival = others.find((other) => overlap(registration, other, like))
  if (rival !== undefined)
    throw new NgsiLdError('Conflict', `The registration ${rival.id} is of the same attributes of the same entities.`)
  const held = await findHeld(tx, tenant, registration)
  if (held !== undefined)
    throw new NgsiLdError('Conflict', `The entity ${held} is held here with what the source is to have alone.`)
}

/** Other registrations of the kinds that there can be a conflict with. */
async function findProxies(tx: Tx, tenant: string, { id, mode, information }: Registration): Promise<Registration[]> {
  const ids = information.flatMap(({ entities = [] }) => entities.flatMap((info) => info.id ?? []))
  const isSingle = information.every(({ entities }) => entities?.every((info) => info.id !== undefined))
  const rows = await tx.query<{ id: string; document: Json }>(
    `select id, document from context.registration r
     where tenant = $1 and id <> $2 and document ->> 'mode' = any($3::text[]) and (expires_at is null or expires_at > now())
       and ($4::text[] is null or jsonb_path_query_array(document, '$.information[*].entities[*].id') ?| $4
         or document @? '$.information[*] ? (!exists(@.entities[*].id))')
     order by id`,
    [tenant, id, mode === 'exclusive' ? ['exclusive', 'redirect'] : ['exclusive'], isSingle ? ids : null],
  )
  return rows.map((row) => parseRegistration(row.id, row.document))
}

function overlap(one: Registration, other: Registration, like: Likeness): boolean {
  return one.information.some((a) =>
    other.information.some(
      (b) => shareAttributes(a, b) && (!a.entities || !b.entities || shareEntities(a.entities, b.entities, like)),
    ),
  )
}

const shareAttributes = ({ attributes: a }: RegistrationInfo, { attributes: b }: RegistrationInfo) =>
  a === undefined || b === undefined || [...a].some((attribute) => b.has(attribute))

const shareEntities = (some: readonly EntityInfo[], others: readonly EntityInfo[], like: Likeness) =>
  some.some((info) => others.some((other) => isIn(other, selectorOf(info), like)))

const selectorOf = ({ types, id, idPattern }: EntityInfo): Selector => ({
  types: { any: types.map((leaf) => ({ leaf })) },
  ...(id !== undefined && { id }),
  ...(idPattern !== undefined && { idPattern }),
})

const selectorsOf = (information: readonly RegistrationInfo[]): Selector[] =>
  information.flatMap(({ entities = [] }) => entities.map(selectorOf))

/** The id of an entity that is stored here with something that a source is to have. */
async function findHeld(tx: Tx, tenant: string, { information }: Registration): Promise<string | undefined> {
  for (const { entities, attributes } of information) {
    const query = { ...(entities && { selectors: entities.map(selectorOf) }), ...(attributes && { attributes: [...attributes] }) }
    const { entities: held } = await queryEntities(tx, tenant, { ...query, limit: 1 })
    if (held[0] !== undefined) return held[0].id
  }
  return undefined
}

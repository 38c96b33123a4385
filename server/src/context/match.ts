import type { Db, Tx } from '#kernel'
import { type Attributes, defaultInstance, type Entity, type Instance } from './entity.ts'
import { holds, leaves, toSql } from './expression.ts'
import { geoSql } from './geo-query.ts'
import { writeInstant } from './instant.ts'
import { meets } from './q-evaluate.ts'
import type { Literal, Term } from './q-parse.ts'
import { conditionSql, entityTarget, hasPattern } from './q-sql.ts'
import type { Selector } from './query.ts'
import { inDatasets } from './represent.ts'
import { meetsScope } from './scope-query.ts'
import { type SqlValues, sqlValues } from './sql-values.ts'
import type { Subscription, Trigger } from './subscription.ts'

/** A change of an entity, as the log tells it; of a deleted one, the entity as it last was. */
export type Change = {
  readonly kind: 'entity-created' | 'entity-updated' | 'entity-deleted'
  readonly entity: Entity
  /** Expanded names. */
  readonly changed: readonly string[]
  /** Instances that are gone, and, where somebody wants to see changes, those that were replaced. */
  readonly before: Attributes
}

/** The change as a subscription sees it that is only to instances of some datasets. */
export function within<Some extends Change>(change: Some, { datasets }: Subscription): Some {
  if (datasets === undefined) return change
  const only = (attributes: Attributes): Attributes =>
    Object.fromEntries(
      Object.entries(attributes).flatMap(([attribute, instances]) => {
        const kept = inDatasets(instances, datasets)
        return kept.length === 0 ? [] : [[attribute, kept]]
      }),
    )
  const attributes = only(change.entity.attributes)
  const before = only(change.before)
  const changed = change.changed.filter((attribute) => attributes[attribute] ?? before[attribute])
  return { ...change, entity: { ...change.entity, attributes }, before, changed }
}

/** Whether a subscription is after this change, as far as can be told without the database: see `needsDatabase`. */
export function matches(change: Change, subscription: Subscription): boolean {
  const { entity, before } = change
  const { selectors, watched, q, scope, attributes } = subscription
  const reasons = watched ? change.changed.filter((attribute) => watched.has(attribute)) : change.changed
  if (watched && reasons.length === 0 && change.kind !== 'entity-deleted') return false
  if (!isTriggered(change, reasons, subscription.triggers)) return false
  if (selectors && !selectors.some((selector) => isMeant(entity, selector))) return false
  if (scope && !meetsScope(entity.scopes, scope)) return false
  if (attributes && change.kind !== 'entity-deleted' && !attributes.some((one) => entity.attributes[one] ?? before[one]))
    return false
  return q === undefined || hasPattern(q) || meets(entity, q)
}

function isTriggered({ kind, entity, before }: Change, reasons: readonly string[], triggers: ReadonlySet<Trigger>): boolean {
  if (kind === 'entity-deleted') return triggers.has('entityDeleted') || (triggers.has('attributeDeleted') && reasons.length > 0)
  if (triggers.has(kind === 'entity-created' ? 'entityCreated' : 'entityUpdated')) return true
  const now = entity.modifiedAt && writeInstant(entity.modifiedAt)
  return reasons.some((attribute) => {
    const instances = entity.attributes[attribute] ?? []
    const isNow = ({ modifiedAt }: Instance) => modifiedAt === now
    if (triggers.has('attributeDeleted') && before[attribute]?.some((old) => isGone(old, instances))) return true
    if (triggers.has('attributeCreated') && instances.some((one) => isNow(one) && one.createdAt === now)) return true
    return triggers.has('attributeUpdated') && instances.some((one) => isNow(one) && one.createdAt !== now)
  })
}

const isGone = ({ datasetId }: Instance, instances: readonly Instance[]) =>
  !instances.some((instance) => instance.datasetId === datasetId)

function isMeant(entity: Entity, { types, id }: Selector): boolean {
  if (id !== undefined && id !== entity.id) return false
  return types === undefined || holds(types, (type) => entity.types.includes(type))
}

/** Whether parts of a subscription are decided by PostgreSQL and PostGIS: places and patterns. */
export const needsDatabase = ({ geo, q, selectors }: Subscription): boolean =>
  geo !== undefined ||
  (q !== undefined && hasPattern(q)) ||
  (selectors?.some(({ idPattern }) => idPattern !== undefined) ?? false)

/** @throws the database's error, when a pattern or geometry of the subscription is one that it cannot use */
export async function tryOut(db: Db, subscription: Subscription): Promise<void> {
  if (!needsDatabase(subscription)) return
  const now = new Date()
  const entity = { id: 'urn:ngsi-ld:Thing:1', types: [], scopes: [], attributes: {}, createdAt: now, modifiedAt: now }
  const { q, selectors } = subscription
  const patterns = [...(selectors ?? []).map(({ idPattern }) => idPattern), ...(q ? leaves(q) : []).map(patternOf)]
  for (const pattern of patterns) if (pattern !== undefined) await db.query(`select '' ~ $1`, [pattern])
  await confirm(db, [{ change: { kind: 'entity-created', entity, changed: [], before: {} }, subscription }])
}

const patternOf = ({ test }: Term) => (test?.operator.endsWith('~=') ? String((test.operands[0] as Literal).value) : undefined)

/** A change and a subscription that match otherwise. */
export type Pair<Some extends Change = Change> = { readonly change: Some; readonly subscription: Subscription }

/** Subscriptions asked about in one statement. */
const mostAtOnce = 40

/**
 * Of many pairs, those which the database confirms. What one subscription asks may fail on some entity; that is told and does
 * not hold up the others.
 */
export async function confirmAll<Some extends Pair>(
  tx: Tx,
  pairs: readonly Some[],
  onFailure: (error: unknown, pair: Some) => void,
): Promise<Some[]> {
  const bySubscription = [...Map.groupBy(pairs, ({ subscription }) => subscription).values()]
  const yes: Some[] = []
  for (let from = 0; from < bySubscription.length; from += mostAtOnce)
    yes.push(...(await confirmOrPart(tx, bySubscription.slice(from, from + mostAtOnce), onFailure)))
  return yes
}

async function confirmOrPart<Some extends Pair>(
  tx: Tx,
  groups: readonly (readonly Some[])[],
  onFailure: (error: unknown, pair: Some) => void,
): Promise<Some[]> {
  await tx.query('savepoint confirming')
  try {
    return await confirm(tx, groups.flat())
  } catch (error) {
    await tx.query('rollback to savepoint confirming')
    const [first] = groups[0] ?? []
    if (groups.length === 1 && first !== undefined) onFailure(error, first)
    if (groups.length <= 1) return []
    const yes: Some[] = []
    for (const group of groups) yes.push(...(await confirmOrPart(tx, [group], onFailure)))
    return yes
  }
}

async function confirm<Some extends Pair>(db: Db, pairs: readonly Some[]): Promise<Some[]> {
  const values = sqlValues()
  const places = new Map(pairs.map((pair, index) => [pair, index]))
  const asked = [...Map.groupBy(pairs, ({ subscription }) => subscription)].map(([subscription, group]) => {
    const mine = group.map((pair) => places.get(pair))
    return `select e.index from e where e.index = any(${values.add(mine)}::int[]) and ${conditionsSql(subscription, values)}`
  })
  const rows = pairs.map(({ change: { entity }, subscription: { geo } }, index) => ({
    index,
    id: entity.id,
    types: entity.types,
    document: entity.attributes,
    place: (geo && defaultInstance(entity.attributes[geo.property])?.value) ?? null,
    created_at: entity.createdAt,
    modified_at: entity.modifiedAt,
  }))
  const found = await db.query<{ index: number }>(
    `with e as materialized (
       select * from jsonb_to_recordset(${values.add(JSON.stringify(rows))}::jsonb) as e(index int, id text, types text[],
         document jsonb, place jsonb, created_at timestamptz, modified_at timestamptz))
     ${asked.join(' union all ')} order by 1`,
    values.values,
  )
  return found.flatMap(({ index }) => pairs[index] ?? [])
}

function conditionsSql({ geo, q, selectors }: Subscription, values: SqlValues): string {
  const conditions = [
    ...(geo ? [geoSql(geo, 'st_setsrid(st_geomfromgeojson(e.place), 4326)', values)] : []),
    ...(q ? [conditionSql(q, entityTarget, values)] : []),
    ...(selectors ? [selectorsSql(selectors, (value) => values.add(value))] : []),
  ]
  return conditions.join(' and ') || 'true'
}

function selectorsSql(selectors: readonly Selector[], add: (value: unknown) => string): string {
  const alternatives = selectors.map(({ types, id, idPattern }) => {
    const parts = [
      ...(id === undefined ? [] : [`e.id = ${add(id)}`]),
      ...(idPattern === undefined ? [] : [`e.id ~ ${add(idPattern)}`]),
      ...(types === undefined ? [] : [toSql(types, (type) => `${add(type)} = any(e.types)`)]),
    ]
    return parts.join(' and ') || 'true'
  })
  return `(${alternatives.join(' or ')})`
}

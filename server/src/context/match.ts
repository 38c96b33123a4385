import type { Db } from '#kernel'
import { defaultInstance, type Entity } from './entity.ts'
import { holds, leaves, toSql } from './expression.ts'
import { geoSql } from './geo-query.ts'
import { meets } from './q-evaluate.ts'
import type { Literal, Term } from './q-parse.ts'
import { conditionSql, entityTarget, hasPattern } from './q-sql.ts'
import type { Selector } from './query.ts'
import { meetsScope } from './scope-query.ts'
import { sqlValues } from './sql-values.ts'
import type { Subscription, Trigger } from './subscription.ts'

/** A change of an entity, as the log tells it; of a deleted one, the entity as it last was. */
export type Change = {
  readonly kind: 'entity-created' | 'entity-updated' | 'entity-deleted'
  readonly entity: Entity
  /** Expanded names. */
  readonly changed: readonly string[]
}

/** Whether a subscription is after this change, as far as can be told without the database: see `needsDatabase`. */
export function matches(change: Change, subscription: Subscription): boolean {
  const { entity } = change
  const { selectors, watched, q, scope, attributes } = subscription
  const reasons = watched ? change.changed.filter((attribute) => watched.has(attribute)) : change.changed
  if (watched && reasons.length === 0 && change.kind !== 'entity-deleted') return false
  if (!isTriggered(change, reasons, subscription.triggers)) return false
  if (selectors && !selectors.some((selector) => isMeant(entity, selector))) return false
  if (scope && !meetsScope(entity.scopes, scope)) return false
  if (attributes && change.kind !== 'entity-deleted' && !attributes.some((attribute) => entity.attributes[attribute]))
    return false
  return q === undefined || hasPattern(q) || meets(entity, q)
}

function isTriggered({ kind, entity }: Change, reasons: readonly string[], triggers: ReadonlySet<Trigger>): boolean {
  if (kind === 'entity-deleted') return triggers.has('entityDeleted')
  if (triggers.has(kind === 'entity-created' ? 'entityCreated' : 'entityUpdated')) return true
  return reasons.some((attribute) => {
    const instances = entity.attributes[attribute]
    if (instances === undefined) return triggers.has('attributeDeleted')
    const isNew = instances.some(({ createdAt, modifiedAt }) => createdAt === modifiedAt)
    return triggers.has(isNew ? 'attributeCreated' : 'attributeUpdated')
  })
}

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
  const entity: Entity = {
    id: 'urn:ngsi-ld:Thing:1',
    types: [],
    scopes: [],
    attributes: {},
    createdAt: new Date(),
    modifiedAt: new Date(),
  }
  const { q, selectors } = subscription
  const patterns = [...(selectors ?? []).map(({ idPattern }) => idPattern), ...(q ? leaves(q) : []).map(patternOf)]
  for (const pattern of patterns) if (pattern !== undefined) await db.query(`select '' ~ $1`, [pattern])
  await confirm(db, [{ kind: 'entity-created', entity, changed: [] }], subscription)
}

const patternOf = ({ test }: Term) => (test?.operator.endsWith('~=') ? String((test.operands[0] as Literal).value) : undefined)

/** Of changes that match otherwise, those which the database confirms. */
export async function confirm<Some extends Change>(
  db: Db,
  changes: readonly Some[],
  subscription: Subscription,
): Promise<Some[]> {
  const { geo, q, selectors } = subscription
  const values = sqlValues()
  const rows = changes.map(({ entity }, index) => ({
    index,
    id: entity.id,
    types: entity.types,
    document: entity.attributes,
    place: (geo && defaultInstance(entity.attributes[geo.property])?.value) ?? null,
    created_at: entity.createdAt,
    modified_at: entity.modifiedAt,
  }))
  const from = `jsonb_to_recordset(${values.add(JSON.stringify(rows))}::jsonb) as e(index int, id text, types text[], document jsonb,
    place jsonb, created_at timestamptz, modified_at timestamptz)`
  const conditions = [
    ...(geo ? [geoSql(geo, 'st_setsrid(st_geomfromgeojson(e.place), 4326)', values)] : []),
    ...(q ? [conditionSql(q, entityTarget, values)] : []),
    ...(selectors ? [selectorsSql(selectors, (pattern) => values.add(pattern))] : []),
  ]
  const found = await db.query<{ index: number }>(
    `select e.index from ${from} where ${conditions.join(' and ')} order by 1`,
    values.values,
  )
  return found.flatMap(({ index }) => changes[index] ?? [])
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

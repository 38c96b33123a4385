import type { Db, Pool } from '#kernel'
import { type Concern, concernOf } from './csource-concern.ts'
import { findLikeness, matchingInfo } from './csource-match.ts'
import type { Interval, Registration } from './csource-registration.ts'
import type { Registry } from './csource-registry.ts'
import { type GeoQuery, geometrySql, geoSql } from './geo-query.ts'
import { writeInstant } from './instant.ts'
import type { Condition } from './q-parse.ts'
import { conditionSql, entityTarget } from './q-sql.ts'
import type { EntityQuery } from './query.ts'
import { meetsScope, parseScopeQuery } from './scope-query.ts'
import { type SqlValues, sqlValues } from './sql-values.ts'
import type { TimeRange } from './temporal-query.ts'

/** A query for context sources that may know something of these entities (GS CIM 009, 5.10.2). */
export type SourceQuery = {
  readonly entities: EntityQuery
  /** Conditions on the properties of the source itself. */
  readonly csf?: Condition
  /** Sources of the history of a time; without it, of how things are now. */
  readonly time?: TimeRange
}

/** What makes a context source one that somebody looks for. */
export type SourceMatch = Pick<SourceQuery, 'csf' | 'time'> & Pick<EntityQuery, 'geo' | 'scope'> & { readonly concern: Concern }

/** The registrations of a tenant that match, in the order of their ids. */
export async function discover(
  pool: Pool,
  registry: Registry,
  tenant: string,
  { entities, ...query }: SourceQuery,
  now: Date,
): Promise<readonly Registration[]> {
  const concern = concernOf(entities)
  const { geo, scope } = entities
  const match = { ...query, concern, ...(geo && { geo }), ...(scope !== undefined && { scope }) }
  return matchSources(pool, registry.candidates(tenant, concern), match, now)
}

/** Of registrations, those that match. */
export async function matchSources(
  db: Db,
  registrations: readonly Registration[],
  { concern, scope, geo, csf, time }: SourceMatch,
  now: Date,
): Promise<readonly Registration[]> {
  const candidates = registrations
    .filter((registration) => isCurrent(registration, now) && (time ? isOfPast(registration, time) : isOfNow(registration)))
    .filter(
      ({ scopes }) =>
        scope === undefined ||
        scopes.length === 0 ||
        meetsScope(scopes, typeof scope === 'string' ? parseScopeQuery(scope) : scope),
    )
  const like = await findLikeness(db, candidates, concern)
  const matching = candidates.filter((registration) => matchingInfo(registration, concern, like).length > 0)
  return confirmSources(db, matching, geo, csf)
}

export const isCurrent = ({ expiresAt }: Registration, now: Date): boolean => expiresAt === undefined || expiresAt > now

/** Whether a source has the past, and some of it of the time that is meant; by which time, where nobody says, does not matter (5.2.9). */
export function isOfPast({ observationInterval, managementInterval }: Registration, time: TimeRange): boolean {
  const own =
    time.by === undefined
      ? [observationInterval, managementInterval]
      : [time.by === 'observedAt' ? observationInterval : managementInterval]
  return own.some((interval) => interval !== undefined && overlaps(interval, time))
}

/** Whether a source has things as they are now: those that have a past are registered for that alone. */
export const isOfNow = ({ observationInterval, managementInterval }: Registration): boolean =>
  observationInterval === undefined && managementInterval === undefined

const overlaps = ({ startAt, endAt }: Interval, { from, to }: TimeRange) =>
  (to === undefined || Date.parse(startAt) <= Date.parse(to)) &&
  (from === undefined || endAt === undefined || Date.parse(endAt) >= Date.parse(from))

/** Of registrations, those whose place may hold what a geo-query looks for, and whose properties meet a condition. */
export async function confirmSources(
  db: Db,
  registrations: readonly Registration[],
  geo: GeoQuery | undefined,
  csf: Condition | undefined,
): Promise<readonly Registration[]> {
  if (registrations.length === 0 || (geo === undefined && csf === undefined)) return registrations
  const values = sqlValues()
  const now = writeInstant(new Date())
  const rows = registrations.map(({ places, properties }, index) => ({
    index,
    place: (geo && places[geo.property]) ?? null,
    document: properties,
    created_at: now,
    modified_at: now,
  }))
  const from = `jsonb_to_recordset(${values.add(JSON.stringify(rows))}::jsonb)
    as e(index int, place jsonb, document jsonb, created_at timestamptz, modified_at timestamptz)`
  const conditions = [
    ...(geo ? [`(e.place is null or ${mayHoldSql(geo, 'st_setsrid(st_geomfromgeojson(e.place), 4326)', values)})`] : []),
    ...(csf ? [conditionSql(csf, entityTarget, values)] : []),
  ]
  const found = await db.query<{ index: number }>(
    `select e.index from ${from} where ${conditions.join(' and ')} order by 1`,
    values.values,
  )
  return found.flatMap(({ index }) => registrations[index] ?? [])
}

/** Whether some part of a place can be in the relation that a geo-query asks for. */
function mayHoldSql(geo: GeoQuery, place: string, values: SqlValues): string {
  if (geo.relation === 'near') return geo.maxMetres === undefined ? 'true' : geoSql(geo, place, values)
  const reference = geometrySql(geo.geometry, values)
  return geo.relation === 'disjoint' ? `not st_within(${place}, ${reference})` : `st_intersects(${place}, ${reference})`
}

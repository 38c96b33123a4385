import type { AreaClass, Names } from '#contract'
import type { Db } from '#kernel'
import type { Box } from './feature-question.ts'

export type AreaRow = {
  readonly code: string
  readonly parent: string | null
  readonly path: string
  readonly level: string
  readonly class: AreaClass | null
  readonly names: Names
  /** Its boundary, or where it has none its point. */
  readonly geometry: object | null
}

export type FacilityRow = {
  readonly id: string
  readonly kind: string
  readonly area: string | null
  readonly capacity: number | null
  readonly hours: string | null
  readonly lon: number
  readonly lat: number
}

export type Found<Row> = { readonly rows: readonly Row[]; readonly matched: number }

type AreaAsk = {
  readonly limit: number
  readonly offset: number
  readonly box?: Box
  readonly filters: Readonly<Record<string, string>>
}

const shape = `coalesce(b.geometry, st_setsrid(st_makepoint(a.lon, a.lat), 4326))`
/** Five decimals are a metre. */
const areaColumns = `a.code, a.parent, a.path, a.level, a.class, a.names, st_asgeojson(${shape}, 5)::json as geometry`
const areaTables = `analytics.area a left join analytics.boundary b on b.code = a.code`
const facilityColumns = `f.id, f.kind, f.area, f.capacity, f.opening_hours as hours, f.lon, f.lat`

/** A box across 180° is two; one without an end is all there is. */
const inBoxes = (geometry: string) => `($1::float8[] is null or exists (
  select from generate_series(1, array_length($1::float8[], 1), 4) i
  where st_intersects(${geometry}, st_makeenvelope(($1::float8[])[i], ($1::float8[])[i + 1], ($1::float8[])[i + 2], ($1::float8[])[i + 3], 4326))))`

const boxes = (box: Box | undefined): number[] | null => {
  if (box === undefined) return null
  const [west, south, east, north] = box
  return west <= east ? [...box] : [west, south, 180, north, -180, south, east, north]
}

/** Areas in the order of their codes. */
export async function findAreaRows(db: Db, { box, filters, limit, offset }: AreaAsk): Promise<Found<AreaRow>> {
  const where = `${inBoxes(shape)} and ($2::text is null or a.level = $2) and ($3::text is null or a.class = $3)
    and ($4::text is null or a.parent = $4) and ($5::text is null or a.code = $5)`
  const { level = null, class: name = null, parent = null, area = null } = filters
  const values = [boxes(box), level, name, parent, area]
  const [count] = await db.query<{ count: number }>(`select count(*)::int as count from ${areaTables} where ${where}`, values)
  const rows = await db.query<AreaRow>(
    `select ${areaColumns} from ${areaTables} where ${where} order by a.code limit $6 offset $7`,
    [...values, limit, offset],
  )
  return { rows, matched: count?.count ?? 0 }
}

export async function findAreaRow(db: Db, code: string): Promise<AreaRow | undefined> {
  const rows = await db.query<AreaRow>(`select ${areaColumns} from ${areaTables} where a.code = $1`, [code])
  return rows[0]
}

/** Facilities in the order of their ids; those of an area are those in it and below. */
export async function findFacilityRows(db: Db, { box, filters, limit, offset }: AreaAsk): Promise<Found<FacilityRow>> {
  const where = `${inBoxes('st_setsrid(st_makepoint(f.lon, f.lat), 4326)')} and ($2::text is null or f.kind = $2)
    and ($3::text is null or f.path || '/' like '%/' || $3 || '/%')`
  const values = [boxes(box), filters.kind ?? null, filters.area?.replace(/[\\%_]/g, '\\$&') ?? null]
  const [count] = await db.query<{ count: number }>(
    `select count(*)::int as count from analytics.facility f where ${where}`,
    values,
  )
  const rows = await db.query<FacilityRow>(
    `select ${facilityColumns} from analytics.facility f where ${where} order by f.id limit $4 offset $5`,
    [...values, limit, offset],
  )
  return { rows, matched: count?.count ?? 0 }
}

export async function findFacilityRow(db: Db, id: string): Promise<FacilityRow | undefined> {
  const rows = await db.query<FacilityRow>(`select ${facilityColumns} from analytics.facility f where f.id = $1`, [id])
  return rows[0]
}

/** Around everything that is in the collections; undefined of an empty region. */
export async function readExtent(db: Db): Promise<Box | undefined> {
  const [row] = await db.query<{ west: number | null; south: number; east: number; north: number }>(
    `select min(st_xmin(g)) as west, min(st_ymin(g)) as south, max(st_xmax(g)) as east, max(st_ymax(g)) as north from (
       select geometry as g from analytics.boundary
       union all select st_makepoint(lon, lat) from analytics.settlement
       union all select st_makepoint(lon, lat) from analytics.facility) all_there_is`,
  )
  return row === undefined || row.west === null ? undefined : [row.west, row.south, row.east, row.north]
}

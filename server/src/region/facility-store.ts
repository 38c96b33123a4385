import type { Facility, Names, Position } from '#contract'
import type { Db } from '#kernel'

export type FacilityRow = {
  readonly id: string
  readonly kind: string
  readonly area: string | null
  readonly names: Names
  readonly capacity: number | null
  readonly opening_hours: string | null
  readonly lon: number
  readonly lat: number
  readonly metres: number | null
}

export type FacilityAsk = {
  /** The code of an area: what lies in it and below. */
  readonly area?: string
  readonly near?: Position
  readonly kind?: string
  /** Only these. */
  readonly ids?: readonly string[]
  /** Only with one of these opening hours, as they are written. */
  readonly hours?: readonly string[]
  readonly limit: number
  readonly offset?: number
}

const here = 'st_setsrid(st_makepoint($1::float8, $2::float8), 4326)::geography'

const filter = `($3::text is null or f.kind = $3) and ($4::text[] is null or f.opening_hours = any($4))
  and ($5::text is null or f.area in (
    select a.code from region.area a join region.area top on top.code = $5
    where a.prefix >= top.prefix and a.prefix < top.path || '0'))
  and ($8::text[] is null or f.id = any($8))`

/** Nearest first where a place is given, else by kind and id. */
export async function findFacilities(db: Db, ask: FacilityAsk): Promise<readonly FacilityRow[]> {
  const { area = null, near, kind = null, hours = null, ids = null, limit, offset = 0 } = ask
  const order = near === undefined ? 'f.kind, f.id' : `f.point <-> ${here}, f.id`
  return db.prepared<FacilityRow>(
    `select f.id, f.kind, f.area, f.names, f.capacity, f.opening_hours, f.lon, f.lat, st_distance(f.point, ${here}) as metres
     from region.facility f where ${filter} order by ${order} limit $6 offset $7`,
    [near?.[0] ?? null, near?.[1] ?? null, kind, hours, area, limit, offset, ids],
  )
}

export async function findFacility(db: Db, id: string): Promise<FacilityRow | undefined> {
  const rows = await db.prepared<FacilityRow>(
    `select id, kind, area, names, capacity, opening_hours, lon, lat, null::float8 as metres from region.facility where id = $1`,
    [id],
  )
  return rows[0]
}

/** Facilities in an area and below, by kind. */
export async function countFacilities(db: Db, area: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db.prepared<{ kind: string; count: number }>(
    `select f.kind, count(*) as count from region.facility f join region.area a on a.code = f.area
     join region.area top on top.code = $1 where a.prefix >= top.prefix and a.prefix < top.path || '0'
     group by f.kind order by f.kind`,
    [area],
  )
  return new Map(rows.map(({ kind, count }) => [kind, count]))
}

/** Every way in which opening hours are written, which are few. */
export async function listHours(db: Db): Promise<readonly string[]> {
  const rows = await db.prepared<{ opening_hours: string }>(
    'select distinct opening_hours from region.facility where opening_hours is not null',
  )
  return rows.map((row) => row.opening_hours)
}

/** @param isOpen whether opening hours as they are written hold now; undefined where they cannot be evaluated */
export function toFacility(row: FacilityRow, isOpen: (hours: string) => boolean | undefined): Facility {
  const { id, kind, names, area, capacity, opening_hours: hours, metres, lon, lat } = row
  const open = hours === null ? undefined : isOpen(hours)
  return {
    id,
    kind,
    names,
    position: [lon, lat],
    ...(area !== null && { area }),
    ...(capacity !== null && { capacity }),
    ...(hours !== null && { openingHours: hours }),
    ...(open !== undefined && { isOpen: open }),
    ...(metres !== null && { metres: Math.round(metres) }),
  }
}

import type { Tx } from '#kernel'
import type { AreaRow, Changes, FacilityRow, SettlementRow } from './place-row.ts'
import { idIn } from './place-types.ts'

/** Writes what became of areas, and the paths of all that lie in them. */
export async function saveAreas(tx: Tx, { rows, gone }: Changes<AreaRow>): Promise<void> {
  const codes = [...rows.map((row) => row.code), ...gone.map((id) => idIn('area', id))]
  if (codes.length === 0) return
  await tx.prepared('delete from region.area where code = any($1)', [gone.map((id) => idIn('area', id))])
  await tx.prepared(
    `insert into region.area (code, parent, path, level, official_class, class, names, terms, lon, lat, boundary)
     select distinct on (r.code) r.code, r.parent, '/' || r.code, r.level, r.official_class, r.class, r.names, r.terms, r.lon, r.lat,
       st_makevalid(st_force2d(st_setsrid(st_geomfromgeojson(r.boundary), 4326)))
     from jsonb_to_recordset($1::jsonb) r (code text, parent text, level text, official_class text, class text, names jsonb,
       terms text, lon float8, lat float8, boundary jsonb)
     on conflict (code) do update set parent = excluded.parent, level = excluded.level, official_class = excluded.official_class,
       class = excluded.class, names = excluded.names, terms = excluded.terms, lon = excluded.lon, lat = excluded.lat,
       boundary = excluded.boundary`,
    [JSON.stringify(rows)],
  )
  await settlePaths(tx, codes)
}

/** The path of each of these areas and of all below them, from the chain of parents; a chain that comes back to itself ends. */
async function settlePaths(tx: Tx, codes: readonly string[]): Promise<void> {
  await tx.prepared(
    `with recursive affected (code) as (
       select unnest($1::text[]) union select a.code from region.area a join affected on a.parent = affected.code
     ), up (code, at, path, depth) as (
       select code, parent, '/' || code, 1 from region.area where code in (select code from affected)
       union all
       select up.code, a.parent, '/' || a.code || up.path, up.depth + 1 from up join region.area a on a.code = up.at where up.depth < 12
     ), whole as (select distinct on (code) code, path from up order by code, depth desc)
     update region.area a set path = whole.path from whole where a.code = whole.code and a.path <> whole.path`,
    [codes],
  )
}

export async function saveSettlements(tx: Tx, { rows, gone }: Changes<SettlementRow>): Promise<void> {
  if (gone.length > 0)
    await tx.prepared('delete from region.settlement where id = any($1)', [gone.map((id) => idIn('settlement', id))])
  if (rows.length === 0) return
  await tx.prepared(
    `insert into region.settlement (id, area, class, names, population, ages, lon, lat)
     select distinct on (id) * from jsonb_to_recordset($1::jsonb)
       r (id text, area text, class text, names jsonb, population float8, ages jsonb, lon float8, lat float8)
     on conflict (id) do update set area = excluded.area, class = excluded.class, names = excluded.names,
       population = excluded.population, ages = excluded.ages, lon = excluded.lon, lat = excluded.lat`,
    [JSON.stringify(rows)],
  )
}

/** @returns whether any facility is another now; what it last said of itself does not count */
export async function saveFacilities(tx: Tx, { rows, gone }: Changes<FacilityRow>): Promise<boolean> {
  const left = gone.map((id) => idIn('facility', id))
  const removed =
    left.length === 0 ? [] : await tx.prepared('delete from region.facility where id = any($1) returning id', [left])
  await saveStates(tx, rows, left)
  if (rows.length === 0) return removed.length > 0
  const changed = await tx.prepared(
    `insert into region.facility (id, kind, area, names, capacity, opening_hours, lon, lat)
     select distinct on (id) * from jsonb_to_recordset($1::jsonb)
       r (id text, kind text, area text, names jsonb, capacity float8, opening_hours text, lon float8, lat float8)
     on conflict (id) do update set kind = excluded.kind, area = excluded.area, names = excluded.names,
       capacity = excluded.capacity, opening_hours = excluded.opening_hours, lon = excluded.lon, lat = excluded.lat
     where (facility.kind, facility.area, facility.names, facility.capacity, facility.opening_hours, facility.lon, facility.lat)
       is distinct from (excluded.kind, excluded.area, excluded.names, excluded.capacity, excluded.opening_hours, excluded.lon, excluded.lat)
     returning id`,
    [JSON.stringify(rows)],
  )
  return removed.length + changed.length > 0
}

async function saveStates(tx: Tx, rows: readonly FacilityRow[], gone: readonly string[]): Promise<void> {
  const silent = rows.filter(({ free }) => free === undefined).map(({ id }) => id)
  if (gone.length + silent.length > 0)
    await tx.prepared('delete from region.facility_state where id = any($1)', [[...gone, ...silent]])
  if (silent.length === rows.length) return
  await tx.prepared(
    `insert into region.facility_state (id, free, observed_at)
     select distinct on (id) id, free, free_at from jsonb_to_recordset($1::jsonb) r (id text, free float8, free_at timestamptz)
     where free is not null
     on conflict (id) do update set free = excluded.free, observed_at = excluded.observed_at`,
    [JSON.stringify(rows)],
  )
}

/** Tells readers of the views that something is different. */
export async function raiseVersion(tx: Tx): Promise<void> {
  await tx.prepared('update region.version set number = number + 1')
}

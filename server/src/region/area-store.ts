import type { Area, AreaClass, Level, Names, Outline, Position } from '#contract'
import type { Db } from '#kernel'
import { escapeLike, simplify } from './search-text.ts'

type Row = {
  code: string
  path: string
  level: Level
  names: Names
  class: AreaClass | null
  official_class: string | null
  parent: string | null
  lon: number | null
  lat: number | null
  population: number
}

/** Of `region.area a`; the population is that of all settlements in it and below. */
const columns = `a.code, a.path, a.level, a.names, a.class, a.official_class, a.parent, a.lon, a.lat, (
  select coalesce(sum(s.population), 0) from region.area b join region.settlement s on s.area = b.code
  where b.prefix >= a.prefix and b.prefix < a.path || '0') as population`

/** The order of levels from the top down. */
const depth = `array_position(array['country', 'province', 'city', 'county', 'town', 'village'], a.level)`

export async function findArea(db: Db, code: string): Promise<Area | undefined> {
  const rows = await db.prepared<Row>(`select ${columns} from region.area a where a.code = $1`, [code])
  return rows.map(toArea)[0]
}

/** From the top of the region down to the area itself. */
export async function findLineage(db: Db, code: string): Promise<readonly Area[]> {
  const rows = await db.prepared<Row>(
    `select ${columns} from region.area a join region.area below on below.code = $1
     where a.code = any(string_to_array(below.path, '/')) order by length(a.path)`,
    [code],
  )
  return rows.map(toArea)
}

/** The areas directly in one, or without it those in the lone top of the region, or its tops. */
export async function findChildren(db: Db, code: string | undefined): Promise<readonly Area[]> {
  const rows = await db.prepared<Row>(
    `select ${columns} from region.area a
     where case when $1::text is null then a.parent is null else a.parent = $1 end order by a.code`,
    [code ?? (await findLoneTop(db)) ?? null],
  )
  return rows.map(toArea)
}

/**
 * The area that is the whole region, where only one stands at the top: choosing it would be no choice, so it gives way to its
 * children, and an only child to its own in turn. Undefined where several areas stand at the top, or nothing lies below.
 */
async function findLoneTop(db: Db): Promise<string | undefined> {
  const [lone] = await db.prepared<{ code: string }>(
    `with recursive lone (code, depth) as (
       select min(code), 0 from region.area where parent is null having count(*) = 1
       union all
       select below.code, depth + 1 from lone cross join lateral (
         select min(a.code) as code from region.area a where a.parent = lone.code having count(*) = 1) below)
     select code from lone where exists (select from region.area a where a.parent = lone.code) order by depth desc limit 1`,
  )
  return lone?.code
}

/**
 * Areas whose code or a name fits, best first: the same, then those that begin with the text, then those with a word that does,
 * then those that contain it; within each the larger area before the smaller.
 */
export async function searchAreas(db: Db, text: string, limit: number, offset = 0): Promise<readonly Area[]> {
  const wanted = simplify(text)
  if (wanted === '') return []
  const rows = await db.prepared<Row>(
    `select ${columns} from region.area a
     where a.terms like '%' || $1 || '%' or lower(a.code) like $1 || '%'
     order by case when lower(a.code) = $2 or a.terms like e'%\\n' || $1 || e'\\n%' then 0
                   when a.terms like e'%\\n' || $1 || '%' or lower(a.code) like $1 || '%' then 1
                   when a.terms like '% ' || $1 || '%' then 2 else 3 end,
       ${depth}, length(a.terms), a.code limit $3 offset $4`,
    [escapeLike(wanted), wanted, limit, offset],
  )
  return rows.map(toArea)
}

/** Beyond this, the nearest village is no answer to "where am I?". */
const farthest = 50_000

/**
 * The smallest area whose boundary holds a point; within it (or, where no boundary holds the point, within 50 km) the village or
 * town without a boundary whose point is nearest. Of several at one point the larger, since villages may stand at their town's.
 */
export async function findAreaAt(db: Db, [longitude, latitude]: Position): Promise<Area | undefined> {
  const rows = await db.prepared<Row>(
    `with here as (select st_setsrid(st_makepoint($1::float8, $2::float8), 4326) as spot),
     around as (
       select a.code, a.path, a.prefix from region.area a, here
       where a.boundary is not null and st_covers(a.boundary, spot) order by st_area(a.boundary), a.path desc limit 1),
     nearest as (
       select a.code, st_distance(a.point, spot::geography) as metres from region.area a cross join here left join around on true
       where a.level in ('town', 'village') and a.boundary is null and a.point is not null
         and (around.code is null or (a.prefix > around.prefix and a.prefix < around.path || '0'))
       order by a.point <-> spot::geography, ${depth}, a.code limit 1)
     select ${columns} from region.area a where a.code = coalesce(
       (select code from nearest where metres <= $3 or exists (select from around)), (select code from around))`,
    [longitude, latitude, farthest],
  )
  return rows.map(toArea)[0]
}

/** Boundaries of the same areas as `findChildren`, or, where none of them has one, of the area they lie in; five decimals are a metre. */
export async function findOutlines(db: Db, code: string | undefined): Promise<readonly Outline[]> {
  return db.prepared<Outline>(
    `with around as (select $1::text as code),
     inside as (
       select a.code, a.boundary from region.area a, around
       where boundary is not null and case when around.code is null then a.parent is null else a.parent = around.code end),
     itself as (
       select a.code, a.boundary from region.area a join around using (code)
       where boundary is not null and not exists (select from inside))
     select code, st_asgeojson(boundary, 5)::jsonb as geometry from (table inside union all table itself) shown order by code`,
    [code ?? (await findLoneTop(db)) ?? null],
  )
}

function toArea(row: Row): Area {
  const { code, path, level, names, class: areaClass, official_class, parent, lon, lat, population } = row
  return {
    code,
    path,
    level,
    names,
    population,
    ...(areaClass !== null && { class: areaClass }),
    ...(official_class !== null && { officialClass: official_class }),
    ...(parent !== null && { parent }),
    ...(lon !== null && lat !== null && { position: [lon, lat] as const }),
  }
}

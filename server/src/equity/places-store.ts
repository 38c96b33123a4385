import type { AreaClass, Names } from '#contract'
import type { Db } from '#kernel'
import {
  type AreaOfGap,
  areaClasses,
  type Facilities,
  type Places,
  type Settlements,
  type Span,
  type Standard,
  type TravelFile,
} from './places.ts'
import { blurSmall } from './suppression.ts'
import type { TravelSettings } from './travel-settings.ts'
import type { Digital } from './virtual.ts'

/** Undefined while no region has been imported. */
export async function readVersion(db: Db): Promise<number | undefined> {
  const rows = await db.query<{ version: number }>('select version from analytics.region order by id limit 1')
  return rows[0]?.version
}

/**
 * The settlements come in the order of their paths, so that those of an area are one span, and those directly in it are the
 * first of that span.
 */
export async function readPlaces(db: Db): Promise<Places | undefined> {
  const regions = await db.query<{ version: number; document: RegionDocument }>(
    'select version, document from analytics.region order by id limit 1',
  )
  const region = regions[0]
  if (region === undefined) return undefined
  const settlements = await db.query<SettlementRow>(
    `select id, area, path, class, coalesce(population, 0)::float8 as population, lon, lat
     from analytics.settlement order by (path || '/') collate "C", id`,
  )
  const areas = await db.query<AreaRow>('select code, parent, path, class, names from analytics.area order by code')
  const facilities = await db.query<FacilityRow>(
    `select f.id, f.kind, coalesce(f.capacity, 1)::float8 as capacity, f.opening_hours as hours, l.languages, f.lon, f.lat
     from analytics.facility f left join analytics.facility_languages l on l.facility = f.id order by f.kind, f.id`,
  )
  const digital = await db.query<DigitalRow>(
    'select id, coverage, device, skill, helper, kiosks from analytics.settlement_digital',
  )
  const shares = await db.query<ShareRow>('select settlement, about, share from analytics.settlement_share')
  const { helperMinutes } = region.document.digital ?? {}
  const files = await db.query<TravelFile & { name: string }>('select id, name, bytes, facts from analytics.region_file')
  return {
    version: region.version,
    timeZone: region.document.timeZone,
    travel: region.document.travel,
    files: new Map(files.map(({ name, ...file }) => [name, file])),
    services: region.document.services,
    areas: toAreas(areas, spansByPath(settlements)),
    settlements: toSettlements(settlements, region.document.smallPlaces),
    facilities: new Map([...Map.groupBy(facilities, ({ kind }) => kind)].map(([kind, rows]) => [kind, toFacilities(rows)])),
    shares: toShares(settlements, shares),
    ...(digital.length > 0 && { digital: toDigital(settlements, digital) }),
    ...(helperMinutes !== undefined && { helperMinutes }),
  }
}

type RegionDocument = {
  readonly timeZone: string
  readonly travel: TravelSettings
  readonly services: readonly Standard[]
  /** Residents that each place with 1 to 9 counts for. */
  readonly smallPlaces?: number
  readonly digital?: { readonly helperMinutes: number }
}

type DigitalRow = { readonly id: string } & Readonly<Record<keyof Digital, number>>

type ShareRow = { readonly settlement: string; readonly about: string; readonly share: number }

type SettlementRow = {
  readonly id: string
  readonly area: string
  readonly path: string
  readonly class: AreaClass
  readonly population: number
  readonly lon: number
  readonly lat: number
}

type AreaRow = {
  readonly code: string
  readonly parent: string | null
  readonly path: string
  readonly class: AreaClass | null
  readonly names: Names
}

/** A facility as the views have it; the capacity is 1 where none is known. */
export type FacilityRow = {
  readonly id: string
  readonly kind: string
  readonly capacity: number
  readonly hours: string | null
  readonly languages: readonly string[] | null
  readonly lon: number
  readonly lat: number
}

function spansByPath(rows: readonly SettlementRow[]): Map<string, Span> {
  const spans = new Map<string, Span>()
  rows.forEach(({ path }, i) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const prefix = path.slice(0, end)
      spans.set(prefix, [spans.get(prefix)?.[0] ?? i, i + 1])
    }
  })
  return spans
}

function toAreas(rows: readonly AreaRow[], spans: ReadonlyMap<string, Span>): Map<string, AreaOfGap> {
  return new Map(
    rows.map(({ code, parent, path, class: areaClass, names }) => [
      code,
      {
        code,
        names,
        span: spans.get(path) ?? [0, 0],
        ...(parent !== null && { parent }),
        ...(areaClass !== null && { class: areaClass }),
      },
    ]),
  )
}

function toSettlements(rows: readonly SettlementRow[], smallPlaces?: number): Settlements {
  return {
    ids: rows.map(({ id }) => id),
    areas: rows.map(({ area }) => area),
    longitudes: Float64Array.from(rows, ({ lon }) => lon),
    latitudes: Float64Array.from(rows, ({ lat }) => lat),
    people: blurSmall(
      Float64Array.from(rows, ({ population }) => population),
      smallPlaces,
    ),
    classes: Uint8Array.from(rows, (row) => areaClasses.indexOf(row.class)),
  }
}

/** Where nothing is said of a settlement, nobody there is known to have any of it. */
function toDigital(settlements: readonly SettlementRow[], rows: readonly DigitalRow[]): Digital {
  const known = new Map(rows.map((row) => [row.id, row]))
  const of = (column: keyof Digital) => Float64Array.from(settlements, ({ id }) => known.get(id)?.[column] ?? 0)
  const [coverage, device, skill] = [of('coverage'), of('device'), of('skill')]
  return { coverage, device, skill, helper: of('helper'), kiosks: of('kiosks') }
}

function toShares(settlements: readonly SettlementRow[], rows: readonly ShareRow[]): Map<string, Float64Array> {
  const places = new Map(settlements.map(({ id }, s) => [id, s]))
  const shares = new Map<string, Float64Array>()
  for (const { settlement, about, share } of rows) {
    const values = shares.get(about) ?? new Float64Array(settlements.length).fill(Number.NaN)
    shares.set(about, values)
    const s = places.get(settlement)
    if (s !== undefined) values[s] = share
  }
  return shares
}

export function toFacilities(rows: readonly FacilityRow[]): Facilities {
  return {
    ids: rows.map(({ id }) => id),
    longitudes: Float64Array.from(rows, ({ lon }) => lon),
    latitudes: Float64Array.from(rows, ({ lat }) => lat),
    capacities: Float64Array.from(rows, ({ capacity }) => capacity),
    hours: rows.map(({ hours }) => hours ?? undefined),
    ...(rows.some(({ languages }) => languages) && { languages: rows.map(({ languages }) => languages ?? undefined) }),
  }
}

/** So old may be what a facility said of itself and still count as now, in minutes. */
const freshMinutes = 120

/** Free places by facility, of those that told them lately. */
export async function readLive(db: Db, now: Date): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ id: string; free: number }>(
    'select id, free from analytics.facility_state where observed_at between $1 and $2',
    [new Date(now.getTime() - freshMinutes * 60_000), new Date(now.getTime() + 60_000)],
  )
  return new Map(rows.map(({ id, free }) => [id, free]))
}

/** Residents by age band, per settlement; 0 where a settlement does not say. */
export async function readAges(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Float64Array>> {
  const rows = await db.query<{ id: string; band: string; people: number }>(
    `select s.id, a.key as band, a.value::text::float8 as people
     from analytics.settlement s cross join lateral jsonb_each(s.ages) a order by a.key`,
  )
  const at = new Map(ids.map((id, s) => [id, s]))
  const ages = new Map<string, Float64Array>()
  for (const { id, band, people } of rows) {
    const values = ages.get(band) ?? new Float64Array(ids.length)
    ages.set(band, values)
    const s = at.get(id)
    if (s !== undefined) values[s] = people
  }
  return ages
}

import { type Attributes, defaultInstance, name, saidBy } from '#context'
import type { AreaClass, Level, Names, Position } from '#contract'
import { type Geometry, isGeometry } from './geojson.ts'
import { levels } from './pack.ts'
import { idIn } from './place-types.ts'
import { searchTerms } from './search-text.ts'

/** What became of places: rows to write, and the ids of entities whose rows go. */
export type Changes<Row> = { readonly rows: readonly Row[]; readonly gone: readonly string[] }

/** What an entity must have to be seen through the lens, in the columns of the table of its kind; undefined where it lacks it. */
export type AreaRow = {
  readonly code: string
  readonly parent: string | undefined
  readonly level: Level
  readonly official_class: string | undefined
  readonly class: AreaClass | undefined
  readonly names: Names
  readonly terms: string
  readonly lon: number | undefined
  readonly lat: number | undefined
  readonly boundary: Geometry | undefined
}

export type SettlementRow = {
  readonly id: string
  readonly area: string | undefined
  readonly class: AreaClass | undefined
  readonly names: Names
  readonly population: number
  readonly ages: Readonly<Record<string, number>>
  readonly lon: number
  readonly lat: number
}

export type FacilityRow = {
  readonly id: string
  readonly kind: string
  readonly area: string | undefined
  readonly names: Names
  readonly capacity: number | undefined
  readonly opening_hours: string | undefined
  readonly lon: number
  readonly lat: number
  /** Free places as it last said, or its capacity less its occupancy. */
  readonly free: number | undefined
  readonly free_at: string | undefined
}

/** An area needs a known level. */
export function areaRow(id: string, attributes: Attributes): AreaRow | undefined {
  const code = idIn('area', id)
  const level = levels.find((known) => known === said(attributes, 'level'))
  if (level === undefined) return undefined
  const names = namesIn(attributes, code)
  const boundary = said(attributes, 'boundary')
  const [lon, lat] = pointIn(attributes) ?? []
  return {
    code,
    parent: containerIn(attributes),
    level,
    official_class: textIn(attributes, 'urbanRuralClass'),
    class: classIn(attributes),
    names,
    terms: searchTerms(Object.values(names)),
    lon,
    lat,
    boundary: isGeometry(boundary) && boundary.type.endsWith('Polygon') ? boundary : undefined,
  }
}

/** A settlement needs a point; nobody lives in one that does not say how many. */
export function settlementRow(urn: string, attributes: Attributes): SettlementRow | undefined {
  const point = pointIn(attributes)
  if (point === undefined) return undefined
  const id = idIn('settlement', urn)
  return {
    id,
    area: containerIn(attributes),
    class: classIn(attributes),
    names: namesIn(attributes, id),
    population: amountIn(attributes, 'population') ?? 0,
    ages: agesIn(attributes),
    lon: point[0],
    lat: point[1],
  }
}

/** A facility needs a point and a kind. */
export function facilityRow(urn: string, attributes: Attributes): FacilityRow | undefined {
  const point = pointIn(attributes)
  const category = said(attributes, 'category')
  const kind: unknown = Array.isArray(category) ? category[0] : category
  if (point === undefined || typeof kind !== 'string') return undefined
  const id = idIn('facility', urn)
  return {
    id,
    kind,
    area: containerIn(attributes),
    names: namesIn(attributes, id),
    capacity: amountIn(attributes, 'capacity'),
    opening_hours: textIn(attributes, 'openingHours'),
    lon: point[0],
    lat: point[1],
    ...freeIn(attributes),
  }
}

function freeIn(attributes: Attributes): Pick<FacilityRow, 'free' | 'free_at'> {
  const [capacity, occupancy] = [amountIn(attributes, 'capacity'), amountIn(attributes, 'occupancy')]
  const free = amountIn(attributes, 'freeCapacity')
  const told = defaultInstance(attributes[name(free === undefined ? 'occupancy' : 'freeCapacity')])
  const left = capacity === undefined || occupancy === undefined ? undefined : Math.max(0, capacity - occupancy)
  return { free: free ?? left, free_at: told?.observedAt }
}

function said(attributes: Attributes, term: string): unknown {
  const instance = defaultInstance(attributes[name(term)])
  return instance && saidBy(instance)
}

function textIn(attributes: Attributes, term: string): string | undefined {
  const value = said(attributes, term)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function amountIn(attributes: Attributes, term: string): number | undefined {
  const value = said(attributes, term)
  return typeof value === 'number' && value >= 0 ? value : undefined
}

/** A name without a language is kept under `und`, BCP 47's word for it; without a name, the id is one. */
function namesIn(attributes: Attributes, id: string): Names {
  const value = said(attributes, 'name')
  if (typeof value === 'string') return { und: value }
  if (typeof value !== 'object' || value === null) return { und: id }
  return Object.fromEntries(
    Object.entries(value).map(([language, text]) => [language, String(Array.isArray(text) ? text[0] : text)]),
  )
}

function classIn(attributes: Attributes): AreaClass | undefined {
  const value = said(attributes, 'areaClass')
  return value === 'urban' || value === 'town' || value === 'rural' ? value : undefined
}

function containerIn(attributes: Attributes): string | undefined {
  const value = said(attributes, 'containedInPlace')
  const urn: unknown = Array.isArray(value) ? value[0] : value
  return typeof urn === 'string' ? idIn('area', urn) : undefined
}

function pointIn(attributes: Attributes): Position | undefined {
  const value = said(attributes, 'location')
  if (!isGeometry(value) || value.type !== 'Point') return undefined
  return value.coordinates as Position
}

function agesIn(attributes: Attributes): Readonly<Record<string, number>> {
  const value = said(attributes, 'populationByAge')
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter((band): band is [string, number] => typeof band[1] === 'number'))
}

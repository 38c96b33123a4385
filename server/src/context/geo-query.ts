import { NgsiLdError } from './errors.ts'
import { faultyGeometry, type Geometry } from './geometry.ts'
import type { Names } from './names.ts'
import type { SqlValues } from './sql-values.ts'
import { locationName } from './store.ts'

/** Relations between the place of an entity and a reference, with the PostGIS function that decides each. */
const relations = {
  within: 'st_within',
  contains: 'st_contains',
  intersects: 'st_intersects',
  equals: 'st_equals',
  disjoint: 'st_disjoint',
  overlaps: 'st_overlaps',
} as const

export type GeoQuery = {
  readonly geometry: Geometry
  /** Expanded name of the GeoProperty that is compared. */
  readonly property: string
} & (
  | { readonly relation: keyof typeof relations }
  /** Metres on the ellipsoid. */
  | { readonly relation: 'near'; readonly minMetres?: number; readonly maxMetres?: number }
)

const bad = (text: string) => new NgsiLdError('BadRequestData', text)

export type GeoParameters = {
  readonly georel?: unknown
  readonly geometry?: unknown
  /** As JSON, or already parsed. */
  readonly coordinates?: unknown
  readonly geoproperty?: unknown
}

/**
 * Reads a geo-query (GS CIM 009, 4.10).
 *
 * @throws {NgsiLdError} BadRequestData
 */
export function parseGeoQuery({ georel, geometry: type, coordinates, geoproperty }: GeoParameters, names: Names): GeoQuery {
  if (typeof georel !== 'string') throw bad('A geo-query needs georel, geometry and coordinates.')
  const geometry = parseReference({ geometry: type, coordinates })
  const property = typeof geoproperty === 'string' ? names.expand(geoproperty) : locationName
  const [relation, ...modifiers] = georel.split(';')
  if (relation === 'near') return { geometry, property, relation, ...parseDistance(modifiers) }
  if (relation === undefined || !Object.hasOwn(relations, relation) || modifiers.length > 0)
    throw bad(`georel "${georel}" is not known.`)
  return { geometry, property, relation: relation as keyof typeof relations }
}

/** Reads the geometry that places are compared with. */
export function parseReference({ geometry: type, coordinates }: GeoParameters): Geometry {
  if (typeof type !== 'string' || coordinates === undefined) throw bad('A geo-query needs a geometry and coordinates.')
  const geometry = { type, coordinates: typeof coordinates === 'string' ? parseCoordinates(coordinates) : coordinates }
  const fault = faultyGeometry(geometry)
  if (fault !== undefined) throw bad(`The geometry of the geo-query ${fault}.`)
  return geometry
}

function parseCoordinates(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw bad('The coordinates of the geo-query are not JSON.')
  }
}

function parseDistance(modifiers: readonly string[]): { minMetres?: number; maxMetres?: number } {
  const [, which, metres] = /^(min|max)Distance==?(\d+(?:\.\d+)?)$/.exec(modifiers.join(';')) ?? []
  if (metres === undefined) throw bad('georel near needs ;maxDistance==METRES or ;minDistance==METRES.')
  return which === 'min' ? { minMetres: Number(metres) } : { maxMetres: Number(metres) }
}

/** SQL of the place of an entity: the indexed column for `location`, the document for any other GeoProperty. */
export function placeSql(property: string, values: SqlValues): string {
  if (property === locationName) return 'e.geometry'
  return `st_setsrid(st_geomfromgeojson(jsonb_path_query_first(e.document, ${values.add(`$.${JSON.stringify(property)}[*].value`)}::jsonpath)), 4326)`
}

/** SQL of a GeoJSON geometry given as a value. */
export const geometrySql = (geometry: Geometry, values: SqlValues): string =>
  `st_setsrid(st_geomfromgeojson(${values.add(JSON.stringify(geometry))}::text), 4326)`

/** @param place SQL of the geometry of the entity */
export function geoSql(query: GeoQuery, place: string, values: SqlValues): string {
  const reference = geometrySql(query.geometry, values)
  if (query.relation !== 'near') return `${relations[query.relation]}(${place}, ${reference})`
  const { minMetres, maxMetres } = query
  const within = (metres: number) => `st_dwithin((${place})::geography, ${reference}::geography, ${values.add(metres)})`
  if (maxMetres !== undefined) return within(maxMetres)
  return `(${place} is not null and not ${within(minMetres ?? 0)})`
}

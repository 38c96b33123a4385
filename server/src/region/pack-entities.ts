import { type Attributes, type Entity, type Instance, name } from '#context'
import type { Position } from '#contract'
import type { Geometry } from './geojson.ts'
import type { Pack, PackFacility, PlacedArea } from './pack.ts'
import { types, urnOf } from './place-types.ts'

/** The attributes that a pack decides on; others, which somebody added over the API, an import leaves alone. */
export const packAttributes: ReadonlySet<string> = new Set(
  [
    ...['name', 'identifier', 'level', 'urbanRuralClass', 'areaClass', 'containedInPlace', 'location', 'boundary'],
    ...['population', 'populationByAge', 'category', 'capacity', 'openingHours'],
  ].map(name),
)

/** Every place of a pack as an entity: areas first, parents before their children. */
export function* packEntities(pack: Pack): Generator<Entity> {
  const paths = new Map(pack.areas.map((area) => [area.code, area.path]))
  for (const area of pack.areas) yield areaEntity(area, pack.boundaries.get(area.code))
  for (const settlement of pack.settlements) yield settlementEntity(settlement, paths)
  for (const facility of pack.facilities) yield facilityEntity(facility, paths)
}

/** How many entities {@link packEntities} yields. */
export const countEntities = ({ areas, settlements, facilities }: Pack): number =>
  areas.length + settlements.length + facilities.length

function areaEntity(area: PlacedArea, boundary: Geometry | undefined): Entity {
  return {
    id: urnOf('area', area.code),
    types: [types.area],
    scopes: [area.path],
    attributes: attributes({
      name: { type: 'LanguageProperty', languageMap: area.names },
      identifier: property(area.code),
      level: property(area.level),
      urbanRuralClass: property(area.officialClass),
      areaClass: property(area.class),
      containedInPlace: within(area.parent),
      location: area.position && point(area.position),
      boundary: boundary && { type: 'GeoProperty', value: boundary },
    }),
  }
}

function settlementEntity(settlement: Pack['settlements'][number], paths: ReadonlyMap<string, string>): Entity {
  const { ages } = settlement
  return {
    id: urnOf('settlement', settlement.id),
    types: [types.settlement],
    scopes: scopesOf(settlement.area, paths),
    attributes: attributes({
      name: { type: 'LanguageProperty', languageMap: settlement.names },
      population: property(settlement.population),
      populationByAge: Object.keys(ages).length > 0 ? property(ages) : undefined,
      areaClass: property(settlement.class),
      containedInPlace: within(settlement.area),
      location: point(settlement.position),
    }),
  }
}

function facilityEntity(facility: PackFacility, paths: ReadonlyMap<string, string>): Entity {
  return {
    id: urnOf('facility', facility.id),
    types: [types.facility],
    scopes: scopesOf(facility.area, paths),
    attributes: attributes({
      name: { type: 'LanguageProperty', languageMap: facility.names },
      category: property(facility.kind),
      capacity: property(facility.capacity),
      openingHours: property(facility.openingHours),
      containedInPlace: within(facility.area),
      location: point(facility.position),
    }),
  }
}

function scopesOf(area: string | undefined, paths: ReadonlyMap<string, string>): readonly string[] {
  const path = area === undefined ? undefined : paths.get(area)
  return path === undefined ? [] : [path]
}

function attributes(instances: Readonly<Record<string, Instance | undefined>>): Attributes {
  const given: Record<string, readonly Instance[]> = {}
  for (const [term, instance] of Object.entries(instances)) if (instance !== undefined) given[name(term)] = [instance]
  return given
}

const property = (value: unknown): Instance | undefined => (value === undefined ? undefined : { type: 'Property', value })

const within = (area: string | undefined): Instance | undefined =>
  area === undefined ? undefined : { type: 'Relationship', object: urnOf('area', area) }

const point = (position: Position): Instance => ({ type: 'GeoProperty', value: { type: 'Point', coordinates: [...position] } })

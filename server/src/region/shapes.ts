import Type from 'typebox'
import type { Area, Facility, RegionInfo } from '#contract'

/** The answers of the routes, as they are checked and documented. */
const Names = Type.Record(Type.String(), Type.String(), { description: 'Language (BCP 47) → text.' })
const Class = Type.Union([Type.Literal('urban'), Type.Literal('town'), Type.Literal('rural')])
const Position = Type.Array(Type.Number(), {
  minItems: 2,
  maxItems: 2,
  description: 'Longitude and latitude in degrees, WGS 84.',
})
const PerClass = Type.Object({ urban: Type.Number(), town: Type.Number(), rural: Type.Number() })

const areaMembers = Type.Object({
  code: Type.String(),
  path: Type.String({ description: 'The NGSI-LD scope of what lies in it.' }),
  level: Type.String({ description: 'country, province, city, county, town or village.' }),
  names: Names,
  class: Type.Optional(Class),
  officialClass: Type.Optional(Type.String({ description: "The class in the region's own code." })),
  parent: Type.Optional(Type.String()),
  position: Type.Optional(Position),
  population: Type.Number({ description: 'Residents of all settlements in it and below.' }),
})

const facilityMembers = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  names: Names,
  position: Position,
  area: Type.Optional(Type.String()),
  capacity: Type.Optional(Type.Number()),
  openingHours: Type.Optional(Type.String({ description: 'OpenStreetMap opening_hours syntax.' })),
  isOpen: Type.Optional(Type.Boolean({ description: 'Missing where nobody knows.' })),
  metres: Type.Optional(Type.Number({ description: 'Straight line from the place asked about.' })),
})

const regionMembers = Type.Object({
  id: Type.String(),
  names: Names,
  languages: Type.Array(Type.String()),
  timeZone: Type.String(),
  currency: Type.String(),
  isDemo: Type.Boolean({ description: 'True for a made-up region.' }),
  attribution: Type.Optional(Names),
  services: Type.Array(
    Type.Object({
      kind: Type.String(),
      names: Names,
      standard: Type.Object(PerClass.properties, { description: 'Minutes of travel promised to residents of each class.' }),
      source: Type.Optional(Type.String()),
      online: Type.Optional(Type.Number({ description: 'The part of its capacity that is given at a distance.' })),
    }),
  ),
  counts: Type.Object({
    areas: Type.Integer(),
    settlements: Type.Integer(),
    facilities: Type.Integer(),
    population: Type.Number(),
  }),
  files: Type.Array(
    Type.Object({
      name: Type.String(),
      bytes: Type.Integer(),
      facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
      arrivedAt: Type.String({ format: 'date-time' }),
    }),
    { description: 'What of the pack travel is computed from: roads, timetables, tables.' },
  ),
})

// What the contract says of these is what they are checked for; its arrays are read-only, those of a schema are not.
export const AreaShape = Type.Unsafe<Area>(areaMembers)
export const FacilityShape = Type.Unsafe<Facility>(facilityMembers)
export const RegionShape = Type.Unsafe<RegionInfo>(regionMembers)

const next = Type.Optional(Type.String({ description: 'The path of the next page.' }))
export const AreasShape = Type.Object({ areas: Type.Array(AreaShape), next })
export const FacilitiesShape = Type.Object({ facilities: Type.Array(FacilityShape), next })

/** GeoJSON (RFC 7946 §3.3). */
export const FeaturesShape = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(
    Type.Object({
      type: Type.Literal('Feature'),
      id: Type.Optional(Type.String()),
      properties: Type.Record(Type.String(), Type.Unknown()),
      geometry: Type.Object({ type: Type.String(), coordinates: Type.Unsafe<unknown>({}) }),
    }),
  ),
})

export const Point = Type.String({
  pattern: '^-?\\d{1,3}(\\.\\d+)?,-?\\d{1,2}(\\.\\d+)?$',
  description: 'Longitude and latitude, WGS 84: 106.69,26.33',
})

export const pageOf = (limit: number, most: number) => ({
  limit: Type.Integer({ minimum: 1, maximum: most, default: limit }),
  offset: Type.Integer({ minimum: 0, default: 0 }),
})

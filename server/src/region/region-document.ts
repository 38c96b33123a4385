import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import type { Report } from './pack-fault.ts'
import { RequirementSchema } from './requirements.ts'

const NamesSchema = Type.Record(Type.String({ minLength: 2 }), Type.String({ minLength: 1 }))
const ClassSchema = Type.Union([Type.Literal('urban'), Type.Literal('town'), Type.Literal('rural')])
const perClass = (exclusiveMinimum: number, description: string) => {
  const number = Type.Number({ exclusiveMinimum })
  return Type.Object({ urban: number, town: number, rural: number }, { description })
}

export const ServiceSchema = Type.Object({
  kind: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', description: 'The kind of facility that gives it.' }),
  names: NamesSchema,
  standard: perClass(0, 'Minutes of travel promised to residents of each class.'),
  source: Type.Optional(Type.String({ description: 'Where the standard is laid down.' })),
  online: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'The part of its capacity that is given at a distance.' }),
  ),
  requirements: Type.Optional(Type.Array(RequirementSchema, { description: 'What it owes besides its standard.' })),
})

/** How people travel, by the names that the interfaces have for it. */
export const travelModes = ['car', 'motorcycle', 'bus', 'foot'] as const
export type TravelMode = (typeof travelModes)[number]

const ModeSchema = Type.Union(travelModes.map((mode) => Type.Literal(mode)))
const kilometresPerHour = Type.Number({ minimum: 0, maximum: 300 })
const ofMode = Type.Object({
  speed: Type.Optional(perClass(0, 'km/h on a straight line with detour, where nothing better is known.')),
  roads: Type.Optional(Type.Record(Type.String(), kilometresPerHour, { description: 'km/h by OpenStreetMap class of road.' })),
  surfaces: Type.Optional(Type.Record(Type.String(), kilometresPerHour, { description: 'Most km/h by surface.' })),
  offRoad: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 30, description: 'km/h between a place and the road.' })),
})

/** How people of a region get about: what the files of the pack do not say. */
export const TravelSchema = Type.Object({
  detour: Type.Number({ minimum: 1, description: 'Way travelled ÷ straight line.' }),
  speed: perClass(0, 'Kilometres per hour.'),
  mode: Type.Optional(ModeSchema),
  modes: Type.Optional(Type.Partial(Type.Object({ car: ofMode, motorcycle: ofMode, bus: ofMode, foot: ofMode }))),
  seasons: Type.Optional(
    Type.Record(
      Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }),
      Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 2 })),
      {
        description: 'What a season leaves of the speeds, by class of road or surface; 0 closes it.',
      },
    ),
  ),
  season: Type.Optional(Type.String({ description: 'The season that holds unless another is asked for.' })),
  land: Type.Optional(
    Type.Record(
      Type.String({ minLength: 1 }),
      Type.Partial(
        Type.Object({ car: kilometresPerHour, motorcycle: kilometresPerHour, bus: kilometresPerHour, foot: kilometresPerHour }),
      ),
      {
        description: 'km/h across each land cover of land.csv, by mode; 0, or none, cannot be crossed.',
      },
    ),
  ),
  departure: Type.Optional(
    Type.Object(
      {
        day: Type.Enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']),
        time: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
      },
      { description: 'When one sets out by bus, within the hour, unless another time is asked for.' },
    ),
  ),
})

/** `region.json`: what is particular to a region. */
export const RegionDocumentSchema = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }),
  names: NamesSchema,
  languages: Type.Array(Type.String({ minLength: 2 }), { minItems: 1 }),
  timeZone: Type.String({ description: 'IANA name, for example Asia/Kolkata.' }),
  currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' }),
  coordinates: Type.Union([Type.Literal('WGS84'), Type.Literal('GCJ-02'), Type.Literal('BD-09')]),
  demo: Type.Optional(Type.Boolean({ description: 'True for a made-up region.' })),
  attribution: Type.Optional(
    Type.Union([Type.String({ minLength: 1 }), NamesSchema], { description: 'A text, or language (BCP 47) → text.' }),
  ),
  notes: Type.Optional(Type.Array(Type.String(), { description: 'What a reader of its figures must know.' })),
  bounds: Type.Optional(Type.Array(Type.Number(), { minItems: 4, maxItems: 4, description: 'West, south, east, north.' })),
  classes: Type.Record(Type.String({ minLength: 1 }), ClassSchema),
  travel: TravelSchema,
  digital: Type.Optional(
    Type.Object({
      helperMinutes: Type.Number({
        exclusiveMinimum: 0,
        maximum: 240,
        description: 'Minutes on foot to a kiosk that is within reach.',
      }),
    }),
  ),
  services: Type.Array(ServiceSchema),
  smallPlaces: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      exclusiveMaximum: 10,
      description: 'Residents that each place with 1 to 9 counts for in every figure: best their mean. 5 when missing.',
    }),
  ),
})

export type RegionDocument = Static<typeof RegionDocumentSchema>

const file = 'region.json'

/** Reads the text of `region.json`; undefined, with every mistake reported, when it cannot be used. */
export function parseRegionDocument(text: string, report: Report): RegionDocument | undefined {
  const document = parseJson(text, report)
  if (document === undefined) return undefined
  if (!Value.Check(RegionDocumentSchema, document)) {
    for (const error of Value.Errors(RegionDocumentSchema, document)) {
      const column = error.instancePath === '' ? {} : { column: error.instancePath }
      report({
        severity: 'error',
        file,
        ...column,
        message: error.message,
        fix: 'See "region.json" in the guide to region packs.',
      })
    }
    return undefined
  }
  const { season, seasons = {} } = document.travel
  if (season !== undefined && !(season in seasons)) {
    const fix = `Add it to "seasons", or use one of them: ${Object.keys(seasons).join(', ') || 'there is none'}.`
    report({ severity: 'error', file, column: '/travel/season', message: `There is no season ${season}.`, fix })
    return undefined
  }
  if (isTimeZone(document.timeZone)) return document
  const fix = 'Use a name of the IANA time zone database, for example Asia/Kolkata.'
  report({ severity: 'error', file, column: '/timeZone', message: `${document.timeZone} is not a time zone.`, fix })
  return undefined
}

function parseJson(text: string, report: Report): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const message = `This is not JSON: ${error instanceof Error ? error.message : error}`
    report({ severity: 'error', file, message, fix: 'Check the commas, quotes and brackets there.' })
    return undefined
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import type { Report } from './pack-fault.ts'

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
  travel: Type.Object({
    detour: Type.Number({ minimum: 1, description: 'Way travelled ÷ straight line.' }),
    speed: perClass(0, 'Kilometres per hour.'),
  }),
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

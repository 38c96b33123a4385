import Type, { type Static } from 'typebox'
import { Value } from 'typebox/value'
import type { Fault } from '#kernel'
import { checkMapping } from './mapping-check.ts'

const Word = Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' })
const AttributeName = '^[A-Za-z][A-Za-z0-9_]*$'

/** How the text of one column is read; a column that is not named here is text. */
const ColumnType = Type.Union([Type.Literal('number'), Type.Literal('text'), Type.Literal('boolean')])

/** What a value becomes; without it, what the value itself is. */
const ValueType = Type.Union([
  Type.Literal('number'),
  Type.Literal('text'),
  Type.Literal('boolean'),
  Type.Literal('json'),
  Type.Literal('geo'),
  Type.Literal('relationship'),
  Type.Literal('language'),
])

const Time = Type.Object(
  {
    columns: Type.Array(Type.String(), {
      minItems: 1,
      description: 'Their texts are joined with one space before they are read.',
    }),
    formats: Type.Array(Type.String(), {
      minItems: 1,
      description: 'Tried in order: `iso`, `unix` (seconds), `unix-ms`, or a pattern such as `dd/MM/yyyy HH:mm:ss`.',
    }),
    timeZone: Type.Optional(Type.String({ description: 'IANA name; needed unless the text carries its own offset.' })),
  },
  { additionalProperties: false },
)

const Attribute = Type.Object(
  {
    column: Type.Optional(Type.String()),
    expression: Type.Optional(Type.String({ description: 'JSONata over the row, with columns as typed in `columns`.' })),
    constant: Type.Optional(Type.Unknown()),
    point: Type.Optional(
      Type.Object(
        { longitude: Type.String(), latitude: Type.String() },
        { additionalProperties: false, description: 'Two columns, WGS 84 degrees.' },
      ),
    ),
    type: Type.Optional(ValueType),
    unitCode: Type.Optional(Type.String({ minLength: 1, description: 'UN/CEFACT common code, for example `GQ` for µg/m³.' })),
    observedAt: Type.Optional(Time),
  },
  { additionalProperties: false },
)

const Check = Type.Object(
  {
    when: Type.String({ description: 'JSONata; the check strikes where it is true.' }),
    refuse: Type.Optional(Word),
    flag: Type.Optional(Word),
    attributes: Type.Optional(Type.Array(Type.String(), { minItems: 1, description: 'Which attributes carry the flag.' })),
  },
  { additionalProperties: false },
)

const Csv = Type.Object(
  {
    delimiter: Type.Optional(
      Type.String({ minLength: 1, maxLength: 4, description: 'Found out from the first lines when missing.' }),
    ),
    encoding: Type.Optional(
      Type.String({ description: 'A label of the WHATWG Encoding Standard: `utf-8`, `utf-16le`, `gb18030`, `windows-1252` …' }),
    ),
    columns: Type.Optional(Type.Array(Type.String(), { minItems: 1, description: 'For files without a header line.' })),
  },
  { additionalProperties: false },
)

/**
 * How one flat record (a row of a table, a message of a device) becomes one entity. Templates hold columns in braces, as in
 * `urn:ngsi-ld:OffStreetParking:{SiteCode}`; `{$device}` and `{$topic}` stand for where a message came from.
 */
export const MappingSchema = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{0,79}$' }),
    description: Type.Optional(Type.String()),
    csv: Type.Optional(Csv),
    missing: Type.Optional(
      Type.Array(Type.String(), { description: 'Texts that mean "not measured"; the empty text always does.' }),
    ),
    columns: Type.Optional(Type.Record(Type.String(), ColumnType)),
    entity: Type.Object(
      {
        id: Type.String({ minLength: 1 }),
        type: Type.String({ pattern: AttributeName }),
        scope: Type.Optional(Type.String({ minLength: 1 })),
      },
      { additionalProperties: false },
    ),
    observedAt: Type.Optional(Time),
    describes: Type.Optional(
      Type.Record(Type.String({ pattern: AttributeName }), Attribute, {
        description: 'What stays the same from row to row: a name, a place, a capacity.',
      }),
    ),
    attributes: Type.Record(Type.String({ pattern: AttributeName }), Attribute, {
      description: 'What is measured at the time of the row.',
    }),
    checks: Type.Optional(Type.Array(Check)),
  },
  { additionalProperties: false },
)

export type Mapping = Static<typeof MappingSchema>
export type AttributeMapping = Static<typeof Attribute>
export type TimeMapping = Static<typeof Time>
export type CheckMapping = Static<typeof Check>

export type ReadMapping =
  | { readonly ok: true; readonly mapping: Mapping }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Checks a document for being a mapping that can be compiled; every fault has its place in the document. */
export function readMapping(document: unknown): ReadMapping {
  const errors = Value.Errors(MappingSchema, document).filter(({ keyword }) => keyword !== 'boolean')
  if (errors.length > 0)
    return { ok: false, faults: errors.map((error) => ({ pointer: error.instancePath || '/', message: describe(error) })) }
  const mapping = document as Mapping
  const faults = checkMapping(mapping)
  return faults.length > 0 ? { ok: false, faults } : { ok: true, mapping }
}

function describe(error: { keyword: string; params: unknown; message: string }): string {
  if (error.keyword !== 'additionalProperties') return error.message
  return `has nothing called ${(error.params as { additionalProperties: string[] }).additionalProperties.join(', ')}`
}

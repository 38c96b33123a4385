import { because, type Measured, type Reason } from './mapped.ts'
import type { AttributeMapping, Mapping } from './mapping.ts'

/** A flat record: a row of a table by column, or an object of a message. */
export type Row = Readonly<Record<string, unknown>>

/** A value that was read, the lack of one (a gap, never zero), or why what stands there cannot be one. */
export type Field = { readonly ok: true; readonly value?: unknown } | Reason

const nothing: Field = { ok: true }
const numeric = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const booleans = new Map([
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
  ['yes', true],
  ['no', false],
])

/** Reads one cell as its column's type. */
export function readField(where: string, value: unknown, type: string, missing: ReadonlySet<string>): Field {
  if (value === undefined || value === null) return nothing
  if (typeof value !== 'string') return convert(where, value, type)
  const text = value.trim()
  return missing.has(text) ? nothing : convert(where, text, type)
}

/** The texts that mean "not measured"; the empty one always does. */
export const missingTexts = (mapping: Mapping): ReadonlySet<string> => new Set(['', ...(mapping.missing ?? [])])

function convert(where: string, value: unknown, type: string): Field {
  switch (type) {
    case 'number':
      return toNumber(where, value)
    case 'boolean':
      return toBoolean(where, value)
    case 'text':
      return { ok: true, value: typeof value === 'object' ? JSON.stringify(value) : String(value) }
    default:
      return { ok: true, value }
  }
}

function toNumber(where: string, value: unknown): Field {
  const number = typeof value === 'number' ? value : typeof value === 'string' && numeric.test(value) ? Number(value) : Number.NaN
  return Number.isFinite(number) ? { ok: true, value: number } : because('not-a-number', `${where} holds ${quote(value)}`)
}

function toBoolean(where: string, value: unknown): Field {
  const known = typeof value === 'boolean' ? value : booleans.get(String(value).toLowerCase())
  return known === undefined ? because('not-a-boolean', `${where} holds ${quote(value)}`) : { ok: true, value: known }
}

/** Puts a value into the form of NGSI-LD that its type asks for. */
export function measure(where: string, value: unknown, attribute: AttributeMapping): { ok: true; measured: Measured } | Reason {
  const unit = attribute.unitCode === undefined ? {} : { unitCode: attribute.unitCode }
  switch (attribute.type) {
    case 'geo':
      return isGeometry(value)
        ? { ok: true, measured: { type: 'GeoProperty', value } }
        : because('not-a-place', `${where} holds ${quote(value)}`)
    case 'relationship':
      return typeof value === 'string' && URL.canParse(value)
        ? { ok: true, measured: { type: 'Relationship', object: value } }
        : because('not-a-uri', `${where} holds ${quote(value)}`)
    case 'language':
      return isLanguageMap(value)
        ? { ok: true, measured: { type: 'LanguageProperty', languageMap: value } }
        : because('not-a-language-map', `${where} holds ${quote(value)}`)
    default: {
      const field = attribute.type === undefined ? { ok: true as const, value } : convert(where, value, attribute.type)
      return field.ok ? { ok: true, measured: { type: 'Property', value: field.value, ...unit } } : field
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isLanguageMap = (value: unknown): value is Record<string, string> =>
  isRecord(value) && Object.keys(value).length > 0 && Object.values(value).every((text) => typeof text === 'string')

const geometries = new Set(['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'])

/** Whether a value looks like a GeoJSON geometry (RFC 7946 §3.1); the context checks its coordinates. */
export const isGeometry = (value: unknown): boolean =>
  isRecord(value) && geometries.has(String(value.type)) && Array.isArray(value.coordinates)

const quote = (value: unknown) => {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

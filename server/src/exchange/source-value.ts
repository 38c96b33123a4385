import type { FieldKind } from '#contract'
import type { SourceRow } from './source.ts'

type Value = SourceRow[string]

const yes = new Set(['true', 't', 'yes', 'y', '1', '是'])
const no = new Set(['false', 'f', 'no', 'n', '0', '否'])

/** A value of a system as one of its kind; nothing is null. Undefined where it is none. */
export function toValue(raw: unknown, kind: FieldKind): Value | undefined {
  if (raw === null || raw === undefined || raw === '') return null
  if (kind === 'text') return toText(raw)
  if (kind === 'number') return toNumber(raw)
  return kind === 'boolean' ? toBoolean(raw) : toDate(raw)
}

function toText(raw: unknown): Value | undefined {
  if (raw instanceof Date) return toDate(raw)
  if (Buffer.isBuffer(raw)) return raw.toString('base64')
  return typeof raw === 'object' ? JSON.stringify(raw) : String(raw)
}

function toNumber(raw: unknown): number | undefined {
  const number = typeof raw === 'number' || typeof raw === 'bigint' ? Number(raw) : Number(String(raw).trim() || Number.NaN)
  return Number.isFinite(number) ? number : undefined
}

function toBoolean(raw: unknown): boolean | undefined {
  const text = String(raw).trim().toLowerCase()
  return yes.has(text) ? true : no.has(text) ? false : undefined
}

/** A calendar date, `2015-03-09`, or a moment (RFC 3339). */
function toDate(raw: unknown): string | undefined {
  if (raw instanceof Date) {
    if (Number.isNaN(raw.getTime())) return undefined
    const text = raw.toISOString()
    return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text
  }
  const text = String(raw).trim()
  const [, year, month = '', day = '', rest = ''] = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(.*)$/.exec(text) ?? []
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (year === undefined || !isDay(date)) return undefined
  if (rest === '') return date
  const moment = `${date}T${rest.replace(/^[T ]/, '').replace(/([+-]\d{2})$/, '$1:00')}`
  return Number.isNaN(Date.parse(moment)) ? undefined : moment
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** A time as it is written: local unless it carries an offset. `local` counts milliseconds as if the text were UTC. */
export type WrittenTime = { readonly local: number; readonly offsetMinutes?: number }

export type TimePattern = (text: string) => WrittenTime | undefined

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'half' | 'offset'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** The symbols of Unicode Technical Standard 35, part 4, that tables use. */
const symbols: Readonly<Record<string, readonly [Part, string]>> = {
  yyyy: ['year', '\\d{4}'],
  yy: ['year', '\\d{2}'],
  y: ['year', '\\d{4}'],
  MMM: ['month', '[A-Za-z]{3}'],
  MM: ['month', '\\d{2}'],
  M: ['month', '\\d{1,2}'],
  dd: ['day', '\\d{2}'],
  d: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{2}'],
  H: ['hour', '\\d{1,2}'],
  hh: ['hour', '\\d{2}'],
  h: ['hour', '\\d{1,2}'],
  mm: ['minute', '\\d{2}'],
  m: ['minute', '\\d{1,2}'],
  ss: ['second', '\\d{2}'],
  s: ['second', '\\d{1,2}'],
  S: ['fraction', '\\d{1,9}'],
  a: ['half', '[AaPp]\\.?[Mm]\\.?'],
  XXX: ['offset', 'Z|[+-]\\d{2}:?\\d{2}'],
}

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|z|[+-]\d{2}:?\d{2})?$/
const isoParts: readonly Part[] = ['year', 'month', 'day', 'hour', 'minute', 'second', 'fraction', 'offset']

/** @returns how to read times in this format; undefined where the text is no format */
export function readPattern(format: string): TimePattern | undefined {
  if (format === 'iso') return (text) => fromMatch(iso.exec(text), isoParts)
  if (format === 'unix') return (text) => fromNumber(text, 1000)
  if (format === 'unix-ms') return (text) => fromNumber(text, 1)
  const parts: Part[] = []
  let source = ''
  for (const [piece] of format.matchAll(/'[^']*'|S+|([A-Za-z])\1*|[^A-Za-z']+/g)) {
    const symbol = symbols[/^S+$/.test(piece) ? 'S' : piece]
    if (symbol !== undefined) {
      parts.push(symbol[0])
      source += `(${symbol[1]})`
    } else if (/^[A-Za-z]/.test(piece)) return undefined
    else source += RegExp.escape(piece.replaceAll("'", ''))
  }
  if (!(['year', 'month', 'day'] as const).every((part) => parts.includes(part))) return undefined
  const pattern = new RegExp(`^${source}$`)
  return (text) => fromMatch(pattern.exec(text), parts)
}

function fromNumber(text: string, factor: number): WrittenTime | undefined {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined
  return { local: Math.round(Number(text) * factor), offsetMinutes: 0 }
}

function fromMatch(match: RegExpExecArray | null, parts: readonly Part[]): WrittenTime | undefined {
  if (match === null) return undefined
  const found: Partial<Record<Part, string>> = {}
  parts.forEach((part, index) => {
    const text = match[index + 1]
    if (text !== undefined) found[part] = text
  })
  const [year, month, day] = [yearOf(found.year), monthOf(found.month), Number(found.day)]
  const [hour, minute, second] = [hourOf(found.hour, found.half), Number(found.minute ?? 0), Number(found.second ?? 0)]
  // An hour of 24 is the midnight that ends the day (ISO 8601); a leap second counts as the second after it.
  if (hour > 24 || (hour === 24 && (minute > 0 || second > 0)) || minute > 59 || second > 60) return undefined
  const midnight = new Date(Date.UTC(year, month - 1, day))
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined
  const millisecond = Math.floor(Number(`0.${found.fraction ?? 0}`) * 1000)
  const local = midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
  return found.offset === undefined ? { local } : { local, offsetMinutes: offsetOf(found.offset) }
}

const yearOf = (text = '') => (text.length === 2 ? 2000 + Number(text) : Number(text))

const monthOf = (text = '') => (/^\d/.test(text) ? Number(text) : months.indexOf(text.toLowerCase()) + 1)

function hourOf(text = '0', half?: string): number {
  if (half === undefined) return Number(text)
  return (Number(text) % 12) + (/^p/i.test(half) ? 12 : 0)
}

function offsetOf(text: string): number {
  if (/^z$/i.test(text)) return 0
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2))
  return text.startsWith('-') ? -minutes : minutes
}

/** Numbers, distances and times as people of the language and the region's time zone write them. */
import type { Language } from './language.ts'
import { isRecent, relativeTime } from './relative-time.ts'

export type Formats = {
  readonly number: (value: number, decimals?: number) => string
  /** 0.42 → 42%. */
  readonly share: (value: number) => string
  readonly distance: (metres: number) => string
  readonly minutes: (minutes: number) => string
  readonly clock: (at: Date) => string
  readonly day: (at: Date) => string
  readonly dayShort: (at: Date) => string
  /** A day as the interfaces write it, `2026-11-20`. */
  readonly date: (day: string) => string
  readonly moment: (at: Date) => string
  /** “2 min ago”; the date, once that is more than a week ago. */
  readonly ago: (at: Date, now: Date) => string
  readonly list: (parts: readonly string[]) => string
  /** Hour (0–23) and minute of the clock on the wall in the region. */
  readonly wall: (at: Date) => { readonly hour: number; readonly minute: number }
}

const kept = new Map<string, Formats>()

export function formatsFor(language: Language, timeZone: string): Formats {
  const key = `${language} ${timeZone}`
  const known = kept.get(key)
  if (known) return known
  const made = makeFormats(language, timeZone)
  kept.set(key, made)
  return made
}

/** A figure and its unit stay on one line. */
const whole = (text: string) => text.replaceAll(' ', '\u00a0')

function makeFormats(language: Language, timeZone: string): Formats {
  const tag = language === 'en' ? 'en-GB' : language
  const numbers = [0, 1, 2, 3].map((digits) => new Intl.NumberFormat(tag, { maximumFractionDigits: digits }))
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 })
  const unit = (name: string, digits: number) =>
    new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits })
  const [metres, kilometres, minutes] = [unit('meter', 0), unit('kilometer', 1), unit('minute', 0)]
  const time = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { ...options, timeZone, hourCycle: 'h23' })
  const clock = time({ hour: '2-digit', minute: '2-digit' })
  const day = time({ weekday: 'long', day: 'numeric', month: 'long' })
  const dayShort = time({ weekday: 'short', day: 'numeric', month: 'numeric' })
  const date = time({ day: 'numeric', month: 'long', year: 'numeric' })
  const plainDate = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  const moment = time({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' })
  const wall = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: 'numeric', hourCycle: 'h23', timeZone })
  const list = new Intl.ListFormat(tag, { type: 'conjunction' })
  return {
    number: (value, decimals = 0) => (numbers[decimals] ?? numbers[3] ?? percent).format(value),
    share: (value) => percent.format(value),
    distance: (value) => whole(value < 950 ? metres.format(Math.round(value / 10) * 10) : kilometres.format(value / 1000)),
    minutes: (value) => whole(minutes.format(Math.round(value))),
    clock: (at) => clock.format(at),
    day: (at) => day.format(at),
    dayShort: (at) => dayShort.format(at),
    date: (day) => plainDate.format(new Date(`${day}T00:00:00Z`)),
    moment: (at) => moment.format(at),
    ago: (at, now) => (isRecent(at, now) ? relativeTime(at, now, tag) : date.format(at)),
    list: (parts) => list.format(parts),
    wall: (at) => {
      const parts = wall.formatToParts(at)
      const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
      return { hour: of('hour'), minute: of('minute') }
    },
  }
}

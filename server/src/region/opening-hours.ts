/** Minutes after midnight; `to` may pass 1440, into the next day. */
type Span = { readonly from: number; readonly to: number }

/** One rule: on these days (0 = Monday), these spans replace what earlier rules said. */
type Rule = { readonly days: ReadonlySet<number>; readonly spans: readonly Span[]; readonly adds: boolean }

/** Opening hours that can be evaluated: the spans of each day of the week, Monday first. */
export type OpeningHours = readonly (readonly Span[])[]

const dayNames = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']
const wholeDay: Span = { from: 0, to: 1440 }

/**
 * Reads the common part of the OpenStreetMap syntax: `24/7`, days and ranges of days, several spans of time (also past
 * midnight), `off` and `closed`, rules separated by `;` (the later replaces the earlier on its days) or by `,` (adds to it).
 * Public and school holidays (`PH`, `SH`) are passed over: no calendar of them is known.
 *
 * @returns undefined for anything else (months, dates, sunrise, comments), where a guess would send somebody to a closed door
 * @see https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
 */
export function parseOpeningHours(text: string): OpeningHours | undefined {
  const week: (readonly Span[])[] = dayNames.map(() => [])
  for (const part of splitRules(text)) {
    const rule = readRule(part)
    if (rule === undefined) return undefined
    for (const day of rule.days) week[day] = rule.adds ? [...(week[day] ?? []), ...rule.spans] : rule.spans
  }
  return text.trim() === '' ? undefined : week
}

/**
 * Whether it is open at a minute of the week in the place's own time.
 *
 * @param day 0 = Monday … 6 = Sunday
 * @param minute after midnight
 */
export function isOpenAt(hours: OpeningHours, day: number, minute: number): boolean {
  const within = (spans: readonly Span[] | undefined, at: number) => spans?.some(({ from, to }) => at >= from && at < to) ?? false
  return within(hours[day], minute) || within(hours[(day + 6) % 7], minute + 1440)
}

/** Rules at `;`, and at a comma that is followed by a day: `Mo-Fr 08:00-12:00, Sa 09:00-11:00`. */
function splitRules(text: string): readonly { text: string; adds: boolean }[] {
  return text
    .split(';')
    .filter((rule) => rule.trim() !== '')
    .flatMap((rule) =>
      rule.split(/(?<=\d{1,2}:\d{2}|off|closed)\s*,\s*(?=[A-Z])/).map((part, index) => ({ text: part.trim(), adds: index > 0 })),
    )
}

function readRule({ text, adds }: { text: string; adds: boolean }): Rule | undefined {
  const match = /^(?<days>[A-Za-z]{2}(?:\s*[-,]\s*[A-Za-z]{2})*)?:?\s*(?<rest>.*)$/.exec(text)
  const rest = match?.groups?.rest?.trim() ?? ''
  const dayText = match?.groups?.days
  // `off` alone looks like the name of a day to the pattern above, and so does `open`.
  const days = dayText === undefined || isState(text) ? new Set(dayNames.keys()) : readDays(dayText)
  const spans = readSpans(isState(text) ? text : rest)
  return days === undefined || spans === undefined ? undefined : { days, spans, adds }
}

const isState = (text: string): boolean => ['24/7', 'off', 'closed', 'open'].includes(text)

/** The days of `Mo-Fr,Su,PH`; holidays are no days of the week, so `PH` alone gives none. */
function readDays(text: string): ReadonlySet<number> | undefined {
  const days = new Set<number>()
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === 'PH' || part === 'SH') continue
    const [first = '', last = first] = part.split('-').map((piece) => piece.trim())
    const [from, to] = [dayNames.indexOf(first), dayNames.indexOf(last)]
    if (from < 0 || to < 0) return undefined
    for (let step = 0; step <= (to - from + 7) % 7; step++) days.add((from + step) % 7)
  }
  return days
}

function readSpans(text: string): readonly Span[] | undefined {
  if (text === 'off' || text === 'closed') return []
  if (text === '24/7' || text === 'open' || text === '') return [wholeDay]
  const spans = text.split(',').map((part) => readSpan(part.trim()))
  return spans.every((span) => span !== undefined) ? spans : undefined
}

function readSpan(text: string): Span | undefined {
  const match = /^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$/.exec(text)
  if (match === null) return undefined
  const [h1 = 0, m1 = 0, h2 = 0, m2 = 0] = match.slice(1).map(Number)
  if (h1 > 24 || h2 > 48 || m1 > 59 || m2 > 59) return undefined
  const [from, to] = [h1 * 60 + m1, h2 * 60 + m2]
  return { from, to: to > from ? to : to + 1440 }
}

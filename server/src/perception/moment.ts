import type { Circumstance } from './compile-mapping.ts'
import type { Row } from './field.ts'
import { because, type Reason } from './mapped.ts'
import type { TimeMapping } from './mapping.ts'
import { readPattern, type TimePattern, type WrittenTime } from './time-format.ts'
import { instantsOf } from './time-zone.ts'

export type Moment = { readonly ok: true; readonly at: number } | Reason

/** Reads when a record was observed; without a mapping of the time, that is when it arrived. */
export function compileMoment(time: TimeMapping | undefined): (record: Row, circumstance: Circumstance, id: string) => Moment {
  if (time === undefined) return (_record, { arrived }) => ({ ok: true, at: arrived })
  const read = compileTime(time)
  const [only] = time.columns.length === 1 ? time.columns : []
  return (record, circumstance, id) => {
    const text = only === undefined ? time.columns.map((column) => textOf(record[column])).join(' ') : textOf(record[only])
    if (text.trim() === '') return because('no-time', `${time.columns.join(', ')} is empty`)
    return read(text.trim(), circumstance, id)
  }
}

const textOf = (value: unknown) => (value === undefined || value === null ? '' : String(value))

/**
 * A local time that occurs twice is the first of the two, unless the row before it (of the same entity) was already there or,
 * within a day, later: then it is the second. A record that came alone takes the one nearer to its arrival. A local time that
 * the clocks skipped is refused, because nobody can have read it off a clock that was right.
 */
function compileTime(time: TimeMapping): (text: string, circumstance: Circumstance, id: string) => Moment {
  const patterns = time.formats.map(readPattern).filter((pattern) => pattern !== undefined)
  const zone = time.timeZone
  return (text, circumstance, id) => {
    const written = firstThatReads(patterns, text)
    if (written === undefined) return because('not-a-time', `"${text}" is not a time in the form ${time.formats.join(' or ')}`)
    if (written.offsetMinutes !== undefined) return { ok: true, at: written.local - written.offsetMinutes * 60_000 }
    if (zone === undefined) return because('no-time-zone', `${text} has no offset, and no time zone is given`)
    const instants = instantsOf(written.local, zone)
    if (instants.kind === 'none') return because('no-such-time', `${text} was skipped by the clocks of ${zone}`)
    if (instants.kind === 'one') return { ok: true, at: instants.at }
    const { previous, arrived } = circumstance
    return { ok: true, at: previous === undefined ? nearer(instants, arrived) : next(instants, previous(id)) }
  }
}

function firstThatReads(patterns: readonly TimePattern[], text: string): WrittenTime | undefined {
  for (const pattern of patterns) {
    const written = pattern(text)
    if (written !== undefined) return written
  }
  return undefined
}

type Two = { readonly earlier: number; readonly later: number }

const day = 86_400_000

const next = ({ earlier, later }: Two, previous = Number.NEGATIVE_INFINITY) =>
  previous >= earlier && previous - earlier < day ? later : earlier

const nearer = ({ earlier, later }: Two, arrived: number) =>
  Math.abs(arrived - later) < Math.abs(arrived - earlier) ? later : earlier

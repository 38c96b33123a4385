import type { Writer, Written } from '#context'
import { because, type Reason } from './mapped.ts'
import type { Observed } from './observed.ts'

/** What became of a reading that was written; `late` is older than what is known and went to the history only. */
export type Accepted = { readonly ok: true; readonly outcome: 'kept' | 'late' | 'duplicate' }
export type Taken = Accepted | Reason

/** How far a clock may run ahead; a reading from further in the future would hide everything measured until then. */
const tolerance = 10 * 60_000

/** Writes readings in their order; answers once they are durable, refusing those that come from the future. */
export async function writeObserved(writer: Writer, now: Date, readings: readonly Observed[]): Promise<readonly Taken[]> {
  const latest = now.getTime() + tolerance
  const timely = readings.filter(({ newest }) => newest <= latest)
  const written = (await writer.write(timely.map(({ entity }) => ({ tenant: '', mode: 'observe', entity })))).values()
  return readings.map(({ newest }) =>
    newest <= latest
      ? takenOf(written.next().value as Written)
      : because('from-the-future', `${new Date(newest).toISOString()} has not come yet`),
  )
}

function takenOf(written: Written): Taken {
  if (!written.ok) return because(written.refusal.code, written.refusal.message)
  switch (written.outcome) {
    case 'created':
    case 'updated':
      return { ok: true, outcome: 'kept' }
    case 'late':
      return { ok: true, outcome: 'late' }
    default:
      return { ok: true, outcome: 'duplicate' }
  }
}

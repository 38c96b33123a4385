import { setTimeout as sleep } from 'node:timers/promises'
import type { GapOfHour, GapWeek } from '#contract'

/** Weeks that take long, worked out in the background one after the other, and kept. */
export type WeekWork = {
  /**
   * How far a week is, or all of its hours: begins it where nobody has.
   *
   * @param make works it out, telling after each hour how many are done
   * @param waitMs how long the asker is willing to wait for the end
   * @throws what `make` threw; the next asker begins it anew
   */
  ask(key: string, make: (onHour: (done: number) => void) => Promise<readonly GapOfHour[]>, waitMs: number): Promise<GapWeek>
}

type Work = { done: number; hours?: readonly GapOfHour[]; readonly ended: Promise<unknown> }

const total = 168
/** Weeks that are kept: more than one sitting looks at. */
const mostWeeks = 40

export function createWeekWork(): WeekWork {
  const works = new Map<string, Work>()
  let last: Promise<unknown> = Promise.resolve()
  const begin = (key: string, make: Parameters<WeekWork['ask']>[1]): Work => {
    const work: Work = {
      done: 0,
      // After the one before, however that has ended.
      ended: last
        .catch(() => undefined)
        .then(() => make((done) => Object.assign(work, { done })))
        .then((hours) => Object.assign(work, { done: total, hours })),
    }
    last = work.ended
    const oldest = works.keys().next().value
    if (works.size >= mostWeeks && oldest !== undefined) works.delete(oldest)
    works.set(key, work)
    work.ended.catch(() => works.delete(key))
    return work
  }
  return {
    ask: async (key, make, waitMs) => {
      const work = works.get(key) ?? begin(key, make)
      await Promise.race([work.ended, sleep(waitMs, undefined, { ref: false })])
      return { done: work.done, total, ...(work.hours && { hours: work.hours }) }
    },
  }
}

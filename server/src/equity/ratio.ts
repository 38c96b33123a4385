import { bootstrap, type Interval } from './bootstrap.ts'
import { areaClasses } from './places.ts'

/** The countryside by the city, and a 95 % interval where there are two settlements or more of each, and not so many that it is idle. */
export type Ratio = { readonly value: number; readonly interval?: Interval }

const [urban, rural] = [areaClasses.indexOf('urban'), areaClasses.indexOf('rural')]

/** Beyond these, chance has no say worth its time. */
const mostSettlements = 100_000

/**
 * A mean in the countryside ÷ the same in the city. The interval is what the ratio would be had other settlements like these been
 * there, each by itself: where many share what they reach, it is too narrow.
 *
 * @param classes places in `areaClasses`, one per settlement
 * @param had what the residents of a settlement have together, for example minutes of them all
 * @param by what it is divided by, for example the residents: those with 0 do not count
 * @returns undefined where either has nobody, or the city has nothing
 */
export function ratioOfRural(classes: Uint8Array, had: Float64Array, by: Float64Array): Ratio | undefined {
  const members = Uint32Array.from(classes.keys()).filter((s) => (by[s] as number) > 0 && isCompared(classes[s] as number))
  const groups = Uint8Array.from(members, (s) => classes[s] as number)
  const figure = (drawn: Uint32Array) => {
    let [ruralHad, ruralBy, urbanHad, urbanBy] = [0, 0, 0, 0]
    for (const i of drawn) {
      const s = members[i] as number
      if (groups[i] === rural) {
        ruralHad += had[s] as number
        ruralBy += by[s] as number
      } else {
        urbanHad += had[s] as number
        urbanBy += by[s] as number
      }
    }
    return ruralHad / ruralBy / (urbanHad / urbanBy)
  }
  const value = figure(Uint32Array.from(members.keys()))
  if (!Number.isFinite(value)) return undefined
  if (members.length > mostSettlements) return { value }
  const resamples = Math.max(200, Math.min(1000, Math.floor(1e6 / members.length)))
  const interval = bootstrap(groups, figure, { seed: 4, resamples, level: 0.95 })
  return { value, ...(interval && { interval }) }
}

const isCompared = (group: number) => group === urban || group === rural

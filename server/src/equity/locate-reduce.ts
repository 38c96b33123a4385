import { type Choice, isWhole } from './locate-choice.ts'
import type { Best, Dual } from './locate-lagrange.ts'

/** A smaller choice in which everything that is better than the best known can still be found. */
export type Reduced = {
  readonly choice: Choice
  /** The site of the larger choice that each site is. */
  readonly origins: Uint32Array
  /** Sites of the larger choice that every better solution opens. */
  readonly opened: readonly number[]
}

/**
 * Leaves out what no better solution can have: sites whose opening, sites whose closing, and ways whose use would lift the bound
 * above the best value.
 *
 * @returns undefined where nothing better is left: the best is proven
 * @see Beasley (1993), EJOR 65(3), §3.4: problem reduction by Lagrangian penalties
 */
export function reduce(choice: Choice, dual: Dual, best: Best): Reduced | undefined {
  const whole = isWhole(choice)
  const slack = (whole ? best.value - 1 + 1e-6 : best.value) - dual.value
  if (slack < 0) return undefined
  const { opened, kept, budget } = fixSites(choice, dual, slack)
  if (budget < -1e-9) return undefined
  const isOpened = new Uint8Array(choice.prices.length)
  for (const j of opened) isOpened[j] = 1
  const places = new Int32Array(choice.prices.length).fill(-1)
  kept.forEach((j, place) => {
    places[j] = place
  })
  const { offsets, sites, costs } = choice
  const room = { offsets: new Uint32Array(offsets.length), sites: new Uint32Array(sites.length), costs: costs.slice() }
  let count = 0
  const without = choice.without.map((most, c) => {
    const beyond = (dual.multipliers[c] as number) + slack
    let least = Math.min(most, whole ? Math.floor(beyond) + 1 : beyond)
    for (let p = offsets[c] as number, end = offsets[c + 1] as number; p < end && (costs[p] as number) < least; p++) {
      const site = sites[p] as number
      if (isOpened[site] === 1) least = costs[p] as number
      else if ((places[site] as number) >= 0) {
        room.sites[count] = places[site] as number
        room.costs[count++] = costs[p] as number
      }
    }
    room.offsets[c + 1] = count
    return least
  })
  return {
    choice: {
      offsets: room.offsets,
      sites: room.sites.slice(0, count),
      costs: room.costs.slice(0, count),
      without,
      prices: Float64Array.from(kept, (j) => choice.prices[j] as number),
      budget,
    },
    origins: Uint32Array.from(kept),
    opened,
  }
}

/** @param slack what a better solution may cost above the bound */
function fixSites({ prices, budget }: Choice, { savings, chosen, lastRatio, nextRatio }: Dual, slack: number) {
  const opened: number[] = []
  const kept: number[] = []
  let left = budget
  prices.forEach((price, j) => {
    const saving = savings[j] as number
    if (chosen[j] === 1 && nextRatio * price - saving > slack) {
      opened.push(j)
      left -= price
    } else if (chosen[j] !== 0 || saving - lastRatio * price <= slack) kept.push(j)
  })
  return { opened, kept, budget: left }
}

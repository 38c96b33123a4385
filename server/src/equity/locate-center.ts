import { solveCover, toCover } from './locate-cover.ts'
import type { Chosen } from './locate-solve.ts'
import type { Watch } from './locate-watch.ts'
import type { Pairs } from './pairs.ts'

export type Center = {
  /** Minutes from each client to each site. */
  readonly pairs: Pairs
  /** Minutes that each client has today; `Infinity` where it has nothing. */
  readonly today: Float64Array
  readonly prices: Float64Array
  readonly budget: number
}

/**
 * The sites that keep the farthest client nearest: the fewest minutes at which a cover fits the budget, found by halving.
 *
 * @returns an objective of `Infinity` with no site where the budget lets nobody's farthest be reached at all
 * @see Minieka (1970), SIAM Review 12(1): the p-center problem as a row of covers
 */
export async function solveCenter(center: Center, watch: Watch): Promise<Chosen> {
  const radii = listRadii(center)
  const none = new Uint8Array(center.prices.length)
  let [low, high] = [0, radii.length]
  let undecided = radii.length
  let open: Uint8Array = none
  const farthest = () => (high < radii.length ? (radii[high] as number) : Math.max(0, ...center.today))
  while (low < high && !watch.isOver()) {
    const middle = (low + high) >> 1
    const answer = await fits(center, radii[middle] as number, watch)
    if (answer.open !== undefined) {
      high = middle
      open = answer.open
      watch.tell({ stage: 'proving', open, objective: farthest(), bound: radii[Math.min(low, undecided)] ?? farthest() })
    } else {
      // What is out of reach at these minutes is so at fewer.
      undecided = answer.isProven ? radii.length : Math.min(undecided, middle)
      low = middle + 1
    }
  }
  const objective = farthest()
  const bound = Math.min(objective, radii[Math.min(low, undecided)] ?? objective)
  return { open, objective, bound, isStopped: bound < objective && watch.isOver() }
}

/** The minutes among which the answer is: all that some client has to some site, or has today, in order. */
function listRadii({ pairs, today }: Center): Float64Array {
  const all = new Set<number>()
  let least = 0
  for (let c = 0; c < today.length; c++) {
    let nearest = today[c] as number
    if (Number.isFinite(nearest)) all.add(nearest)
    for (let p = pairs.offsets[c] as number; p < (pairs.offsets[c + 1] as number); p++) {
      const minutes = pairs.minutes[p] as number
      nearest = Math.min(nearest, minutes)
      if (minutes < (today[c] as number)) all.add(minutes)
    }
    least = Math.max(least, nearest)
  }
  return Float64Array.from(all)
    .filter((minutes) => minutes >= least)
    .sort()
}

async function fits(
  { pairs, today, prices, budget }: Center,
  radius: number,
  watch: Watch,
): Promise<{ readonly open?: Uint8Array; readonly isProven: boolean }> {
  const lists: Uint32Array[] = []
  for (let c = 0; c < today.length; c++) {
    if ((today[c] as number) <= radius) continue
    const [from, end] = [pairs.offsets[c] as number, pairs.offsets[c + 1] as number]
    const list = pairs.facilities.slice(from, end).filter((_, k) => (pairs.minutes[from + k] as number) <= radius)
    if (list.length === 0) return { isProven: true }
    lists.push(list)
  }
  if (lists.length === 0) return { open: new Uint8Array(prices.length), isProven: true }
  const cover = await solveCover(toCover(lists, prices), { ...watch, tell: () => undefined }, budget)
  if (cover.objective <= budget + 1e-9) return { open: cover.open, isProven: true }
  return { isProven: cover.bound > budget + 1e-9 }
}

import { fits, type Rounds } from './locate-rounds.ts'
import { missed } from './locate-stops.ts'
import type { Watch } from './locate-watch.ts'

/** The stops of each round. */
export type WithRounds = { readonly rounds: readonly (readonly number[])[] }

export type Best = WithRounds & { readonly objective: number }

/** With 1 for each site at which some round stops. */
export function withOpen({ rounds }: WithRounds, sites: number) {
  const open = new Uint8Array(sites)
  for (const stop of rounds.flat()) open[stop] = 1
  return { open, rounds }
}

export const noRounds = ({ count }: Rounds): number[][] => Array.from({ length: count }, () => [])

/** Stops into rounds, the farthest first, each where its detour is least; what fits nowhere is left out. */
export function shareOut(problem: Rounds, open: Uint8Array): number[][] {
  const rounds = noRounds(problem)
  const { toBase } = problem
  const stops = [...open.keys()].filter((j) => open[j] === 1).sort((a, b) => (toBase[b] as number) - (toBase[a] as number))
  for (const stop of stops) roundFor(problem, rounds, stop)?.push(stop)
  return rounds
}

/** The round in which a stop is nearest to another; an empty one is farther than any that has some. */
function roundFor(problem: Rounds, rounds: number[][], stop: number): number[] | undefined {
  const { sites, ways, stops } = problem
  const nearness = (round: readonly number[]) => Math.min(...round.map((other) => ways[other * sites + stop] as number))
  const open = rounds.filter((round) => round.length < stops && fits(problem, [...round, stop]))
  return open.sort((a, b) => nearness(a) - nearness(b))[0]
}

/** One stop more, that which brings most and fits into a round, as long as there is one. */
export function fillUp(problem: Rounds, rounds: number[][]): number[][] {
  const { lists, weights, sites } = problem
  const visited = new Set(rounds.flat())
  for (;;) {
    const gains = new Float64Array(sites)
    lists.forEach((list, c) => {
      if (!list.some((j) => visited.has(j))) for (const j of list) gains[j] = (gains[j] as number) + (weights[c] as number)
    })
    const order = [...gains.keys()]
      .filter((j) => (gains[j] as number) > 0)
      .sort((a, b) => (gains[b] as number) - (gains[a] as number))
    const stop = order.find((j) => roundFor(problem, rounds, j) !== undefined)
    if (stop === undefined) return rounds
    roundFor(problem, rounds, stop)?.push(stop)
    visited.add(stop)
  }
}

/** Empties rounds, two at a time, and fills them anew, as long as that brings more. */
export function refill(problem: Rounds, start: Best, watch: Watch): Best {
  let best = start
  for (let isBetter = true; isBetter; ) {
    isBetter = false
    for (let a = 0; a < best.rounds.length; a++)
      for (let b = a; b < best.rounds.length && !watch.isOver(); b++) {
        const kept = best.rounds.filter((_, r) => r !== a && r !== b).map((round) => [...round])
        const emptied = [...kept, ...noRounds({ ...problem, count: problem.count - kept.length })]
        const next = toBest(problem, fillUp(problem, emptied))
        if (next.objective >= best.objective) continue
        best = next
        isBetter = true
      }
  }
  return best
}

/** Without stops that bring nobody whom the others do not. */
export function toBest(problem: Rounds, rounds: readonly (readonly number[])[]): Best {
  const { open } = withOpen({ rounds }, problem.sites)
  const objective = missed(problem, open)
  for (const stop of open.keys()) {
    if (open[stop] === 0) continue
    open[stop] = 0
    if (missed(problem, open) > objective) open[stop] = 1
  }
  // Where two rounds come to one place, one of them stays away.
  const seen = new Set<number>()
  const kept = rounds.map((round) => round.filter((stop) => open[stop] === 1 && !seen.has(stop) && seen.add(stop)))
  return { objective, rounds: kept.filter((round) => round.length > 0) }
}

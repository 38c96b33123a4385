import { type ProgramRow, solveProgram } from './locate-highs.ts'
import { mergeLists } from './locate-lists.ts'
import { fits, listRounds, type Rounds } from './locate-rounds.ts'
import { type Best, fillUp, noRounds, refill, shareOut, toBest, type WithRounds, withOpen } from './locate-rounds-fill.ts'
import type { Chosen } from './locate-solve.ts'
import { solveStops } from './locate-stops.ts'
import { gapOf, provenGap, type Watch } from './locate-watch.ts'

/** Rounds up to which the exact program is tried. */
const mostRounds = 40_000

/**
 * The rounds by which least is missed. As many stops as all rounds together could have, wherever they lie, give a bound; where these
 * stops can be shared out into rounds, that is the answer. Else rounds are filled one stop after the other, and emptied and filled anew, and HiGHS chooses among
 * all that fit into a day, unless these are too many.
 *
 * @returns with the weight that is missed as the objective
 * @see Hodgson, Laporte & Semet (1998), Journal of Regional Science 38(4): the covering tour of mobile health units
 */
export async function solveRounds(all: Rounds, watch: Watch): Promise<Chosen & WithRounds> {
  const alone = Uint8Array.from({ length: all.sites }, (_, site) => Number(fits(all, [site])))
  const merged = mergeLists(
    all.lists.map((list) => list.filter((site) => alone[site] === 1)),
    all.weights,
  )
  const unreachable =
    all.weights.reduce((sum, weight) => sum + weight, 0) - merged.weights.reduce((sum, weight) => sum + weight, 0)
  const problem = { ...all, ...merged }
  const told = tellOf(watch, all.sites, unreachable)
  const free = await solveStops(
    {
      ...merged,
      prices: new Float64Array(all.sites).fill(1),
      budget: all.count * all.stops,
      apart: [],
      fixed: [],
    },
    { ...watch, tell: () => undefined },
  )
  const shared = toBest(problem, fillUp(problem, shareOut(problem, free.open)))
  const filled = toBest(problem, fillUp(problem, noRounds(problem)))
  const better = filled.objective < shared.objective ? filled : shared
  let best =
    gapOf(better.objective, Math.min(better.objective, free.bound)) <= provenGap ? better : refill(problem, better, watch)
  let bound = Math.min(best.objective, free.bound)
  told('interchange', best, bound)
  if (gapOf(best.objective, bound) > provenGap && !watch.isOver()) {
    const sites = [...new Set(problem.lists.flatMap((list) => [...list]))].sort((a, b) => a - b)
    const rounds = listRounds(problem, sites, mostRounds)
    const known = bound
    const tell = (found: Best, value: number) => told('proving', found, Math.max(known, value))
    const proof = rounds && (await prove(problem, rounds, best, { isOver: watch.isOver, tell }))
    best = proof?.best ?? best
    bound = Math.min(best.objective, Math.max(bound, proof?.bound ?? bound))
  }
  const isStopped = gapOf(best.objective, bound) > provenGap && watch.isOver()
  return { ...withOpen(best, all.sites), objective: best.objective + unreachable, bound: bound + unreachable, isStopped }
}

const tellOf =
  (watch: Watch, sites: number, unreachable: number) => (stage: 'interchange' | 'proving', best: Best, bound: number) =>
    watch.tell({
      stage,
      ...withOpen(best, sites),
      objective: best.objective + unreachable,
      bound: Math.min(best.objective, bound) + unreachable,
    })

/** A round is chosen whole or not; a stop is visited as far as rounds with it are; a client is missed as far as no stop of its own is visited. */
async function prove(
  problem: Rounds,
  rounds: readonly (readonly number[])[],
  start: Best,
  { isOver, tell }: { readonly isOver: () => boolean; readonly tell: (best: Best, bound: number) => void },
): Promise<{ readonly best: Best; readonly bound: number }> {
  const { lists, weights, count } = problem
  const stops = [...new Set(rounds.flat())].sort((a, b) => a - b)
  const stopAt = new Map(stops.map((stop, k) => [stop, rounds.length + k]))
  const through = Map.groupBy(
    rounds.flatMap((round, r) => round.map((stop) => ({ stop, r }))),
    ({ stop }) => stop,
  )
  const first = rounds.length + stops.length
  const size = first + lists.length
  const free = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY }
  const rows: ProgramRow[] = [
    { columns: [...rounds.keys()], values: rounds.map(() => 1), ...free, most: count },
    ...stops.map((stop) => {
      const own = (through.get(stop) ?? []).map(({ r }) => r)
      return { columns: [stopAt.get(stop) as number, ...own], values: [1, ...own.map(() => -1)], ...free, most: 0 }
    }),
    ...lists.map((list, c) => {
      const own = [...list].flatMap((stop) => stopAt.get(stop) ?? [])
      return { columns: [...own, first + c], values: [...own, 1].map(() => 1), ...free, least: 1 }
    }),
  ]
  const program = {
    costs: Float64Array.from({ length: size }, (_, v) => (v < first ? 0 : (weights[v - first] as number))),
    upper: new Float64Array(size).fill(1),
    whole: Uint8Array.from({ length: size }, (_, v) => Number(v < rounds.length)),
    rows,
  }
  let best = start
  let bound = 0
  const keep = (values: Float64Array) => {
    const chosen = rounds.filter((_, r) => (values[r] as number) > 0.5)
    const next = toBest(
      problem,
      fillUp(problem, [...chosen.map((round) => [...round]), ...noRounds(problem).slice(chosen.length)]),
    )
    if (next.objective < best.objective) best = next
  }
  const answer = await solveProgram(program, {
    isOver,
    onProgress: (_, next) => {
      bound = next
      tell(best, bound)
      return false
    },
    onSolution: (values) => {
      keep(values)
      tell(best, bound)
    },
  })
  if (answer.state === 'impossible') throw new Error('no round at all is always possible')
  if (answer.values !== undefined) keep(answer.values)
  return { best, bound: answer.bound }
}

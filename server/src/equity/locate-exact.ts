import { type Choice, payAll } from './locate-choice.ts'
import { type Program, type ProgramRow, solveProgram } from './locate-highs.ts'
import type { Watch } from './locate-watch.ts'

export type Proof = {
  /** Better than what was known, where there is such. */
  readonly open?: Uint8Array
  /** No choice of these sites costs less; `Infinity` where none is possible. */
  readonly bound: number
}

/** Coefficients up to which a proof is tried: more than this takes HiGHS longer than anybody waits. */
export const mostCoefficients = 600_000

/**
 * The best choice by mixed-integer programming. A client pays step by step from its cheapest site upward: each step that it takes
 * is one more variable, which is 0 only where a site this cheap is open.
 *
 * @see García, Labbé & Marín (2011), INFORMS Journal on Computing 23(4): the radius formulation
 */
export async function proveChoice(
  choice: Choice,
  watch: Pick<Watch, 'isOver'>,
  onBound: (bound: number) => void,
): Promise<Proof> {
  const { program, constant } = toProgram(choice)
  const sites = choice.prices.length
  const readSites = (values: Float64Array) => Uint8Array.from(values.subarray(0, sites), Math.round)
  const onProgress = (_: number, bound: number) => {
    onBound(bound + constant)
    return false
  }
  const answer = await solveProgram(program, { isOver: watch.isOver, onProgress })
  if (answer.state === 'impossible') return { bound: Number.POSITIVE_INFINITY }
  if (answer.values === undefined) return { bound: answer.bound + constant }
  const open = readSites(answer.values)
  // Optimal to HiGHS' own tolerance; what the sites really cost is added up anew.
  const bound = answer.state === 'optimal' ? Math.min(answer.bound + constant, payAll(choice, open)) : answer.bound + constant
  return { open, bound }
}

/** Coefficients that the program of a choice would have. */
export const sizeOf = ({ sites }: Choice): number => 3 * sites.length

function toProgram({ offsets, sites, costs, without, prices, budget }: Choice): { program: Program; constant: number } {
  const rows: ProgramRow[] = [
    { columns: [...prices.keys()], values: [...prices], least: Number.NEGATIVE_INFINITY, most: budget + 1e-9 },
  ]
  const steps: number[] = []
  let constant = 0
  for (let c = 0; c < without.length; c++) {
    const end = offsets[c + 1] as number
    let p = offsets[c] as number
    constant += p < end ? (costs[p] as number) : (without[c] as number)
    let before = -1
    while (p < end) {
      const cost = costs[p] as number
      const columns: number[] = []
      for (; p < end && costs[p] === cost; p++) columns.push(sites[p] as number)
      const step = prices.length + steps.length
      steps.push((p < end ? (costs[p] as number) : (without[c] as number)) - cost)
      const values = columns.map(() => 1)
      columns.push(step)
      values.push(1)
      if (before >= 0) {
        columns.push(before)
        values.push(-1)
      }
      rows.push({ columns, values, least: before >= 0 ? 0 : 1, most: Number.POSITIVE_INFINITY })
      before = step
    }
  }
  const count = prices.length + steps.length
  const program = {
    costs: Float64Array.from({ length: count }, (_, v) => (v < prices.length ? 0 : (steps[v - prices.length] as number))),
    upper: new Float64Array(count).fill(1),
    whole: Uint8Array.from({ length: count }, (_, v) => (v < prices.length ? 1 : 0)),
    rows,
  }
  return { program, constant }
}

/** One thing measured: `ratio` is better when larger. */
export type Result = {
  readonly name: string
  readonly ours: number
  readonly yardstick: number
  readonly unit: string
  readonly ratio: number
  readonly goal: number
  readonly holds: boolean
}

export type BenchOptions = {
  /** A short run, for trying out. */
  readonly small: boolean
  /** PostgreSQL instead of the embedded database. */
  readonly databaseUrl: string | undefined
}

export type Bench = (options: BenchOptions) => AsyncIterable<Result>

/** Compares a rate, of which more is better, with the yardstick's. */
export function compareRates(name: string, ours: number, yardstick: number, goal: number, unit: string): Result {
  const ratio = ours / yardstick
  return { name, ours, yardstick, unit, ratio, goal, holds: ratio >= goal }
}

/** Compares a cost, of which less is better, with what may be spent. */
export function compareCost(name: string, ours: number, budget: number, unit: string): Result {
  const ratio = budget / ours
  return { name, ours, yardstick: budget, unit, ratio, goal: 1, holds: ratio >= 1 }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

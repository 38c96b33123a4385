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
  /** `--name value`, as given. */
  readonly flags: Readonly<Record<string, string | undefined>>
}

export type Bench = (options: BenchOptions) => AsyncIterable<Result>

/** Compares a rate, of which more is better, with the yardstick's. */
export function compareRates(name: string, ours: number, yardstick: number, goal: number, unit: string): Result {
  const ratio = ours / yardstick
  return { name, ours, yardstick, unit, ratio, goal, holds: ratio >= goal }
}

/** Compares a time, of which less is better, with the yardstick's, of which it may take so many. */
export function compareTimes(name: string, ours: number, yardstick: number, mayTake: number, unit: string): Result {
  const ratio = yardstick / ours
  return { name, ours, yardstick, unit, ratio, goal: 1 / mayTake, holds: ratio >= 1 / mayTake }
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

/** Counts what may not happen at all. */
export function countFaults(name: string, found: number): Result {
  return { name, ours: found, yardstick: 0, unit: 'times', ratio: found === 0 ? 1 : 0, goal: 1, holds: found === 0 }
}

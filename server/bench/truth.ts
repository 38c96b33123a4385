/** Planted truth: cities that were made with a known gap, or with none; whether it is found, and nothing where nothing is. */
import { isWarned, plants, tally } from '../src/equity/testing-planted.ts'
import type { Bench, Result } from './result.ts'

/** The gap that is planted: the countryside half as well off again as worse. */
const gap = 1.5

export const truth: Bench = async function* ({ small }) {
  const runs = small ? 40 : 200
  for (const [name, plant] of Object.entries(plants)) {
    const { found, falseGaps, missed } = tally(plant, runs, gap)
    yield share(`${name}: a gap of ${gap} within the interval (called none in ${missed} of ${runs})`, found / runs, runs)
    yield share(`${name}: no gap where none is`, 1 - falseGaps / runs, runs)
  }
  const seeds = Array.from({ length: runs }, (_, seed) => seed + 1)
  const silent = seeds.filter((seed) => !isWarned({ seed, gap: 1 })).length
  yield share('no warning in a look at five services whose gap does not grow', silent / runs, runs)
  const warned = seeds.filter((seed) => isWarned({ seed, gap: 1.1 })).length
  yield share('a warning where the gap grows by a tenth each month', warned / runs, runs)
}

/** Of a share of runs, beside the 95 % that it is to be; missed where chance alone would be off by so much in one of 200 benchmarks. */
function share(name: string, ours: number, runs: number): Result {
  const goal = 1 - (2.6 * Math.sqrt((0.95 * 0.05) / runs)) / 0.95
  return { name, ours, yardstick: 0.95, unit: 'of runs', ratio: ours / 0.95, goal, holds: ours / 0.95 >= goal }
}

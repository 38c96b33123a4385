import type { Decay } from '#equity'
import { type Crew, startCrew } from './equity-crew.ts'
import { makeCountry, pairAll } from './equity-problem.ts'
import { timeScipy } from './equity-scipy.ts'
import type { Method } from './equity-worker.ts'
import { type BenchOptions, compareCost, compareRates, median, type Result } from './result.ts'

const cores = 2
const rounds = 5
const steps: Decay = { kind: 'stepped', until: [15, 30, 60], weights: [1, 0.68, 0.22] }

/** What SciPy was measured to take elsewhere, 0.080, 0.135 and 0.040 s, is what 60 million pairs/s is this part of. */
const measures: readonly (readonly [name: string, method: Method, decay: Decay, part: number])[] = [
  ['E2SFCA', 'twoStep', steps, 0.5],
  ['3SFCA', 'threeStep', steps, 0.85],
  ['Gaussian 2SFCA', 'twoStep', { kind: 'gaussian', sigma: 20 }, 0.25],
]

/**
 * Pairs per second of the floating catchments, from minutes to the end, on two cores; and a country larger than memory, its pairs
 * made as they are needed. `--only memory` or `--only streamed` measures one of the two. The processor time is told, too: on a
 * machine that others use it says more than the rate does.
 */
export async function* equity({ small, flags }: BenchOptions): AsyncIterable<Result> {
  if (flags.only !== 'streamed') yield* inMemory(small)
  if (flags.only !== 'memory') yield* streamed(small)
}

async function* inMemory(small: boolean): AsyncIterable<Result> {
  const country = small ? makeCountry(10_000, 2_000, 330) : makeCountry(50_000, 5_000, 515)
  const pairs = pairAll(country)
  const count = pairs.minutes.length
  const rate = (seconds: number) => count / seconds / 1e6
  process.stdout.write(`${country.people.length} settlements × ${country.capacities.length} facilities: ${count} pairs\n`)
  const crew = await startCrew(country, cores, pairs)
  try {
    const times = await timeInTurn(crew)
    const scipy = await timeScipy(country, pairs)
    for (const [i, [name, , , part]] of measures.entries()) {
      const ours = rate(median(times.map(({ ours }) => ours[i]?.passed ?? 0)))
      const worked = rate(median(times.map(({ ours }) => ours[i]?.worked ?? 0)) / cores)
      process.stdout.write(`${name}: ${Math.round(worked)} million pairs/s by the processor time of two cores\n`)
      yield compareRates(`${name}: two cores, beside the goal`, ours, 60, 1, 'million pairs/s')
      const bare = median(times.map(({ bare }) => bare))
      yield scipy === undefined
        ? compareRates(`${name}: beside two bare products on two cores`, ours, rate(bare), 0.25, 'million pairs/s')
        : compareRates(`${name}: beside the products of SciPy on one`, ours, rate(scipy[i] ?? 0), part, 'million pairs/s')
    }
  } finally {
    await crew.stop()
  }
}

/** Seconds of each measure and of the yardstick, in turn; the first round, in which code is compiled, does not count. */
async function timeInTurn(crew: Crew): Promise<{ readonly ours: readonly Seconds[]; readonly bare: number }[]> {
  const times = []
  for (let round = 0; round <= rounds; round++) {
    const ours: Seconds[] = []
    for (const [, method, decay] of measures) ours.push(await secondsOf(() => crew.measure(method, decay)))
    times.push({ ours, bare: (await secondsOf(() => crew.multiplyTwice())).passed })
  }
  return times.slice(1)
}

/** China's villages, at its size: a minute is a kilometre. */
async function* streamed(small: boolean): AsyncIterable<Result> {
  const country = small ? makeCountry(20_000, 20_000, 540) : makeCountry(666_655, 650_000, 3098)
  const crew = await startCrew(country, cores)
  try {
    const { passed: seconds, worked } = await secondsOf(() => crew.measure('twoStep', steps))
    process.stdout.write(`${Math.round(worked / cores)} s of the processor time of each of two cores\n`)
    yield compareCost(`${country.people.length} × ${country.capacities.length} streamed: time`, seconds, 180, 's')
    yield compareCost('streamed: most memory', process.resourceUsage().maxRSS / 1024, 4096, 'MiB')
  } finally {
    await crew.stop()
  }
}

/** By the clock, and of all processors together. */
type Seconds = { readonly passed: number; readonly worked: number }

async function secondsOf(act: () => Promise<unknown>): Promise<Seconds> {
  const [start, before] = [performance.now(), process.cpuUsage()]
  await act()
  const { user, system } = process.cpuUsage(before)
  return { passed: (performance.now() - start) / 1000, worked: (user + system) / 1e6 }
}

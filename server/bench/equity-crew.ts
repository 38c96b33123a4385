import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { type Decay, offersOf, type Pairs, twoStep } from '#equity'
import { type Country, floats } from './equity-problem.ts'
import type { Method, Order, WorkerJob } from './equity-worker.ts'

/** Workers that hold one problem between them. */
export type Crew = {
  /** A measure from minutes to the end: weights, demand, access. */
  readonly measure: (method: Method, decay: Decay) => Promise<Float64Array>
  /** Two bare products of the matrix, which is what a two-step measure cannot do without. */
  readonly multiplyTwice: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** @param pairs all of them in shared memory; without, the workers make theirs block by block, for either pass anew */
export async function startCrew(country: Country, size: number, pairs?: Pairs): Promise<Crew> {
  const settlements = country.people.length
  const facilities = country.capacities.length
  const offers = floats(facilities)
  const access = floats(settlements)
  const borders = Array.from({ length: size + 1 }, (_, i) => Math.floor((settlements * i) / size))
  const shared = { country, offers, access, ...(pairs !== undefined && { pairs, weights: floats(pairs.minutes.length) }) }
  const jobs = Array.from({ length: size }, (_, i): WorkerJob => {
    return { ...shared, share: [borders[i] ?? 0, borders[i + 1] ?? 0], asked: floats(facilities) }
  })
  const workers = jobs.map((job) => new Worker(new URL('./equity-worker.ts', import.meta.url), { workerData: job }))
  const all = async (order: Order) => {
    await Promise.all(
      workers.map(async (worker) => {
        worker.postMessage(order)
        await once(worker, 'message')
      }),
    )
  }
  return {
    measure: async (method, decay) => {
      if (pairs !== undefined) await all({ do: 'weigh', method, decay })
      await all({ do: 'gather', method, decay })
      offers.set(offersOf(twoStep, country.capacities, { people: addUp(jobs), weights: new Float64Array() }))
      await all({ do: 'grant', method, decay })
      return access
    },
    multiplyTwice: async () => {
      for (let time = 0; time < 2; time++)
        await all({ do: 'multiply', method: 'twoStep', decay: { kind: 'gaussian', sigma: 20 } })
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

function addUp(jobs: readonly WorkerJob[]): Float64Array {
  const sum = new Float64Array(jobs[0]?.asked.length ?? 0)
  for (const { asked } of jobs) for (let f = 0; f < sum.length; f++) sum[f] = (sum[f] as number) + (asked[f] as number)
  return sum
}

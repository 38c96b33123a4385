import { parentPort, workerData } from 'node:worker_threads'
import { type CatchmentMethod, type Decay, noDemand, type Pairs, type Rows, sliceRows, threeStep, twoStep, weigh } from '#equity'
import { type Country, createPairing } from './equity-problem.ts'

export type Method = 'twoStep' | 'threeStep'

/** All in shared memory. With pairs, this worker's rows are one block of them; without, it makes them block by block. */
export type WorkerJob = {
  readonly country: Country
  readonly share: readonly [from: number, to: number]
  readonly pairs?: Pairs
  readonly weights?: Float64Array
  /** What the settlements of this worker ask of each facility. */
  readonly asked: Float64Array
  readonly offers: Float64Array
  readonly access: Float64Array
}

export type Order = { readonly do: 'weigh' | 'gather' | 'grant' | 'multiply'; readonly method: Method; readonly decay: Decay }

const methods: Readonly<Record<Method, CatchmentMethod>> = { twoStep, threeStep }
const blockSize = 2000
const job = workerData as WorkerJob
const { country, share, asked, offers, access } = job
const [from, to] = share
const pairing = job.pairs === undefined ? createPairing(country, blockSize) : undefined
let scratch = new Float64Array()

parentPort?.on('message', (order: Order) => {
  carryOut(order)
  parentPort?.postMessage('done')
})

function carryOut(order: Order): void {
  const method = methods[order.method]
  if (order.do === 'weigh' && job.pairs !== undefined && job.weights !== undefined)
    weigh(sliceRows(job.pairs, from, to), order.decay, undefined, job.weights)
  if (order.do === 'gather') {
    asked.fill(0)
    const demand = { ...noDemand(0), people: asked }
    for (const [rows] of blocks(order.decay)) method.gather(rows, country.capacities, demand)
  }
  if (order.do === 'grant')
    for (const [rows, first, end] of blocks(order.decay))
      method.grant(rows, country.capacities, offers, access.subarray(first, end))
  if (order.do === 'multiply' && job.pairs !== undefined && job.weights !== undefined)
    multiply(sliceRows(job.pairs, from, to), job.weights, offers, access.subarray(from, to))
}

function* blocks(decay: Decay): Iterable<readonly [rows: Rows, first: number, end: number]> {
  const people = (first: number, end: number) => country.people.subarray(first, end)
  if (job.pairs !== undefined && job.weights !== undefined) {
    yield [{ pairs: sliceRows(job.pairs, from, to), weights: job.weights, people: people(from, to) }, from, to]
    return
  }
  for (let first = from; first < to; first += blockSize) {
    const end = Math.min(first + blockSize, to)
    const pairs = pairing?.(first, end)
    if (pairs === undefined) return
    if (scratch.length < pairs.minutes.length) scratch = new Float64Array(pairs.minutes.length)
    yield [{ pairs, weights: weigh(pairs, decay, undefined, scratch), people: people(first, end) }, first, end]
  }
}

/** The yardstick where there is no SciPy: a sparse matrix by a vector, and nothing else. */
function multiply({ offsets, facilities }: Pairs, weights: Float64Array, vector: Float64Array, into: Float64Array): void {
  for (let s = 0; s < into.length; s++) {
    let sum = 0
    for (let p = offsets[s] as number, end = offsets[s + 1] as number; p < end; p++)
      sum += (weights[p] as number) * (vector[facilities[p] as number] as number)
    into[s] = sum
  }
}

import { Worker } from 'node:worker_threads'
import { fillQuickly } from './locate-rooms.ts'
import { type Found, gapOf, provenGap } from './locate-watch.ts'
import type { PlanProblem } from './plan-problem.ts'
import { roomsOf, type Solution } from './plan-solve.ts'
import type { PlanOrder } from './plan-worker.ts'

export type RunOptions = {
  /** After so many seconds the best so far is the answer. */
  readonly seconds: number
  /** Ends it early, with the best so far. */
  readonly signal?: AbortSignal
  readonly onFound?: (found: Found) => void
}

/** How long a thread that was asked to end may take to: parts of HiGHS cannot be interrupted. */
const graceMs = 3000

/**
 * Solves a problem in a thread of its own.
 *
 * @returns undefined where it was ended before any choice of sites was known
 */
export async function runPlan(problem: PlanProblem, { seconds, signal, onFound }: RunOptions): Promise<Solution | undefined> {
  const order: PlanOrder = { problem, stop: new Int32Array(new SharedArrayBuffer(4)), seconds }
  const worker = new Worker(new URL('./plan-worker.ts', import.meta.url), { workerData: order })
  const ended = Promise.withResolvers<Solution | undefined>()
  let best: Found = { stage: 'greedy' }
  const giveUp = () => ended.resolve(bestSoFar(problem, best))
  worker.on('message', ({ found, chosen }: { found?: Found; chosen?: Solution }) => {
    if (chosen !== undefined) ended.resolve(chosen)
    if (found === undefined) return
    best = { ...best, ...found }
    onFound?.(best)
  })
  worker.on('error', ended.reject)
  worker.on('exit', giveUp)
  const timer = setTimeout(giveUp, seconds * 1000 + graceMs)
  let grace: NodeJS.Timeout | undefined
  const stop = () => {
    Atomics.store(order.stop, 0, 1)
    grace = setTimeout(giveUp, graceMs)
  }
  signal?.addEventListener('abort', stop)
  if (signal?.aborted) stop()
  try {
    return await ended.promise
  } finally {
    clearTimeout(timer)
    clearTimeout(grace)
    signal?.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

function bestSoFar(problem: PlanProblem, { open, objective, bound, rounds }: Found): Solution | undefined {
  if (open === undefined || objective === undefined || bound === undefined) return undefined
  const { capacity } = problem
  const flows = capacity !== undefined && { flows: fillQuickly(roomsOf(problem, capacity), open) }
  return { open, objective, bound, isStopped: gapOf(objective, bound) > provenGap, ...flows, ...(rounds && { rounds }) }
}

import { parentPort, workerData } from 'node:worker_threads'
import type { PlanProblem } from './plan-problem.ts'
import { solvePlan } from './plan-solve.ts'

/** What a thread is given: `stop` is shared, and 1 when it is to end. */
export type PlanOrder = { readonly problem: PlanProblem; readonly stop: Int32Array; readonly seconds: number }

const { problem, stop, seconds } = workerData as PlanOrder
const end = performance.now() + seconds * 1000
const chosen = await solvePlan(problem, {
  isOver: () => Atomics.load(stop, 0) === 1 || performance.now() > end,
  tell: (found) => parentPort?.postMessage({ found }),
})
parentPort?.postMessage({ chosen })

import { Worker } from 'node:worker_threads'
import type { Journeys, TravelTask } from './travel-task.ts'

export type Order = { readonly number: number; readonly task: TravelTask }
export type Reply = { readonly number: number; readonly journeys?: Journeys; readonly error?: Error }

/** A thread of its own for travel, so that nothing else waits while roads are searched. */
export type TravelCrew = {
  /** @throws what the worker threw, or an Error where the thread ended */
  carryOut(task: TravelTask): Promise<Journeys>
  stop(): Promise<void>
}

type Waiting = { resolve(journeys: Journeys): void; reject(error: Error): void }

/** The thread starts with the first task, and anew after one that ended it. */
export function startTravelCrew(): TravelCrew {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let number = 0
  const fail = (error: Error) => {
    worker = undefined
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const start = (): Worker => {
    const started = new Worker(new URL('./travel-worker.ts', import.meta.url))
    started.on('message', ({ number, journeys, error }: Reply) => {
      const one = waiting.get(number)
      waiting.delete(number)
      if (waiting.size === 0) started.unref()
      if (journeys !== undefined) one?.resolve(journeys)
      else one?.reject(error ?? new Error('The worker for travel answered nothing.'))
    })
    started.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
    started.on('exit', (code) => {
      if (worker === started) fail(new Error(`The worker for travel ended with code ${code}.`))
    })
    return started
  }
  return {
    carryOut: (task) =>
      new Promise((resolve, reject) => {
        worker ??= start()
        // While somebody waits for it, the thread keeps the process alive.
        worker.ref()
        waiting.set(++number, { resolve, reject })
        worker.postMessage({ number, task } satisfies Order)
      }),
    stop: async () => {
      const ending = worker
      worker = undefined
      await ending?.terminate()
      fail(new Error('The node stops.'))
    },
  }
}

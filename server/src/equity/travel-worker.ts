import { parentPort } from 'node:worker_threads'
import type { Order, Reply } from './travel-crew.ts'
import { createTravelWork } from './travel-work.ts'

const work = createTravelWork()
// One task after the other: the next finds what the one before has prepared.
let last: Promise<void> = Promise.resolve()

parentPort?.on('message', ({ number, task }: Order) => {
  last = last.then(async () => {
    try {
      const journeys = await work(task)
      const { offsets, facilities, minutes } = journeys.pairs
      const buffers = [offsets, facilities, minutes, journeys.methods].map(({ buffer }) => buffer as ArrayBuffer)
      parentPort?.postMessage({ number, journeys } satisfies Reply, buffers)
    } catch (error) {
      parentPort?.postMessage({ number, error: error as Error } satisfies Reply)
    }
  })
})

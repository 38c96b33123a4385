import type { Pool } from '#kernel'
import type { Entity } from './entity.ts'
import { findThere, type Key, keyText } from './store.ts'

/** Finds an entity by its id, or undefined. */
export type Finder = (tenant: string, id: string) => Promise<Entity | undefined>

type Call = { readonly key: Key; resolve(entity: Entity | undefined): void; reject(error: unknown): void }

const lanes = 2
const mostAtOnce = 200

/**
 * Finds with one statement what many ask for at the same time, as the writer does with writes. Whoever asks while all lanes are
 * taken waits for the next statement, which sees all that was durable when they asked.
 */
export function openFinder(pool: Pool): Finder {
  const queue: Call[] = []
  let running = 0
  let isScheduled = false

  const fill = () => {
    isScheduled = false
    while (running < lanes && queue.length > 0) {
      running += 1
      void answer(pool, queue.splice(0, mostAtOnce)).then(() => {
        running -= 1
        schedule()
      })
    }
  }
  const schedule = () => {
    if (isScheduled || queue.length === 0) return
    isScheduled = true
    setImmediate(fill)
  }
  return (tenant, id) =>
    new Promise((resolve, reject) => {
      queue.push({ key: { tenant, id }, resolve, reject })
      schedule()
    })
}

async function answer(pool: Pool, calls: readonly Call[]): Promise<void> {
  try {
    const found = await findThere(
      pool,
      calls.map(({ key }) => key),
    )
    for (const { key, resolve } of calls) resolve(found.get(keyText(key)))
  } catch (error) {
    for (const { reject } of calls) reject(error)
  }
}

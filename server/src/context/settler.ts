import type { Logger, Pool } from '#kernel'
import { type Settled, settleLines } from './notification-queue.ts'

export type Settler = {
  /** Resolves when it is durable. At most one for each line may be under way. */
  add(settled: Settled): Promise<void>
}

const underWay = new Set<Promise<void>>()

/** Resolves when whatever receivers confirmed to this process until now is noted: so that who is told can look and see it. */
export async function deliveriesNoted(): Promise<void> {
  await Promise.allSettled(underWay)
}

type Waiting = { readonly settled: Settled; resolve(): void; reject(error: unknown): void }

const mostTries = 5
const isRace = (error: unknown) => ['40001', '40P01'].includes((error as { code?: string }).code ?? '')

/** Gathers what became of lines while one statement is under way, and writes it with the next. */
export function createSettler(pool: Pool, logger: Logger): Settler {
  const queue: Waiting[] = []
  let isRunning = false

  const write = async (all: readonly Waiting[], tries = 1): Promise<void> => {
    try {
      await settleLines(
        pool,
        all.map(({ settled }) => settled),
      )
      for (const { resolve } of all) resolve()
    } catch (error) {
      if (isRace(error) && tries < mostTries) return write(all, tries + 1)
      logger.error({ err: error, lines: all.length }, 'what was delivered could not be noted, and will be delivered again')
      for (const { reject } of all) reject(error)
    }
  }
  const run = async () => {
    isRunning = true
    while (queue.length > 0) await write(queue.splice(0))
    isRunning = false
  }
  return {
    add: async (settled) => {
      const noted = new Promise<void>((resolve, reject) => {
        queue.push({ settled, resolve, reject })
        if (!isRunning) setImmediate(() => void (isRunning || run()))
      })
      underWay.add(noted)
      await noted.finally(() => underWay.delete(noted))
    },
  }
}

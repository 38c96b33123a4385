/** Gathers what comes in while a batch is under way into the next one, so that many small writes cost few statements. */
export type Group<Item, Result> = {
  /** Resolves with the item's own result once its batch is durable. */
  add(item: Item): Promise<Result>
  /** Resolves when nothing is waiting or under way. */
  settled(): Promise<void>
}

type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }

/** @param run takes a batch and answers in its order; when it throws, every caller of the batch is told */
export function groupCalls<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  largest = 500,
): Group<Item, Result> {
  let waiting: Waiting<Item, Result>[] = []
  let running: Promise<void> | undefined

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, largest)
      waiting = waiting.slice(largest)
      try {
        const results = await run(batch.map(({ item }) => item))
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    running = undefined
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        running ??= Promise.resolve().then(drain)
      }),
    settled: async () => {
      while (running !== undefined) await running
    },
  }
}

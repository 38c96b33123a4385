/** What was started, to be stopped in the opposite order. */
export type Stops = {
  push(stop: () => Promise<unknown>): void
  /** Stops everything that was pushed until now, each once. @throws what failed, after the rest was stopped */
  run(): Promise<void>
}

/** @param signal once it is given, whatever is still being started gives up at its next push */
export function createStops(signal?: AbortSignal): Stops {
  const stops: (() => Promise<unknown>)[] = []
  return {
    push: (stop) => {
      stops.push(stop)
      signal?.throwIfAborted()
    },
    run: async () => {
      const errors: unknown[] = []
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
        try {
          await stop()
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be stopped')
    },
  }
}

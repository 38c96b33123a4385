const waiting = new Set<() => void>()

/** Wakes the readers of the log in this process, which otherwise look twice a second. Call it after a commit that appended. */
export function nudgeFollowers(): void {
  for (const wake of waiting) wake()
}

/** Waits for a nudge, at most so long. */
export function nudgedOr(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      waiting.delete(wake)
      resolve()
    }
    const timer = setTimeout(wake, milliseconds)
    waiting.add(wake)
  })
}

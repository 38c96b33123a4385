/** Lets a bounded number of works be under way; the others wait, in order of arrival. */
export type Turnstile = {
  /** Resolves with true when the work is done, with false when the turnstile closed before it began. Rejects as the work does. */
  pass(work: () => Promise<void>): Promise<boolean>
  /** Lets nobody in any more; resolves when everybody is out. */
  close(): Promise<void>
}

export function openTurnstile(most: number): Turnstile {
  const queue: ((isOpen: boolean) => void)[] = []
  let inside = 0
  let isClosed = false
  let tellEmpty: (() => void) | undefined

  const leave = () => {
    const next = queue.shift()
    if (next !== undefined) return next(true)
    inside -= 1
    if (isClosed && inside === 0) tellEmpty?.()
  }
  return {
    pass: async (work) => {
      if (isClosed) return false
      if (inside < most) inside += 1
      // Whoever leaves hands over the place.
      else if (!(await new Promise<boolean>((resolve) => queue.push(resolve)))) return false
      try {
        await work()
        return true
      } finally {
        leave()
      }
    },
    close: async () => {
      isClosed = true
      for (const turnAway of queue.splice(0)) turnAway(false)
      if (inside > 0)
        await new Promise<void>((resolve) => {
          tellEmpty = resolve
        })
    },
  }
}

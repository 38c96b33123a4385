/** Failures in a row after which a source that says nothing of a cooldown is left alone. */
const mostInARow = 3
const usualCooldownMs = 5000

type Rest = { readonly failures: number; readonly until: number }

/** Which sources are left alone for a while, since they did not answer: so that nobody waits for them again and again. */
export type Rests = {
  isResting(source: string): boolean
  /** @param cooldownMs how long after any failure, where its registration says so (GS CIM 009, 5.2.34) */
  hasFailed(source: string, cooldownMs: number | undefined): void
  hasAnswered(source: string): void
}

export function keepRests(): Rests {
  const rests = new Map<string, Rest>()
  return {
    isResting: (source) => (rests.get(source)?.until ?? 0) > Date.now(),
    hasFailed: (source, cooldownMs) => {
      const failures = (rests.get(source)?.failures ?? 0) + 1
      const pauseMs = cooldownMs ?? (failures >= mostInARow ? usualCooldownMs : 0)
      rests.set(source, { failures, until: Date.now() + pauseMs })
    },
    hasAnswered: (source) => void rests.delete(source),
  }
}

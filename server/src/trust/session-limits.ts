/** Milliseconds without a request after which a session ends, and after which it ends in any case (ASVS 5, V7.3). */
export const sessionLimits = {
  /** A resident's own device: signing in again every day would drive the old back to the counter. */
  resident: { idle: 14 * 86_400_000, whole: 90 * 86_400_000 },
  officer: { idle: 30 * 60_000, whole: 12 * 3_600_000 },
} as const

/** Milliseconds for which an officer may act with a resident beside them, before the resident has to be asked again. */
export const helpLimit = 30 * 60_000

/** How often a session that is used is written down as such. */
export const seenEvery = 60_000

export type SessionTimes = { readonly idleUntil: Date; readonly endsAt: Date; readonly endedAt: Date | null }

export function isOver({ idleUntil, endsAt, endedAt }: SessionTimes, now: Date): boolean {
  return endedAt !== null || idleUntil <= now || endsAt <= now
}

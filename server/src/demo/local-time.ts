/** Clocks on the island show UTC+10 all year (`Pacific/Guam`). */
const offsetHours = 10
const hour = 3_600_000

export type LocalTime = {
  /** Hours since midnight, with parts of an hour. */
  readonly hour: number
  /** 0 is Monday. */
  readonly weekday: number
  readonly dayOfYear: number
  /** Hours since 1970 UTC, with parts of an hour. */
  readonly hours: number
}

export function localTime(at: Date): LocalTime {
  const hours = at.getTime() / hour
  const days = Math.floor((hours + offsetHours) / 24)
  const local = new Date(at.getTime() + offsetHours * hour)
  return {
    hour: hours + offsetHours - days * 24,
    weekday: (days + 3) % 7,
    dayOfYear:
      (Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()) - Date.UTC(local.getUTCFullYear(), 0, 1)) /
      (24 * hour),
    hours,
  }
}

/** A bell over the hours of a day: 1 at its middle, also across midnight. */
export function bell(at: number, middle: number, width: number): number {
  const away = Math.abs(((at - middle + 36) % 24) - 12)
  return Math.exp(-((away / width) ** 2))
}

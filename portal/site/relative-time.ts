const steps = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

const week = 7 * 86_400_000

/** Further from now than a week, a date says more than a number of days. */
export function isRecent(at: Date, now: Date): boolean {
  return Math.abs(now.getTime() - at.getTime()) <= week
}

/** “2 min ago”, the same on the server and in the browser. */
export function relativeTime(at: Date, now: Date, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000)
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1]
  return format.format(Math.trunc(seconds / size), unit)
}

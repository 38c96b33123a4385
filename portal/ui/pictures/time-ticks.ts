import type { Formats } from '../../site/formats.ts'

export type Tick = { readonly at: Date; readonly label: string; readonly isDay: boolean }

const halfHour = 30 * 60_000

/** Ticks at round hours of the clock on the wall in the region; midnight carries the name of the day. */
export function timeTicks(from: Date, to: Date, every: number, format: Formats): readonly Tick[] {
  const ticks: Tick[] = []
  for (let at = Math.ceil(from.getTime() / halfHour) * halfHour; at <= to.getTime(); at += halfHour) {
    const date = new Date(at)
    const { hour, minute } = format.wall(date)
    if (minute !== 0 || hour % every !== 0) continue
    ticks.push({ at: date, isDay: hour === 0, label: hour === 0 ? format.dayShort(date) : format.clock(date) })
  }
  return ticks
}

/** Hours between ticks, so that labels of about `labelWidth` have room. */
export function tickHours(from: Date, to: Date, width: number, labelWidth: number): number {
  const hours = (to.getTime() - from.getTime()) / 3_600_000
  const most = Math.max(2, width / labelWidth)
  return [1, 2, 3, 6, 12, 24].find((step) => hours / step <= most) ?? 24
}

/** Measures and units in words; what is not in the message files is shown as it is named. */
import type { Measure } from '@datong/server/contract'
import { isMessage } from '../../site/language.ts'
import type { LiveVisit } from '../../site/live.tsx'

export function measureName(name: string, { t }: Pick<LiveVisit, 't'>): string {
  const key = `measure.${name}` as string
  return isMessage(key) ? t(key) : name
}

export function unitText(code: string | undefined, { t }: Pick<LiveVisit, 't'>): string {
  if (code === undefined) return ''
  const key = `unit.${code}` as string
  return isMessage(key) ? t(key) : code
}

/** A share between 0 and 1 without a unit, as relative humidity is, reads as a percentage. */
export function valueText(measure: Measure, visit: LiveVisit): string {
  const { format } = visit
  if (measure.name === 'relativeHumidity' && measure.unitCode !== 'P1') return format.share(measure.value)
  const size = Math.abs(measure.value)
  const digits = size < 10 ? 2 : size < 100 ? 1 : 0
  const unit = unitText(measure.unitCode, visit)
  return `${format.number(measure.value, digits)}${unit && `\u00a0${unit}`}`
}

export function measureText(measure: Measure, visit: LiveVisit): string {
  return visit.t('measure.line', { name: measureName(measure.name, visit), value: valueText(measure, visit) })
}

const order = ['pm25', 'pm10', 'o3', 'no2', 'so2', 'co', 'height', 'flow', 'temperature', 'relativeHumidity']

/** What matters most first; measures that nobody ranked come last, as they were. */
export function inOrder(measures: readonly Measure[]): readonly Measure[] {
  const rank = ({ name }: Measure) => (order.includes(name) ? order.indexOf(name) : order.length)
  return measures.toSorted((a, b) => rank(a) - rank(b))
}

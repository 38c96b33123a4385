import type { MeasureUnit } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'

/** A value of a measure as people read it: capacity per resident is told per thousand. */
export function valueText(value: number | undefined, unit: MeasureUnit, { format, t }: Visit): string {
  if (value === undefined) return t('words.none')
  if (unit === 'minutes') return format.minutes(value)
  if (unit === 'share') return format.share(value)
  const shown = unit === 'capacity per resident' ? value * 1000 : value
  return format.number(shown, decimalsOf(shown))
}

export function unitText(unit: MeasureUnit, { t }: Visit): string {
  if (unit === 'minutes') return t('planning.unitMinutes')
  if (unit === 'share') return t('planning.unitShare')
  if (unit === 'capacity') return t('planning.unitCapacity')
  return unit === 'cost' ? t('planning.unitCost') : t('planning.unitPerThousand')
}

/** Three digits that say something; of what is smaller than a thousandth, nothing does. */
function decimalsOf(value: number): number {
  if (value >= 100) return 0
  if (value >= 10) return 1
  return value >= 1 ? 2 : 3
}

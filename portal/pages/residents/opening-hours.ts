/** Plain words for the opening hours that occur most; anything else is shown as it was written. */
import type { MessageKey, Translate } from '../../site/language.ts'

const dayKeys: Readonly<Record<string, MessageKey>> = {
  Mo: 'hours.monday',
  Tu: 'hours.tuesday',
  We: 'hours.wednesday',
  Th: 'hours.thursday',
  Fr: 'hours.friday',
  Sa: 'hours.saturday',
  Su: 'hours.sunday',
  PH: 'hours.holidays',
}
const rule =
  /^((?:Mo|Tu|We|Th|Fr|Sa|Su|PH)(?:[-,](?:Mo|Tu|We|Th|Fr|Sa|Su|PH))*)?\s*(off|\d\d:\d\d-\d\d:\d\d(?:\s*,\s*\d\d:\d\d-\d\d:\d\d)*)$/

/** @see https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification */
export function openingHoursText(hours: string, t: Translate): string {
  if (hours.trim() === '24/7') return t('hours.always')
  const parts = hours.split(';').map((part) => ruleText(part.trim(), t))
  return parts.includes(undefined) ? hours : parts.join(t('hours.separator'))
}

function ruleText(text: string, t: Translate): string | undefined {
  const [, when = 'Mo-Su', times = ''] = rule.exec(text) ?? []
  if (times === '') return undefined
  const spoken = when === 'Mo-Su' ? t('hours.daily') : when.replaceAll(/[A-Z][a-z]|PH/g, (day) => dayText(day, t))
  if (times === 'off') return t('hours.off', { days: spread(spoken, t) })
  return t('hours.rule', { days: spread(spoken, t), times: times.replaceAll('-', '–').replaceAll(/\s*,\s*/g, t('hours.and')) })
}

function dayText(day: string, t: Translate): string {
  const key = dayKeys[day]
  return key === undefined ? day : t(key)
}

function spread(spoken: string, t: Translate): string {
  return spoken.replaceAll('-', t('hours.to')).replaceAll(',', t('hours.and'))
}

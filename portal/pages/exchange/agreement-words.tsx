import type { AgreementView, Condition, Limits, Names, Outcome } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Notice } from '../../ui/notice.tsx'
import { nameText } from '../../ui/words.tsx'

type Titles = Readonly<Record<string, Names>>

/** What has to hold of somebody, in words. */
export function conditionText(condition: Condition, titles: Titles, visit: Visit): string {
  if (condition.test === 'listed') return visit.t('condition.listed')
  const field = nameText(titles[condition.field] ?? { und: condition.field }, visit)
  if (condition.test === 'known') return visit.t('condition.known', { field })
  const { value } = condition
  const said = typeof value === 'boolean' ? visit.t(value ? 'query.answer.yes' : 'query.answer.no') : String(value)
  return visit.t(`condition.${condition.test}`, { field, value: said })
}

/** The last minute in which an agreement holds. */
export const lastMoment = (until: string, { format }: Visit): string => format.moment(new Date(Date.parse(until) - 60_000))

/** The last day on which it holds, as the field of a form has it. */
export const lastDay = (until: string, { region }: Visit): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: region?.timeZone ?? 'UTC' }).format(new Date(Date.parse(until) - 60_000))

export function limitsText({ perMinute, perDay, inAll, hours, weekdays }: Limits, { t, format }: Visit): readonly string[] {
  const number = (count: number) => format.number(count)
  return [
    t('limits.perMinute', { count: perMinute, number: number(perMinute) }),
    t('limits.perDay', { count: perDay, number: number(perDay) }),
    ...(inAll === undefined ? [] : [t('limits.inAll', { count: inAll, number: number(inAll) })]),
    ...(hours === undefined ? [] : [t('limits.hours', { from: hours.from, to: hours.to })]),
    ...(weekdays === undefined ? [] : [t('limits.days', { days: format.list(weekdays.map((day) => dayName(day, t))) })]),
  ]
}

const dayName = (day: number, t: Visit['t']) => t(`weekday.${day as 1 | 2 | 3 | 4 | 5 | 6 | 7}`)

const kinds = { active: 'fine', asked: 'warn', approved: 'warn', refused: 'bad' } as const

export function StateBadge({ agreement, visit }: { agreement: Pick<AgreementView, 'state'>; visit: Visit }) {
  const { state } = agreement
  return (
    <span class={`badge ${state in kinds ? kinds[state as keyof typeof kinds] : ''}`}>{visit.t(`agreement.state.${state}`)}</span>
  )
}

/** Why something could not be done, with each thing that is wrong. */
export function WhyNot({ outcome, visit }: { outcome: Outcome<object> | undefined; visit: Visit }) {
  if (outcome === undefined || outcome.ok) return null
  return (
    <Notice kind="bad">
      <p>{nameText(outcome.why, visit)}</p>
      {outcome.faults && outcome.faults.length > 0 && (
        <ul>
          {outcome.faults.map(({ pointer, message, fix }) => (
            <li key={pointer}>
              {pointer && <code>{pointer}</code>} {message}
              {fix && ` (${fix})`}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  )
}

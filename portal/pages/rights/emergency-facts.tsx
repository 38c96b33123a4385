import type { EmergencyView } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { departmentTitle } from '../../ui/department.ts'
import { spaced } from '../account/home.tsx'

/** Who looked at whom, why, when, and what became of it. */
export function EmergencyFacts({ one, visit }: { one: EmergencyView; visit: Visit }) {
  const { t, format } = visit
  return (
    <>
      <h3>
        {one.person.name}{' '}
        <span class={one.isOpen ? 'badge warn' : 'badge'}>{t(one.isOpen ? 'emergency.isOpen' : 'emergency.isOver')}</span>
      </h3>
      <p class="quiet">
        {t('account.number')} {spaced(one.person.number)}
        {t('words.dot')}
        {one.officer.name}
        {t('words.dot')}
        {departmentTitle(one.officer.department, visit)}
      </p>
      <p>{one.reason}</p>
      <p class="quiet">
        {t('emergency.time', { from: format.moment(one.openedAt), until: format.moment(one.endedAt ?? one.until) })}
      </p>
      {one.review && (
        <p>
          <strong>{t(`emergency.verdict.${one.review.verdict}`)}</strong> {one.review.note}
        </p>
      )}
    </>
  )
}

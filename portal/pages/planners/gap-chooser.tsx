import type { GapReport } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Choose } from '../../ui/forms.tsx'
import { nameText } from '../../ui/words.tsx'
import type { GapData } from './gap.tsx'

export function Chooser({ data, visit }: { data: GapData; visit: Visit }) {
  const { t } = visit
  const areas = [...data.above, ...data.areas].map((one) => ({ value: one.code, text: nameText(one.names, visit) }))
  return (
    <form class="ask" action="/gap" method="get">
      <Choose
        id="kind"
        name="kind"
        label={t('gap.service')}
        value={data.chosen.kind}
        options={data.report.services.map((service) => ({ value: service.kind, text: nameText(service.names, visit) }))}
      />
      <Choose
        id="area"
        name="area"
        label={t('gap.area')}
        value={data.area?.code}
        options={[{ value: '', text: t('gap.wholeRegion') }, ...areas]}
      />
      <button type="submit">{t('facility.show')}</button>
    </form>
  )
}

/** How the figures came about, so that anybody can count them again. */
export function Method({ report, visit }: { report: GapReport; visit: Visit }) {
  const { t, format } = visit
  const { detour, speed } = report.method
  return (
    <section class="stack">
      <h2>{t('gap.method')}</h2>
      <p>
        {t('gap.methodText', {
          detour: format.number(detour, 2),
          urban: format.number(speed.urban),
          town: format.number(speed.town),
          rural: format.number(speed.rural),
        })}
      </p>
      <p>{t('gap.privacy')}</p>
      <p class="quiet">{t('gap.at', { time: format.moment(report.at) })}</p>
    </section>
  )
}

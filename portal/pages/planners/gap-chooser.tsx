import type { GapAsk, TravelMode } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Choose } from '../../ui/forms.tsx'
import { nameText } from '../../ui/words.tsx'
import type { GapData } from './gap.tsx'

/** Times that can be chosen: hours of the week as the interface names them, and now. */
export const whens = ['weekday-09-17', 'weekday-17-21', 'saturday-09-17', 'sunday-09-17', 'daily-21-24', 'now'] as const

/** What the page is asked, as the interface takes it. */
export function askOf({ mode, when }: { readonly mode?: TravelMode | ''; readonly when?: (typeof whens)[number] | '' }): GapAsk {
  return {
    ...(mode && { mode }),
    ...(when && (when === 'now' ? { at: when } : { hours: when })),
  }
}

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
      {data.report.method.modes.length > 1 && (
        <Choose
          id="mode"
          name="mode"
          label={t('gap.mode')}
          value={data.query.mode}
          options={[
            { value: '', text: t('gap.usually') },
            ...data.report.method.modes.map((value) => ({ value, text: t(`planning.mode.${value}`) })),
          ]}
        />
      )}
      <Choose
        id="when"
        name="when"
        label={t('gap.when')}
        value={data.query.when}
        options={[{ value: '', text: t('gap.anyTime') }, ...whens.map((value) => ({ value, text: t(`gap.when.${value}`) }))]}
      />
      <button type="submit">{t('facility.show')}</button>
    </form>
  )
}

/** How the figures came about, so that anybody can count them again. */
export function Method({ data, visit }: { data: GapData; visit: Visit }) {
  const { t, format } = visit
  const { report, chosen, query } = data
  const { detour, speed, mode, faults = [] } = report.method
  const people = chosen.travel.reduce((sum, use) => sum + (use.people ?? 0), 0)
  const ways = chosen.travel.map((use) => {
    const way = t(`planning.by.${use.by}`)
    return use.people === undefined ? way : t('gap.methodWay', { way, share: format.share(use.people / people) })
  })
  return (
    <section class="stack">
      <h2>{t('gap.method')}</h2>
      {ways.length > 0 && <p>{t('gap.methodTravel', { mode: t(`planning.mode.${mode}`), ways: ways.join(t('gap.and')) })}</p>}
      {query.when && <p>{t('gap.methodTime', { time: t(`gap.when.${query.when}`) })}</p>}
      {faults.length > 0 && (
        <>
          <p>{t('planning.faults')}</p>
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </>
      )}
      {chosen.travel.some((use) => use.by === 'line') && (
        <p>
          {t('gap.methodText', {
            detour: format.number(detour, 2),
            urban: format.number(speed.urban),
            town: format.number(speed.town),
            rural: format.number(speed.rural),
          })}
        </p>
      )}
      <p>{t('gap.privacy')}</p>
      <p class="quiet">{t('gap.at', { time: format.moment(report.at) })}</p>
    </section>
  )
}

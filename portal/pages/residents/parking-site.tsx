import type { Forecast, ParkingSite } from '@datong/server/contract'
import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Live } from '../../ui/live.tsx'
import { Notice } from '../../ui/notice.tsx'
import { nameText } from '../../ui/words.tsx'
import { ParkingNow } from './parking-card.tsx'
import { ForecastError, ForecastPicture, ForecastTable } from './parking-forecast.tsx'

const pastHours = 6

type Data = {
  readonly site: ParkingSite
  readonly forecast: Forecast
  readonly recent: readonly { readonly at: Date; readonly free: number }[]
}

export const parkingSite = definePage({
  path: '/parking/:id',
  section: 'parking',
  query: Type.Object({}),
  load: async ({ services, params }) => {
    const id = params.id ?? ''
    const site = await services.parking.site(id)
    if (!site) throw noSuch(`There is no car park ${id}`)
    const [forecast, recent] = await Promise.all([services.parking.forecast(id), services.parking.recent(id, pastHours)])
    return { show: { site, forecast, recent } }
  },
  view: (data, visit) => ({
    title: nameText(data.site.names, visit),
    trail: [{ href: '/parking', text: visit.t('parking.title') }],
    body: <SiteView data={data} visit={visit} />,
  }),
})

function SiteView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { site, forecast } = data
  return (
    <>
      <h1>{nameText(site.names, visit)}</h1>
      <section class="card">
        <h2>{t('parking.now')}</h2>
        <Live part="parking" id={site.id} class="stack tight">
          <ParkingNow site={site} visit={visit} />
        </Live>
      </section>
      <section class="stack">
        <h2>{t('forecast.title')}</h2>
        {forecast.ok && forecast.points.length > 0 ? (
          <>
            <ForecastError error={forecast.error} visit={visit} />
            <ForecastPicture forecast={forecast} recent={data.recent} visit={visit} />
            <details>
              <summary>{t('forecast.asTable')}</summary>
              <ForecastTable forecast={forecast} visit={visit} />
            </details>
          </>
        ) : (
          <Notice>
            <p>{t(`forecast.${forecast.ok ? 'too-little-history' : forecast.reason}`)}</p>
          </Notice>
        )}
      </section>
    </>
  )
}

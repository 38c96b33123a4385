import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Choose } from '../../ui/forms.tsx'
import { Live } from '../../ui/live.tsx'
import { nameText } from '../../ui/words.tsx'
import { inOrder, measureName } from './measures.ts'
import { StationNow, type StationState, stationState } from './station-card.tsx'
import { loadTrend, type Trend, TrendPicture } from './trend.tsx'

const Query = Type.Object({
  measure: Type.Optional(Type.String({ maxLength: 100 })),
  hours: Type.Optional(Type.Union([Type.Literal(24), Type.Literal(48), Type.Literal(72)])),
})

type Data = { readonly state: StationState; readonly trend: Trend | undefined; readonly hours: number }

async function load({ services, params, query }: Asked<{ measure?: string; hours?: number }>): Promise<Outcome<Data>> {
  const station = await services.environment.station(params.id ?? '')
  if (!station) throw noSuch(`There is no station ${params.id}`)
  const hours = query.hours ?? 48
  const state = stationState(services, station)
  return { show: { state, hours, trend: await loadTrend(services, state, query.measure, hours) } }
}

export const station = definePage({
  path: '/environment/:id',
  section: 'environment',
  query: Query,
  load,
  view: (data, visit) => ({
    title: nameText(data.state.station.names, visit),
    trail: [{ href: '/environment', text: visit.t('environment.title') }],
    body: <StationView data={data} visit={visit} />,
  }),
})

function StationView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { state, trend } = data
  const measures = inOrder(state.station.measures).map(({ name }) => ({ value: name, text: measureName(name, visit) }))
  return (
    <>
      <h1>{nameText(state.station.names, visit)}</h1>
      <section class="card">
        <h2>{t('station.now')}</h2>
        <Live part="station" id={state.station.id} class="stack tight">
          <StationNow state={state} visit={visit} />
        </Live>
      </section>
      <section class="stack">
        <h2>{t('station.trend')}</h2>
        <form class="ask" method="get">
          <Choose id="measure" name="measure" label={t('station.measure')} value={trend?.measure.name} options={measures} />
          <Choose
            id="hours"
            name="hours"
            label={t('station.period')}
            value={String(data.hours)}
            options={[24, 48, 72].map((hours) => ({ value: String(hours), text: t('station.hours', { hours }) }))}
          />
          <button type="submit">{t('facility.show')}</button>
        </form>
        {trend && <TrendPicture trend={trend} visit={visit} />}
      </section>
    </>
  )
}

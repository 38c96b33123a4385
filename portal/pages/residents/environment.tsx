import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Empty } from '../../ui/notice.tsx'
import { around } from './around.ts'
import { NoRegion } from './no-region.tsx'
import { PlaceBar } from './place-bar.tsx'
import { StationCard, type StationState, stationState } from './station-card.tsx'
import { loadTrend, type Trend, TrendPicture } from './trend.tsx'

const kinds = ['air', 'water', 'weather'] as const

type Group = {
  readonly kind: (typeof kinds)[number]
  readonly stations: readonly StationState[]
  readonly trend: Trend | undefined
}

type Data = { readonly groups: readonly Group[] }

async function load({ services, visit }: Asked<unknown>): Promise<Outcome<Data>> {
  const groups = await Promise.all(
    kinds.map(async (kind) => {
      const { found } = await around(visit.place, (where) => services.environment.near(where, kind, 3))
      const stations = found.map((station) => stationState(services, station))
      const first = stations[0]
      const trend = first && kind !== 'weather' ? await loadTrend(services, first, undefined, 48) : undefined
      return { kind, stations, trend }
    }),
  )
  return { show: { groups } }
}

export const environment = definePage({
  path: '/environment',
  section: 'environment',
  query: Type.Object({}),
  load,
  view: (data, visit) => ({ title: visit.t('environment.title'), body: <EnvironmentView data={data} visit={visit} /> }),
})

function EnvironmentView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, region } = visit
  const isEmpty = data.groups.every((group) => group.stations.length === 0)
  return (
    <>
      <div class="stack">
        <h1>{t('environment.title')}</h1>
        <p class="lead">{t('environment.lead')}</p>
        {region && <PlaceBar visit={visit} />}
      </div>
      {isEmpty && !region && <NoRegion visit={visit} />}
      {(!isEmpty || region) &&
        data.groups.map((group) => (
          <section key={group.kind} class="stack">
            <h2>{t(`environment.${group.kind}`)}</h2>
            {group.stations.length === 0 && <Empty title={t(`environment.no-${group.kind}`)} />}
            <ul class="grid">
              {group.stations.map((state) => (
                <StationCard key={state.station.id} state={state} visit={visit} />
              ))}
            </ul>
            {group.trend && <TrendPicture trend={group.trend} visit={visit} />}
          </section>
        ))}
    </>
  )
}

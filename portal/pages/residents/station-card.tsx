import type { HealthBand, Measure, Services, Station } from '@datong/server/contract'
import type { LivePart, LiveVisit } from '../../site/live.tsx'
import { AirBadge, AlertBadge } from '../../ui/badges.tsx'
import { Live } from '../../ui/live.tsx'
import { Ago, Name } from '../../ui/words.tsx'
import { inOrder, measureName, valueText } from './measures.ts'
import { airNow } from './overview.ts'

export type StationState = {
  readonly station: Station
  readonly worst: Measure | undefined
  readonly band: HealthBand | undefined
}

export function stationState(services: Services, station: Station): StationState {
  const air = station.kind === 'air' ? airNow(services, station) : undefined
  return { station, worst: air?.measure, band: air?.band }
}

export function StationCard({ state, visit }: { state: StationState; visit: LiveVisit }) {
  const { station } = state
  return (
    <li class="card">
      <h3>
        <a href={`/environment/${encodeURIComponent(station.id)}`}>
          <Name names={station.names} visit={visit} />
        </a>
      </h3>
      {station.metres !== undefined && <p class="quiet">{visit.format.distance(station.metres)}</p>}
      <Live part="station" id={station.id} class="stack tight">
        <StationNow state={state} visit={visit} />
      </Live>
    </li>
  )
}

/** What a station measures now, and, for air, what that means for health. */
export function StationNow({ state, visit }: { state: StationState; visit: LiveVisit }) {
  const { station, band } = state
  const { t } = visit
  const river = station.measures.find((measure) => measure.alert)
  return (
    <>
      {band && <AirBadge band={band} visit={visit} />}
      {band && <p>{t(`health.${band}`)}</p>}
      {river?.alert && <AlertBadge state={river.alert.state} visit={visit} />}
      <dl class="facts">
        {inOrder(station.measures).map((measure) => (
          <div key={measure.name}>
            <dt>{measureName(measure.name, visit)}</dt>
            <dd class="number">{valueText(measure, visit)}</dd>
          </div>
        ))}
        {river?.alert && (
          <div>
            <dt>{t('water.alertHeight')}</dt>
            <dd class="number">{valueText({ ...river, value: river.alert.at }, visit)}</dd>
          </div>
        )}
      </dl>
      {station.observedAt && (
        <p class="quiet">
          <Ago at={station.observedAt} visit={visit} />
        </p>
      )}
      {station.isStale && <p class="badge warn">{t('station.stale')}</p>}
    </>
  )
}

export const stationPart: LivePart = {
  name: 'station',
  types: ['AirQualityObserved', 'WaterObserved', 'WeatherObserved'],
  render: async (id, services, visit) => {
    const station = await services.environment.station(id)
    return station && <StationNow state={stationState(services, station)} visit={visit} />
  },
}

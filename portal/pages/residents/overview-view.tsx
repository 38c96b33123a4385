import type { Station } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { AirBadge, AlertBadge, OpenBadge } from '../../ui/badges.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { Ago, Name, nameText } from '../../ui/words.tsx'
import { GapSentence } from '../planners/gap-sentence.tsx'
import { measureText } from './measures.ts'
import type { KindHere, Overview, TravelHere } from './overview.ts'
import { ParkingCard } from './parking-card.tsx'

export function OverviewView({ data, visit }: { data: Overview; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <section class="stack">
        <h2>{t('overview.now')}</h2>
        <ul class="grid">
          <AirCard data={data} visit={visit} />
          {data.river && <RiverCard station={data.river} visit={visit} />}
          {data.parking.slice(0, data.river ? 1 : 2).map((site) => (
            <ParkingCard key={site.id} site={site} visit={visit} />
          ))}
        </ul>
      </section>
      <section class="stack">
        <h2>{t('overview.services')}</h2>
        <KeptPromise data={data} visit={visit} />
        <ul class="services card">
          {data.kinds.map((here) => (
            <ServiceRow key={here.service.kind} here={here} visit={visit} />
          ))}
        </ul>
        {data.travel && <p class="quiet">{travelText(data.travel, visit)}</p>}
      </section>
      {data.isGapComing && <p class="quiet">{t('overview.gapComing')}</p>}
      {data.gap && (
        <section class="stack">
          <h2>{t('overview.gap')}</h2>
          <GapSentence service={data.gap} visit={visit} />
          <p>
            <a href={withQuery('/gap', { kind: data.gap.kind })}>{t('overview.gapMore')}</a>
          </p>
        </section>
      )}
    </>
  )
}

function AirCard({ data, visit }: { data: Overview; visit: Visit }) {
  const { t } = visit
  const { air, weather } = data
  const temperature = weather?.measures.find((measure) => measure.name === 'temperature')
  return (
    <li class="card">
      <h3>
        <a href="/environment">{t('overview.air')}</a>
      </h3>
      {air?.band && <AirBadge band={air.band} visit={visit} />}
      {air?.band && <p>{t(`health.${air.band}`)}</p>}
      {air ? (
        <p>
          {measureText(air.measure, visit)}
          <br />
          <span class="quiet">
            <Name names={air.station.names} visit={visit} />
            {air.station.observedAt && (
              <>
                {t('words.dot')}
                <Ago at={air.station.observedAt} visit={visit} />
              </>
            )}
          </span>
        </p>
      ) : (
        <p>{t('overview.noAir')}</p>
      )}
      {temperature && <p>{measureText(temperature, visit)}</p>}
    </li>
  )
}

function RiverCard({ station, visit }: { station: Station; visit: Visit }) {
  const river = station.measures.find(({ name }) => name === 'height')
  if (!river) return null
  return (
    <li class="card">
      <h3>
        <a href={`/environment/${encodeURIComponent(station.id)}`}>{visit.t('overview.river')}</a>
      </h3>
      {river.alert && <AlertBadge state={river.alert.state} visit={visit} />}
      <p>
        {measureText(river, visit)}
        <br />
        <span class="quiet">
          <Name names={station.names} visit={visit} />
          {station.metres !== undefined && `${visit.t('words.dot')}${visit.format.distance(station.metres)}`}
        </span>
      </p>
    </li>
  )
}

/** How people get there, and what the minutes come from. */
function travelText({ mode, isWaiting, by }: TravelHere, { t, format }: Visit): string {
  if (isWaiting) return t('overview.waiting')
  if (by.length === 0) return t('overview.noWays')
  return t('overview.travel', { mode: t(`overview.by.${mode}`), ways: format.list(by.map((one) => t(`planning.by.${one}`))) })
}

/** Whether what is promised is kept here, service by service, before the list that shows how. */
function KeptPromise({ data, visit }: { data: Overview; visit: Visit }) {
  const { t, format } = visit
  const known = data.kinds.filter(({ way, isCutOff }) => way || isCutOff)
  if (known.length === 0) return null
  const late = known.filter(({ way }) => !way?.isInTime)
  const values = { all: known.length, reached: known.length - late.length, area: nameText(data.place.area.names, visit) }
  const names = format.list(late.map(({ service }) => nameText(service.names, visit)))
  return (
    <p class="lead">{t(late.length === 0 ? 'overview.promiseKept' : 'overview.promiseBroken', { ...values, services: names })}</p>
  )
}

/** One service: how long it takes to the nearest, where that is, and whether it is open. */
function ServiceRow({ here, visit }: { here: KindHere; visit: Visit }) {
  const { t, format } = visit
  const { service, nearest, count, way } = here
  return (
    <li>
      <h3>
        <a href={withQuery('/facilities', { kind: service.kind })}>
          <Name names={service.names} visit={visit} />
        </a>
      </h3>
      {way && <strong class="number">{t('overview.minutes', { minutes: format.minutes(Math.max(1, way.minutes)) })}</strong>}
      {nearest ? (
        <p>
          <Name names={nearest.names} visit={visit} />
          {nearest.metres !== undefined && (
            <span class="quiet number">
              {t('words.dot')}
              {format.distance(nearest.metres)}
            </span>
          )}
        </p>
      ) : (
        <p class="quiet">{count > 0 ? t('overview.count', { count, number: format.number(count) }) : t('overview.none')}</p>
      )}
      {nearest && (
        <p class="row">
          <OpenBadge facility={nearest} visit={visit} />
          {here.isCutOff && <span class="badge warn">{t('overview.noWay')}</span>}
          {way && !way.isInTime && (
            <span class="badge warn">{t('overview.late', { minutes: format.minutes(way.promised) })}</span>
          )}
        </p>
      )}
    </li>
  )
}

import type { Visit } from '../../site/visit.ts'
import { AirBadge, OpenBadge } from '../../ui/badges.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { Ago, Name } from '../../ui/words.tsx'
import { GapSentence } from '../planners/gap-sentence.tsx'
import { measureText } from './measures.ts'
import type { KindHere, Overview } from './overview.ts'
import { ParkingCard } from './parking-card.tsx'

export function OverviewView({ data, visit }: { data: Overview; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <section class="stack">
        <h2>{t('overview.now')}</h2>
        <ul class="grid">
          <AirCard data={data} visit={visit} />
          {data.parking.slice(0, 2).map((site) => (
            <ParkingCard key={site.id} site={site} visit={visit} />
          ))}
        </ul>
      </section>
      <section class="stack">
        <h2>{t('overview.services')}</h2>
        <ul class="grid">
          {data.kinds.map((here) => (
            <KindCard key={here.service.kind} here={here} visit={visit} />
          ))}
        </ul>
      </section>
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

function KindCard({ here, visit }: { here: KindHere; visit: Visit }) {
  const { t, format } = visit
  const { service, nearest, count } = here
  return (
    <li class="card snug">
      <h3>
        <a href={withQuery('/facilities', { kind: service.kind })}>
          <Name names={service.names} visit={visit} />
        </a>
      </h3>
      {nearest && (
        <p>
          <Name names={nearest.names} visit={visit} />
          {nearest.metres !== undefined && t('words.dot')}
          {nearest.metres !== undefined && <strong class="number">{format.distance(nearest.metres)}</strong>}
        </p>
      )}
      {nearest && <OpenBadge facility={nearest} visit={visit} />}
      {count > 0 && <p class="quiet">{t('overview.count', { count, number: format.number(count) })}</p>}
      {count === 0 && !nearest && <p class="quiet">{t('overview.none')}</p>}
    </li>
  )
}

import type { Visit } from '../../site/visit.ts'
import { AirBadge, OpenBadge } from '../../ui/badges.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Ago, Name, nameText } from '../../ui/words.tsx'
import { GapSentence } from '../planners/gap-sentence.tsx'
import { measureText } from './measures.ts'
import type { KindHere, Overview } from './overview.ts'
import { ParkingCard } from './parking-card.tsx'

export function OverviewView({ data, visit }: { data: Overview; visit: Visit }) {
  const { t } = visit
  const isFrom = data.place.from !== undefined
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
        <Table
          caption={
            isFrom ? t('overview.nearestCaption') : t('overview.countCaption', { area: nameText(data.place.area.names, visit) })
          }
          columns={
            isFrom ? [kindColumn(visit), ...nearestColumns(visit), countColumn(visit)] : [kindColumn(visit), countColumn(visit)]
          }
          rows={data.kinds}
          rowKey={(row) => row.service.kind}
        />
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

function kindColumn(visit: Visit): Column<KindHere> {
  return {
    key: 'kind',
    isName: true,
    head: visit.t('overview.service'),
    cell: ({ service }) => (
      <a href={withQuery('/facilities', { kind: service.kind })}>
        <Name names={service.names} visit={visit} />
      </a>
    ),
  }
}

function nearestColumns(visit: Visit): readonly Column<KindHere>[] {
  const { t, format } = visit
  return [
    {
      key: 'nearest',
      head: t('overview.nearest'),
      cell: ({ nearest }) =>
        nearest ? <Name names={nearest.names} visit={visit} /> : <span class="quiet">{t('overview.none')}</span>,
    },
    {
      key: 'distance',
      head: t('facility.distance'),
      isNumber: true,
      cell: ({ nearest }) => (nearest?.metres === undefined ? '' : format.distance(nearest.metres)),
    },
    {
      key: 'open',
      head: t('facility.now'),
      cell: ({ nearest }) => nearest && <OpenBadge isOpen={nearest.isOpen} visit={visit} />,
    },
  ]
}

function countColumn(visit: Visit): Column<KindHere> {
  const { t, format } = visit
  return { key: 'count', head: t('overview.count'), isNumber: true, cell: ({ count }) => format.number(count) }
}

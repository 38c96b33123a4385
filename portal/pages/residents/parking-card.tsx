import type { ParkingSite } from '@datong/server/contract'
import type { LivePart, LiveVisit } from '../../site/live.tsx'
import { Live } from '../../ui/live.tsx'
import { Meter } from '../../ui/meter.tsx'
import { Ago, Name } from '../../ui/words.tsx'

export function ParkingCard({ site, visit }: { site: ParkingSite; visit: LiveVisit }) {
  return (
    <li class="card">
      <h3>
        <a href={`/parking/${encodeURIComponent(site.id)}`}>
          <Name names={site.names} visit={visit} />
        </a>
      </h3>
      {site.metres !== undefined && <p class="quiet">{visit.format.distance(site.metres)}</p>}
      <Live part="parking" id={site.id} class="stack tight">
        <ParkingNow site={site} visit={visit} />
      </Live>
    </li>
  )
}

/** How full a car park is, as figure, bar and words. */
export function ParkingNow({ site, visit }: { site: ParkingSite; visit: LiveVisit }) {
  const { t, format } = visit
  const { free, total, observedAt } = site
  return (
    <>
      {free === undefined ? (
        <p>{t('parking.unknown')}</p>
      ) : (
        <p class="figure">
          <span class="number">{format.number(free)}</span>{' '}
          <small>{total === undefined ? t('parking.free') : t('parking.freeOf', { total: format.number(total) })}</small>
        </p>
      )}
      {free !== undefined && total !== undefined && total > 0 && <Meter share={free / total} />}
      {observedAt && (
        <p class="quiet">
          <Ago at={observedAt} visit={visit} />
        </p>
      )}
      {site.isStale && <p class="badge warn">{t('parking.stale')}</p>}
      {site.flag !== undefined && <p class="badge warn">{t('parking.doubtful')}</p>}
    </>
  )
}

export const parkingPart: LivePart = {
  name: 'parking',
  types: ['OffStreetParking'],
  render: async (id, services, visit) => {
    const site = await services.parking.site(id)
    return site && <ParkingNow site={site} visit={visit} />
  },
}

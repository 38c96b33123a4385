import type { ParkingSite } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { whereOf } from '../../site/place.ts'
import type { Visit } from '../../site/visit.ts'
import { Empty } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { around } from './around.ts'
import { NoRegion } from './no-region.tsx'
import { ParkingCard } from './parking-card.tsx'
import { PlaceBar } from './place-bar.tsx'

const perPage = 12

const Query = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) })

type Data = { readonly sites: readonly ParkingSite[]; readonly isNearby: boolean; readonly page: number; readonly pages: number }

async function load({ services, visit, query }: Asked<{ page?: number }>): Promise<Outcome<Data>> {
  const page = query.page ?? 1
  let count = 0
  const { found, isNearby } = await around(visit.place, async (where) => {
    const answer = await services.parking.near(where, perPage, (page - 1) * perPage)
    count = answer.count
    return answer.sites
  })
  return {
    show: {
      sites: found,
      isNearby: isNearby && !whereOf(visit.place).near,
      page,
      pages: Math.max(1, Math.ceil(count / perPage)),
    },
  }
}

export const parking = definePage({
  path: '/parking',
  section: 'parking',
  query: Query,
  load,
  view: (data, visit) => ({ title: visit.t('parking.title'), body: <ParkingView data={data} visit={visit} /> }),
})

function ParkingView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, region } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('parking.title')}</h1>
        <p class="lead">{t('parking.lead')}</p>
        {region && <PlaceBar visit={visit} />}
      </div>
      {data.sites.length > 0 && data.isNearby && <p>{t('parking.noneHere')}</p>}
      {data.sites.length === 0 && (region ? <Empty title={t('parking.none')} /> : <NoRegion visit={visit} />)}
      <section class="stack">
        <h2 class="unseen">{t('parking.list')}</h2>
        <ul class="grid">
          {data.sites.map((site) => (
            <ParkingCard key={site.id} site={site} visit={visit} />
          ))}
        </ul>
      </section>
      <Pages
        visit={visit}
        page={data.page}
        pages={data.pages}
        hasNext={data.page < data.pages}
        href={(page) => withQuery('/parking', { page })}
      />
    </>
  )
}

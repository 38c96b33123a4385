import type { Facility } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { OpenBadge } from '../../ui/badges.tsx'
import { Choose } from '../../ui/forms.tsx'
import { Empty } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { Name, nameText } from '../../ui/words.tsx'
import { NoRegion } from './no-region.tsx'
import { openingHoursText } from './opening-hours.ts'
import { PlaceBar } from './place-bar.tsx'

const perPage = 24

type Query = { readonly kind?: string; readonly page?: number }

const Query = Type.Object({
  kind: Type.Optional(Type.String({ maxLength: 64 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
})

type Data = {
  readonly kind: string | undefined
  readonly page: number
  readonly facilities: readonly Facility[]
  readonly hasNext: boolean
}

async function load({ services, visit, query }: Asked<Query>): Promise<Outcome<Data>> {
  const page = query.page ?? 1
  const { place } = visit
  const found = await services.region.facilities({
    ...(place?.from ? { near: place.from } : place && { area: place.area.code }),
    ...(query.kind !== undefined && { kind: query.kind }),
    limit: perPage + 1,
    offset: (page - 1) * perPage,
  })
  return { show: { kind: query.kind, page, facilities: found.slice(0, perPage), hasNext: found.length > perPage } }
}

export const facilities = definePage({
  path: '/facilities',
  section: 'facilities',
  query: Query,
  load,
  view: (data, visit) => ({ title: visit.t('facility.title'), body: <FacilitiesView data={data} visit={visit} /> }),
})

function FacilitiesView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, region } = visit
  if (!region) return <NoRegion visit={visit} />
  const kinds = region.services.map((service) => ({ value: service.kind, text: nameText(service.names, visit) }))
  return (
    <>
      <div class="stack">
        <h1>{t('facility.title')}</h1>
        <PlaceBar visit={visit} />
        <form class="ask" action="/facilities" method="get">
          <Choose
            id="kind"
            name="kind"
            label={t('facility.kind')}
            value={data.kind}
            options={[{ value: '', text: t('facility.allKinds') }, ...kinds]}
          />
          <button type="submit">{t('facility.show')}</button>
        </form>
      </div>
      {data.facilities.length === 0 ? (
        <Empty title={t('facility.none')}>
          <p>{t('facility.noneHint')}</p>
        </Empty>
      ) : (
        <ul class="grid">
          {data.facilities.map((facility) => (
            <FacilityCard key={facility.id} facility={facility} visit={visit} />
          ))}
        </ul>
      )}
      <Pages
        visit={visit}
        page={data.page}
        hasNext={data.hasNext}
        href={(page) => withQuery('/facilities', { kind: data.kind, page })}
      />
    </>
  )
}

function FacilityCard({ facility, visit }: { facility: Facility; visit: Visit }) {
  const { t, format, region } = visit
  const kind = region?.services.find((service) => service.kind === facility.kind)
  return (
    <li class="card">
      <h2 class="lead">
        <Name names={facility.names} visit={visit} />
      </h2>
      <p class="quiet">
        {kind ? <Name names={kind.names} visit={visit} /> : facility.kind}
        {facility.metres !== undefined && `${t('words.dot')}${format.distance(facility.metres)}`}
      </p>
      <OpenBadge facility={facility} visit={visit} />
      {facility.openingHours !== undefined && <p>{openingHoursText(facility.openingHours, t)}</p>}
    </li>
  )
}

import type { Area, GapOfService } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Notice } from '../../ui/notice.tsx'
import { Name, nameText } from '../../ui/words.tsx'
import { GapSentence } from '../planners/gap-sentence.tsx'
import { AreaChoices, type Found, findAreas, SearchResults } from './area-choices.tsx'
import { NoRegion } from './no-region.tsx'
import { loadOverview, type Overview, widestGap } from './overview.ts'
import { OverviewView } from './overview-view.tsx'
import { FindPlace, PlaceBar } from './place-bar.tsx'

type Home =
  | { readonly state: 'no-region' }
  | { readonly state: 'search'; readonly text: string; readonly found: readonly Found[] }
  | {
      readonly state: 'welcome'
      readonly areas: readonly Area[]
      readonly gap: GapOfService | undefined
      readonly isOutside: boolean
    }
  | { readonly state: 'place'; readonly overview: Overview }

type Query = { readonly q?: string; readonly choose?: string }

const Query = Type.Object({ q: Type.Optional(Type.String({ maxLength: 100 })), choose: Type.Optional(Type.String()) })

async function load({ services, visit, query }: Asked<Query>): Promise<Outcome<Home>> {
  if (!visit.region) return { show: { state: 'no-region' } }
  const text = query.q?.trim() ?? ''
  if (text !== '') return { show: { state: 'search', text, found: await findAreas(services, text) } }
  if (visit.place && query.choose === undefined) {
    return { show: { state: 'place', overview: await loadOverview(services, visit.place) } }
  }
  const [areas, report] = await Promise.all([services.region.children(), services.gap.latest()])
  return { show: { state: 'welcome', areas, gap: report && widestGap(report.services), isOutside: query.choose === 'outside' } }
}

export const home = definePage({
  path: '/',
  section: 'home',
  query: Query,
  load,
  view: (data, visit) => ({ title: titleOf(data, visit), body: <HomeView data={data} visit={visit} /> }),
})

function titleOf(data: Home, { t, ...visit }: Visit): string {
  if (data.state === 'place') return t('home.placeTitle', { area: nameText(data.overview.place.area.names, visit) })
  return data.state === 'search' ? t('home.searchTitle', { text: data.text }) : t('home.title')
}

function HomeView({ data, visit }: { data: Home; visit: Visit }) {
  const { t } = visit
  if (data.state === 'place') {
    return (
      <>
        <div class="stack">
          <h1>{titleOf(data, visit)}</h1>
          <PlaceBar visit={visit} />
        </div>
        <OverviewView data={data.overview} visit={visit} />
      </>
    )
  }
  if (data.state === 'search') {
    return (
      <>
        <h1>{titleOf(data, visit)}</h1>
        <SearchResults found={data.found} visit={visit} />
        <FindPlace visit={visit} text={data.text} />
      </>
    )
  }
  return (
    <>
      <div class="card hero">
        <div class="stack">
          <h1>{t('home.title')}</h1>
          <p class="lead">{t('home.lead')}</p>
        </div>
        {data.state === 'welcome' && data.isOutside && (
          <Notice kind="warn">
            <p role="status">{t('place.outside')}</p>
          </Notice>
        )}
        {data.state === 'welcome' && <FindPlace visit={visit} />}
      </div>
      {data.state === 'no-region' ? <NoRegion visit={visit} /> : <Welcome data={data} visit={visit} />}
    </>
  )
}

function Welcome({ data, visit }: { data: Extract<Home, { state: 'welcome' }>; visit: Visit }) {
  const { t, format, region } = visit
  return (
    <>
      <section class="stack">
        <h2>{t('home.chooseTitle')}</h2>
        <AreaChoices areas={data.areas} visit={visit} />
      </section>
      {data.gap && (
        <section class="stack">
          <h2>{t('overview.gap')}</h2>
          <GapSentence service={data.gap} visit={visit} />
          <p>
            <a href="/gap">{t('overview.gapMore')}</a>
          </p>
        </section>
      )}
      {region && (
        <section class="stack">
          <h2>
            <Name names={region.names} visit={visit} />
          </h2>
          <dl class="facts card stats">
            {(['population', 'areas', 'settlements', 'facilities'] as const).map((name) => (
              <div key={name}>
                <dt>{t(`home.${name}`)}</dt>
                <dd class="figure number">{format.number(region.counts[name])}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  )
}

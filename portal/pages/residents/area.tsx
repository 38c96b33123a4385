import type { Area } from '@datong/server/contract'
import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import { placeOf } from '../../site/place.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { nameText } from '../../ui/words.tsx'
import { AreaChoices } from './area-choices.tsx'
import { loadOverview, type Overview } from './overview.ts'
import { OverviewView } from './overview-view.tsx'

type Data = { readonly area: Area; readonly children: readonly Area[]; readonly overview: Overview }

export const area = definePage({
  path: '/area/:code',
  section: 'home',
  query: Type.Object({}),
  load: async ({ services, params }) => {
    const found = await services.region.area(params.code ?? '')
    if (!found) throw noSuch(`There is no area ${params.code}`)
    const [children, overview] = await Promise.all([services.region.children(found.code), loadOverview(services, placeOf(found))])
    return { show: { area: found, children, overview } }
  },
  view: (data, visit) => ({
    title: nameText(data.area.names, visit),
    trail: [
      { href: '/', text: visit.t('menu.home') },
      ...data.overview.lineage
        .filter(({ code }) => code !== data.area.code)
        .map((one) => ({ href: `/area/${encodeURIComponent(one.code)}`, text: nameText(one.names, visit) })),
    ],
    body: <AreaView data={data} visit={visit} />,
  }),
})

function AreaView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  const isMine = visit.place?.area.code === data.area.code
  const words = [
    t(`level.${data.area.level}`),
    ...(data.area.class ? [t(`where.${data.area.class}`)] : []),
    t('place.people', { count: data.area.population, people: format.number(data.area.population) }),
  ]
  return (
    <>
      <div class="stack">
        <h1>{nameText(data.area.names, visit)}</h1>
        <p class="quiet">{words.join(t('words.dot'))}</p>
        {isMine ? (
          <p class="badge fine">{t('place.isMine')}</p>
        ) : (
          <form method="post" action="/place">
            <button type="submit" name="code" value={data.area.code}>
              {t('place.makeMine')}
            </button>
          </form>
        )}
      </div>
      <OverviewView data={data.overview} visit={visit} />
      {data.children.length > 0 && (
        <section class="stack">
          <h2>{t('place.within', { area: nameText(data.area.names, visit) })}</h2>
          <AreaChoices areas={data.children} visit={visit} />
        </section>
      )}
    </>
  )
}

import Type from 'typebox'
import { definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Empty } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { LawFacts, type PlacedLaw, placeLaws } from '../rights/law-facts.tsx'

type Data = { readonly laws: readonly PlacedLaw[]; readonly count: number; readonly page: number }

const path = '/trust/laws'
const perPage = 20

/** Which laws let which department look at people's data without asking them: for whoever is looked at. */
export const laws = definePage({
  path,
  section: 'about',
  query: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) }),
  load: async ({ services, visit, query: { page = 1 } }): Promise<Outcome<Data>> => {
    const found = await services.laws.list({ limit: perPage, offset: (page - 1) * perPage })
    return { show: { laws: await placeLaws(services, visit, found.laws), count: found.count, page } }
  },
  view: (data, visit) => ({
    title: visit.t('laws.title'),
    trail: [{ href: '/about', text: visit.t('about.title') }],
    body: <LawsPage data={data} visit={visit} />,
  }),
})

function LawsPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const pages = Math.max(1, Math.ceil(data.count / perPage))
  return (
    <>
      <div class="stack">
        <h1>{t('laws.title')}</h1>
        <p class="lead">{t('laws.lead')}</p>
      </div>
      <section class="stack">
        <h2>{t('laws.registered', { count: data.count })}</h2>
        {data.laws.length === 0 && <Empty title={t('laws.none')} />}
        <ul class="grid">
          {data.laws.map((law) => (
            <li key={law.id} class="card snug">
              <LawFacts law={law} visit={visit} />
            </li>
          ))}
        </ul>
      </section>
      <Pages
        visit={visit}
        page={data.page}
        pages={pages}
        hasNext={data.page < pages}
        href={(page) => withQuery(path, { page })}
      />
    </>
  )
}

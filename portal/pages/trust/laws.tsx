import Type from 'typebox'
import { definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { LawList, type LawsOfPage, lawsOfPage } from '../rights/law-list.tsx'

const path = '/trust/laws'

/** Which laws let which department look at people's data without asking them: for whoever is looked at. */
export const laws = definePage({
  path,
  section: 'about',
  query: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) }),
  load: async ({ services, visit, query: { page = 1 } }): Promise<Outcome<LawsOfPage>> => ({
    show: await lawsOfPage(services, visit, page),
  }),
  view: (data, visit) => ({
    title: visit.t('laws.title'),
    trail: [{ href: '/about', text: visit.t('about.title') }],
    body: <LawsPage data={data} visit={visit} />,
  }),
})

function LawsPage({ data, visit }: { data: LawsOfPage; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('laws.title')}</h1>
        <p class="lead">{t('laws.lead')}</p>
      </div>
      <LawList data={data} path={path} visit={visit} />
    </>
  )
}

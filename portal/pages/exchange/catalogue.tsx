import type { DatasetView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { departmentTitle } from '../../ui/department.ts'
import { Choose, TextField } from '../../ui/forms.tsx'
import { Empty } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { Name } from '../../ui/words.tsx'

const perPage = 20
export const cataloguePath = '/exchange'

const text = Type.Optional(Type.String({ maxLength: 100 }))
const Query = Type.Object({
  q: text,
  department: text,
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})
type Query = { readonly q?: string; readonly department?: string; readonly page?: number }

type Data = {
  readonly query: Query
  readonly items: readonly DatasetView[]
  readonly count: number
  readonly departments: readonly string[]
  readonly mayPublish: boolean
}

async function load({ services, query, visit }: Asked<Query>): Promise<Outcome<Data>> {
  const { datasets } = services
  const { q, department, page = 1 } = query
  const search = { ...(q !== undefined && { text: q.trim() }), ...(department !== undefined && { department }) }
  const found = await datasets.list({ ...search, limit: perPage, offset: (page - 1) * perPage })
  return { show: { query, ...found, departments: await datasets.departments(), mayPublish: datasets.mayPublish(visit.who) } }
}

/** What departments publish of their own systems, for every officer. */
export const catalogue = definePage({
  path: cataloguePath,
  section: 'account',
  audience: 'officer',
  query: Query,
  load,
  view: (data, visit) => ({
    title: visit.t('catalogue.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <CatalogueView data={data} visit={visit} />,
  }),
})

function CatalogueView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { q, department, page = 1 } = data.query
  const pages = Math.max(1, Math.ceil(data.count / perPage))
  return (
    <>
      <div class="stack">
        <h1>{t('catalogue.title')}</h1>
        <p class="lead">{t('catalogue.lead')}</p>
        {data.mayPublish && (
          <p>
            <a class="button" href="/exchange/publish">
              {t('publish.title')}
            </a>
          </p>
        )}
        <form class="ask" method="get">
          <TextField
            id="q"
            name="q"
            type="search"
            label={t('catalogue.search')}
            hint={t('catalogue.searchHint')}
            {...(q !== undefined && { value: q })}
          />
          <Choose
            id="department"
            name="department"
            label={t('officers.department')}
            value={department}
            options={[
              { value: '', text: t('catalogue.everyDepartment') },
              ...data.departments.map((one) => ({ value: one, text: departmentTitle(one, visit) })),
            ]}
          />
          <button type="submit">{t('place.find')}</button>
        </form>
        <p role="status">{t('catalogue.count', { count: data.count })}</p>
      </div>
      {data.items.length === 0 ? (
        <Empty title={t('catalogue.none')}>
          <p>{t('catalogue.noneHint')}</p>
        </Empty>
      ) : (
        <ul class="plain stack">
          {data.items.map((one) => (
            <li key={one.id} class="card snug">
              <DatasetCard dataset={one} visit={visit} />
            </li>
          ))}
        </ul>
      )}
      <Pages visit={visit} page={page} pages={pages} href={(next) => withQuery(cataloguePath, { q, department, page: next })} />
      <p class="quiet">
        {t('catalogue.dcat')} <a href="/exchange/v1/catalogue">{t('catalogue.dcatLink')}</a>
      </p>
    </>
  )
}

function DatasetCard({ dataset, visit }: { dataset: DatasetView; visit: Visit }) {
  const { t, format } = visit
  const { id, titles, descriptions, department, fields, keywords } = dataset
  return (
    <>
      <h2 class="title">
        <a href={`/exchange/datasets/${id}`}>
          <Name names={titles} visit={visit} />
        </a>
      </h2>
      <p>
        <Name names={descriptions} visit={visit} />
      </p>
      <p class="quiet">
        {departmentTitle(department, visit)}
        {t('words.dot')}
        {t('catalogue.fields', { count: fields.length })}
        {keywords.length > 0 && `${t('words.dot')}${format.list(keywords)}`}
      </p>
    </>
  )
}

import type { DatasetView, Looked, SourceColumn } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { departmentTitle } from '../../ui/department.ts'
import { Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { Table } from '../../ui/table.tsx'
import { Name, nameText } from '../../ui/words.tsx'
import { cataloguePath } from './catalogue.tsx'
import { SystemTrouble } from './system-trouble.tsx'

type Data = {
  readonly dataset: DatasetView
  readonly isOwn: boolean
  readonly done?: 'published' | 'withdrawn'
  /** What the system said when it was tried just now. */
  readonly tried?: Looked<readonly SourceColumn[]>
}

const Query = Type.Object({ done: Type.Optional(Type.Union([Type.Literal('published'), Type.Literal('withdrawn')])) })
type Query = { readonly done?: 'published' | 'withdrawn' }

async function load({ services, params, visit, query }: Asked<Query>): Promise<Data> {
  const found = await services.datasets.find(params.id ?? '')
  if (found === undefined) throw noSuch(`There is no dataset ${params.id}`)
  const { who } = visit
  const isOwn = services.datasets.mayPublish(who) && who.kind === 'officer' && who.department === found.department
  return { dataset: found, isOwn, ...(query.done !== undefined && { done: query.done }) }
}

export const dataset = definePage({
  path: '/exchange/datasets/:id',
  section: 'account',
  audience: 'officer',
  query: Query,
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: nameText(data.dataset.titles, visit),
    trail: [
      { href: '/account', text: visit.t('account.title') },
      { href: cataloguePath, text: visit.t('catalogue.title') },
    ],
    body: <DatasetPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ what: Type.Union([Type.Literal('check'), Type.Literal('withdraw')]) }),
    run: async (act): Promise<Outcome<Data>> => {
      const { services, visit, params, fields } = act
      const id = params.id ?? ''
      if (fields.what === 'check') {
        const tried = await services.datasets.check(visit.who, id)
        return { show: { ...(await load(act)), tried } }
      }
      if (!(await services.datasets.withdraw(visit.who, id))) throw noSuch(`Your department publishes no dataset ${id}`)
      return { go: withQuery(`/exchange/datasets/${id}`, { done: 'withdrawn' }) }
    },
  },
})

function DatasetPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  const { dataset: one, isOwn, done, tried } = data
  return (
    <>
      <div class="stack">
        <h1>
          <Name names={one.titles} visit={visit} />
        </h1>
        <p class="lead">
          <Name names={one.descriptions} visit={visit} />
        </p>
        {done && !tried && (
          <Notice kind="fine">
            <p role="status">{t(`dataset.done.${done}`)}</p>
          </Notice>
        )}
        {one.withdrawnAt && (
          <Notice kind="warn">
            <p>{t('dataset.withdrawnAt', { day: format.moment(one.withdrawnAt) })}</p>
          </Notice>
        )}
        {tried && <Tried tried={tried} visit={visit} />}
        {!isOwn && !one.withdrawnAt && (
          <p>
            <a class="button" href={withQuery('/exchange/agreements/new', { dataset: one.id })}>
              {t('dataset.ask')}
            </a>
          </p>
        )}
      </div>
      <Facts dataset={one} visit={visit} />
      <Fields dataset={one} visit={visit} />
      {isOwn && !one.withdrawnAt && <Own visit={visit} />}
    </>
  )
}

function Tried({ tried, visit }: { tried: Looked<readonly SourceColumn[]>; visit: Visit }) {
  if (!tried.ok) return <SystemTrouble system={tried} visit={visit} />
  return (
    <Notice kind="fine">
      <p role="status">{visit.t('dataset.answers', { count: tried.found.length })}</p>
    </Notice>
  )
}

function Facts({ dataset: one, visit }: { dataset: DatasetView; visit: Visit }) {
  const { t, format } = visit
  const titleOf = (name: string) => {
    const field = one.fields.find((candidate) => candidate.name === name)
    return field ? nameText(field.titles, visit) : name
  }
  const facts = [
    [t('officers.department'), departmentTitle(one.department, visit)],
    [t('dataset.id'), <code key="id">{one.id}</code>],
    [t('dataset.kind'), t(`system.kind.${one.kind}`)],
    [t('dataset.identifier'), titleOf(one.identifier)],
    [t('dataset.area'), one.areaField === undefined ? t('dataset.noArea') : titleOf(one.areaField)],
    [t('dataset.keywords'), one.keywords.length > 0 ? format.list(one.keywords) : t('words.none')],
    [t('dataset.publishedAt'), format.moment(one.publishedAt)],
  ] as const
  return (
    <dl class="facts card">
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Fields({ dataset: one, visit }: { dataset: DatasetView; visit: Visit }) {
  const { t } = visit
  return (
    <section class="stack">
      <h2>{t('dataset.fields')}</h2>
      <p class="quiet">{t('dataset.fieldsHint')}</p>
      <Table
        caption={t('dataset.fields')}
        rows={one.fields}
        rowKey={(field) => field.name}
        columns={[
          { key: 'title', isName: true, head: t('dataset.field'), cell: (field) => <Name names={field.titles} visit={visit} /> },
          { key: 'kind', head: t('dataset.fieldKind'), cell: (field) => t(`field.kind.${field.kind}`) },
          { key: 'category', head: t('dataset.category'), cell: (field) => t(`field.category.${field.category}`) },
          { key: 'name', isCode: true, head: t('dataset.column'), cell: (field) => field.name },
        ]}
      />
    </section>
  )
}

function Own({ visit }: { visit: Visit }) {
  const { t } = visit
  return (
    <section class="stack">
      <h2>{t('dataset.own')}</h2>
      <form method="post" class="row">
        <Token visit={visit} />
        <button type="submit" name="what" value="check">
          {t('dataset.check')}
        </button>
      </form>
      <details>
        <summary>{t('dataset.withdraw')}</summary>
        <form method="post" class="stack">
          <Token visit={visit} />
          <p>{t('dataset.withdrawHint')}</p>
          <div>
            <button class="second" type="submit" name="what" value="withdraw">
              {t('dataset.withdrawNow')}
            </button>
          </div>
        </form>
      </details>
    </section>
  )
}

import type { ReceiptCheck, ReceiptView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { departmentText } from '../../ui/department.ts'
import { Token } from '../../ui/forms.tsx'
import { Empty, Notice } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { Table } from '../../ui/table.tsx'
import { nameText } from '../../ui/words.tsx'
import { LongField } from './terms-fields.tsx'

type Query = { readonly agreement?: string; readonly page?: number }
type Data = {
  readonly items: readonly ReceiptView[]
  readonly count: number
  readonly query: Query
  readonly pasted?: string
  readonly check?: ReceiptCheck
}

const path = '/exchange/receipts'
const keys = '/exchange/v1/jwks'
const perPage = 25

async function load({ services, visit, query }: Asked<Query>): Promise<Data> {
  const offset = ((query.page ?? 1) - 1) * perPage
  const { agreement } = query
  return {
    ...(await services.agreements.receipts(visit.who, { limit: perPage, offset, ...(agreement && { agreement }) })),
    query,
  }
}

/** What was asked and answered, each with the signatures of both departments; and whether a receipt that somebody shows is true. */
export const receipts = definePage({
  path,
  section: 'account',
  audience: 'officer',
  query: Type.Object({
    agreement: Type.Optional(Type.String({ maxLength: 100 })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  }),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('receipts.title'),
    trail: [{ href: '/exchange/agreements', text: visit.t('agreements.title') }],
    body: <ReceiptsPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ jws: Type.String({ maxLength: 100_000 }) }),
    run: async (act): Promise<Outcome<Data>> => {
      const { jws } = act.fields
      return { show: { ...(await load(act)), pasted: jws, check: await act.services.agreements.verify(jws) } }
    },
  },
})

function ReceiptsPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  const page = data.query.page ?? 1
  const pages = Math.max(1, Math.ceil(data.count / perPage))
  return (
    <>
      <div class="stack">
        <h1>{t('receipts.title')}</h1>
        <p class="lead">{t('receipts.lead')}</p>
        <Checked check={data.check} visit={visit} />
      </div>
      {data.items.length === 0 ? (
        <Empty title={t('receipts.none')} />
      ) : (
        <Table
          caption={t('receipts.table')}
          rows={data.items}
          rowKey={({ id }) => id}
          columns={[
            { key: 'at', head: t('receipts.at'), cell: ({ at }) => format.moment(at), isName: true },
            { key: 'by', head: t('agreementUse.by'), cell: ({ by }) => by.name ?? by.id },
            { key: 'persons', head: t('agreementUse.persons'), cell: ({ persons }) => format.number(persons), isNumber: true },
            {
              key: 'state',
              head: t('receipts.state'),
              cell: ({ receipt }) => t(receipt === undefined ? 'receipts.unanswered' : 'receipts.answered'),
            },
            {
              key: 'file',
              head: t('receipts.file'),
              cell: ({ id }) => <a href={`/exchange/v1/receipts/${id}`}>{t('receipts.get')}</a>,
            },
          ]}
        />
      )}
      <Pages visit={visit} page={page} pages={pages} href={(to) => withQuery(path, { ...data.query, page: to })} />
      <form class="card" method="post" action={path}>
        <Token visit={visit} />
        <h2>{t('receipts.verifyTitle')}</h2>
        <LongField
          id="jws"
          name="jws"
          label={t('receipts.jws')}
          hint={t('receipts.jwsHint')}
          value={data.pasted}
          rows={5}
          isNeeded
        />
        <div>
          <button type="submit">{t('receipts.verify')}</button>
        </div>
        <p class="quiet">
          {t('receipts.elsewhere')} <a href={keys}>{keys}</a>
        </p>
      </form>
    </>
  )
}

function Checked({ check, visit }: { check: ReceiptCheck | undefined; visit: Visit }) {
  const { t } = visit
  if (check === undefined) return null
  if (!check.ok)
    return (
      <Notice kind="bad">
        <p>{nameText(check.why, visit)}</p>
      </Notice>
    )
  return (
    <>
      <Notice kind="fine">
        <p role="status">
          {t(check.kind === 'request' ? 'receipts.trueRequest' : 'receipts.trueAnswer', {
            department: departmentText(check.department, visit),
          })}
        </p>
      </Notice>
      <details class="card snug">
        <summary>{t('receipts.content')}</summary>
        <LongField
          id="content"
          name="content"
          label={t('receipts.content')}
          rows={12}
          isFixed
          value={JSON.stringify(check.content, undefined, 2)}
        />
      </details>
    </>
  )
}

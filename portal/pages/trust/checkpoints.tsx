import type { CheckpointView, RecordService } from '@datong/server/contract'
import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Empty, Notice } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { type Column, Table } from '../../ui/table.tsx'

const perPage = 20
const path = '/trust/checkpoints'

type Data = {
  readonly page: number
  readonly origin: string
  readonly found: { readonly items: readonly CheckpointView[]; readonly count: number }
  readonly keys: Awaited<ReturnType<RecordService['keys']>>
  readonly watched: Awaited<ReturnType<RecordService['watched']>>
}

const command = 'datong audit verify FILE --checkpoint KEPT'

const documents = [
  { href: '/trust/v1/checkpoint', text: 'record.newest' },
  { href: '/trust/v1/checkpoints', text: 'record.asJson' },
  { href: '/trust/v1/keys', text: 'record.keysAsJson' },
  { href: '/trust/v1/witnessed', text: 'record.witnessedAsJson' },
] as const

export const checkpoints = definePage({
  path,
  section: 'about',
  query: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })) }),
  load: async ({ services: { record }, query: { page = 1 } }) => {
    const found = await record.checkpoints({ limit: perPage, offset: (page - 1) * perPage })
    return { show: { page, origin: record.origin, found, keys: await record.keys(), watched: await record.watched() } }
  },
  view: (data: Data, visit) => ({
    title: visit.t('record.title'),
    trail: [{ href: '/about', text: visit.t('about.title') }],
    body: <CheckpointsPage data={data} visit={visit} />,
  }),
})

function CheckpointsPage({ data, visit }: { readonly data: Data; readonly visit: Visit }) {
  const { t, format } = visit
  const { found, page } = data
  const pages = Math.max(1, Math.ceil(found.count / perPage))
  const [newest] = page === 1 ? found.items : []
  return (
    <>
      <div class="stack">
        <h1>{t('record.title')}</h1>
        <p class="lead">{t('record.lead')}</p>
        <Forks data={data} visit={visit} />
        {newest && (
          <p>{t('record.newestIs', { count: newest.size, size: format.number(newest.size), at: format.moment(newest.at) })}</p>
        )}
      </div>
      <section class="stack">
        <h2>{t('record.provesTitle')}</h2>
        <ul>
          <li>{t('record.proves1')}</li>
          <li>{t('record.proves2')}</li>
          <li>{t('record.proves3')}</li>
        </ul>
        <h3>{t('record.notProvesTitle')}</h3>
        <p>{t('record.notProves')}</p>
        <p>{t('record.names')}</p>
      </section>
      <section class="stack">
        <h2>{t('record.list')}</h2>
        {found.items.length === 0 ? <Empty title={t('record.none')} /> : <CheckpointTable items={found.items} visit={visit} />}
        <Pages visit={visit} page={page} pages={pages} href={(page) => withQuery(path, { page })} />
      </section>
      <Watched data={data} visit={visit} />
      <Check data={data} visit={visit} />
    </>
  )
}

function Forks({ data: { watched }, visit }: { readonly data: Data; readonly visit: Visit }) {
  const { t, format } = visit
  if (watched.forks.length === 0) return null
  return (
    <Notice kind="warn">
      {watched.forks.map(({ origin, at, known, other }) => (
        <details key={other}>
          <summary>{t('record.fork', { origin, at: format.moment(at) })}</summary>
          <pre>{`${known}\n${other}`}</pre>
        </details>
      ))}
    </Notice>
  )
}

function CheckpointTable({ items, visit }: { readonly items: readonly CheckpointView[]; readonly visit: Visit }) {
  const { t, format } = visit
  const columns: readonly Column<CheckpointView>[] = [
    { key: 'at', isName: true, head: t('record.at'), cell: ({ at }) => format.moment(at) },
    {
      key: 'size',
      isNumber: true,
      head: t('record.size'),
      cell: ({ size }) => <a href={`/trust/v1/checkpoints/${size}`}>{format.number(size)}</a>,
    },
    { key: 'root', isCode: true, head: t('record.root'), cell: ({ root }) => <code>{root}</code> },
    {
      key: 'witnesses',
      head: t('record.witnesses'),
      cell: ({ witnesses }) => (witnesses.length === 0 ? t('record.noWitness') : witnesses.join(', ')),
    },
  ]
  return <Table caption={t('record.list')} columns={columns} rows={items} rowKey={({ size }) => String(size)} />
}

function Watched({ data: { watched }, visit }: { readonly data: Data; readonly visit: Visit }) {
  const { t, format } = visit
  if (watched.logs.length === 0) return null
  return (
    <section class="stack">
      <h2>{t('record.watched')}</h2>
      <ul>
        {watched.logs.map(({ origin, size, at }) => (
          <li key={origin}>{t('record.watchedOne', { origin, size: format.number(size), at: format.moment(at) })}</li>
        ))}
      </ul>
    </section>
  )
}

function Check({ data: { origin, keys }, visit }: { readonly data: Data; readonly visit: Visit }) {
  const { t } = visit
  const inUse = keys.at(-1)
  return (
    <section class="stack">
      <h2>{t('record.check')}</h2>
      <p>{t('record.checkHow')}</p>
      <pre>
        <code>{command}</code>
      </pre>
      <dl class="facts card">
        <div>
          <dt>{t('record.origin')}</dt>
          <dd class="code">{origin}</dd>
        </div>
        {inUse && (
          <div>
            <dt>{t('record.key')}</dt>
            <dd class="code">{inUse.verifier}</dd>
          </div>
        )}
      </dl>
      <ul>
        {documents.map((link) => (
          <li key={link.href}>
            <a href={link.href}>{t(link.text)}</a>
          </li>
        ))}
      </ul>
    </section>
  )
}

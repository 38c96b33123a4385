import type { DeviceView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField } from '../../ui/forms.tsx'
import { Empty } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { Table } from '../../ui/table.tsx'
import { Ago } from '../../ui/words.tsx'
import { Tabs } from './tabs.tsx'

const perPage = 50

const Query = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 100 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})

type Data = {
  readonly text: string | undefined
  readonly page: number
  readonly devices: readonly DeviceView[]
  readonly count: number
}

async function load({ services, query }: Asked<{ q?: string; page?: number }>): Promise<Outcome<Data>> {
  const page = query.page ?? 1
  const text = query.q?.trim()
  const answer = await services.devices.list({ ...(text && { text }), limit: perPage, offset: (page - 1) * perPage })
  return { show: { text, page, ...answer } }
}

export const devices = definePage({
  path: '/integrators/devices',
  section: 'integrators',
  audience: 'operator',
  query: Query,
  load,
  view: (data, visit) => ({
    title: visit.t('integrators.devices'),
    trail: [{ href: '/integrators', text: visit.t('integrators.title') }],
    body: <DevicesView data={data} visit={visit} />,
  }),
})

function DevicesView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const pages = Math.max(1, Math.ceil(data.count / perPage))
  return (
    <>
      <div class="stack">
        <h1>{t('integrators.devices')}</h1>
        <Tabs visit={visit} />
        <form class="ask" method="get">
          <TextField
            id="q"
            name="q"
            type="search"
            label={t('device.search')}
            hint={t('device.searchHint')}
            {...(data.text !== undefined && { value: data.text })}
          />
          <button type="submit">{t('place.find')}</button>
        </form>
        <p role="status">{t('device.count', { count: data.count })}</p>
      </div>
      {data.devices.length === 0 ? (
        <Empty title={t('device.none')}>
          <p>{t('device.noneHint')}</p>
        </Empty>
      ) : (
        <DeviceTable devices={data.devices} visit={visit} />
      )}
      <Pages
        visit={visit}
        page={data.page}
        pages={pages}
        href={(page) => withQuery('/integrators/devices', { q: data.text, page })}
      />
    </>
  )
}

function DeviceTable({ devices: rows, visit }: { devices: readonly DeviceView[]; visit: Visit }) {
  const { t, format } = visit
  return (
    <Table
      caption={t('integrators.devices')}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        {
          key: 'id',
          isName: true,
          isCode: true,
          head: t('device.id'),
          cell: (row) => <a href={`/integrators/devices/${encodeURIComponent(row.id)}`}>{row.id}</a>,
        },
        { key: 'name', head: t('device.name'), cell: (row) => row.name },
        { key: 'kind', head: t('device.kind'), cell: (row) => row.kind },
        {
          key: 'seen',
          head: t('device.seen'),
          cell: (row) => (row.lastSeen ? <Ago at={row.lastSeen} visit={visit} /> : t('device.never')),
        },
        { key: 'accepted', isNumber: true, head: t('device.accepted'), cell: (row) => format.number(row.accepted) },
        { key: 'refused', isNumber: true, head: t('device.refused'), cell: (row) => format.number(row.refused) },
      ]}
    />
  )
}

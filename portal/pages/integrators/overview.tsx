import type { DeviceService } from '@datong/server/contract'
import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Empty } from '../../ui/notice.tsx'
import { Table } from '../../ui/table.tsx'
import { Ago } from '../../ui/words.tsx'
import { Tabs } from './tabs.tsx'

type Reading = Awaited<ReturnType<DeviceService['latest']>>[number]

type Data = { readonly devices: number; readonly held: number; readonly latest: readonly Reading[] }

export const integrators = definePage({
  path: '/integrators',
  section: 'integrators',
  audience: 'operator',
  query: Type.Object({}),
  load: async ({ services }) => {
    const [devices, held, latest] = await Promise.all([
      services.devices.list({ limit: 1, offset: 0 }),
      services.devices.quarantine({ state: 'held', limit: 1, offset: 0 }),
      services.devices.latest(30),
    ])
    return { show: { devices: devices.count, held: held.count, latest } as Data }
  },
  view: (data, visit) => ({ title: visit.t('integrators.title'), body: <OverviewView data={data} visit={visit} /> }),
})

function OverviewView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('integrators.title')}</h1>
        <Tabs visit={visit} />
      </div>
      <dl class="facts card stats">
        <div>
          <dt>{t('integrators.devices')}</dt>
          <dd class="figure number">{format.number(data.devices)}</dd>
        </div>
        <div>
          <dt>{t('integrators.held')}</dt>
          <dd class="figure number">{format.number(data.held)}</dd>
        </div>
      </dl>
      <section class="stack">
        <h2>{t('integrators.latest')}</h2>
        {data.latest.length === 0 ? (
          <Empty title={t('integrators.noReadings')}>
            <p>{t('integrators.noReadingsHint')}</p>
          </Empty>
        ) : (
          <Table
            caption={t('integrators.latestCaption')}
            rows={data.latest}
            rowKey={(row) => `${row.entity} ${row.at.toISOString()} ${row.attributes.join()}`}
            columns={[
              {
                key: 'entity',
                isName: true,
                isCode: true,
                head: t('integrators.entity'),
                cell: (row) => <code>{row.entity}</code>,
              },
              { key: 'type', isCode: true, head: t('integrators.type'), cell: (row) => <code>{row.type}</code> },
              {
                key: 'attributes',
                isCode: true,
                head: t('integrators.attributes'),
                cell: (row) => <code>{row.attributes.join(' ')}</code>,
              },
              { key: 'at', head: t('integrators.when'), cell: (row) => <Ago at={row.at} visit={visit} /> },
            ]}
          />
        )}
      </section>
    </>
  )
}

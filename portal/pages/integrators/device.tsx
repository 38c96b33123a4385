import type { DeviceView, QuarantineView } from '@datong/server/contract'
import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { withQuery } from '../../ui/pages.tsx'
import { Ago } from '../../ui/words.tsx'
import { QuarantineTable } from './quarantine-table.tsx'

type Data = { readonly device: DeviceView; readonly held: readonly QuarantineView[] }

export const device = definePage({
  path: '/integrators/devices/:id',
  section: 'integrators',
  audience: 'operator',
  query: Type.Object({}),
  load: async ({ services, params }) => {
    const found = await services.devices.get(params.id ?? '')
    if (!found) throw noSuch(`There is no device ${params.id}`)
    const { items } = await services.devices.quarantine({ device: found.id, limit: 10, offset: 0 })
    return { show: { device: found, held: items } as Data }
  },
  view: (data, visit) => ({
    title: data.device.name || data.device.id,
    trail: [
      { href: '/integrators', text: visit.t('integrators.title') },
      { href: '/integrators/devices', text: visit.t('integrators.devices') },
    ],
    body: <OneDevice data={data} visit={visit} />,
  }),
})

function OneDevice({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  const { device: one } = data
  const facts = [
    [t('device.id'), <code key="id">{one.id}</code>],
    [t('device.kind'), one.kind],
    [t('device.decoder'), <code key="decoder">{one.decoder}</code>],
    [t('device.topic'), <code key="topic">{one.topic}</code>],
    [t('device.area'), one.area ?? t('words.none')],
    [t('device.position'), one.position ? one.position.map((degrees) => degrees.toFixed(5)).join(', ') : t('words.none')],
    [t('device.since'), format.moment(one.createdAt)],
    [t('device.seen'), one.lastSeen ? <Ago key="seen" at={one.lastSeen} visit={visit} /> : t('device.never')],
    [t('device.accepted'), format.number(one.accepted)],
    [t('device.refused'), format.number(one.refused)],
  ] as const
  return (
    <>
      <h1>{one.name || one.id}</h1>
      <dl class="facts card">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section class="stack">
        <h2>{t('integrators.quarantine')}</h2>
        {data.held.length === 0 ? (
          <p>{t('device.noneHeld')}</p>
        ) : (
          <>
            <QuarantineTable items={data.held} visit={visit} canPick={false} />
            <p>
              <a href={withQuery('/integrators/quarantine', { device: one.id })}>{t('device.allHeld')}</a>
            </p>
          </>
        )}
      </section>
    </>
  )
}

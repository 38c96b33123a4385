import type { DatasetView, SystemView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Empty, Notice } from '../../ui/notice.tsx'
import { Name } from '../../ui/words.tsx'
import { cataloguePath } from './catalogue.tsx'

type Data = { readonly systems: readonly SystemView[]; readonly datasets: readonly DatasetView[]; readonly isDone: boolean }

export const publishPath = '/exchange/publish'

async function load({ services, visit, query }: Asked<{ readonly done?: string }>): Promise<Outcome<Data>> {
  const { datasets } = services
  const [systems, own] = await Promise.all([datasets.systems(visit.who), datasets.own(visit.who)])
  return { show: { systems, datasets: own, isDone: query.done !== undefined } }
}

/** What an officer's own department publishes, and the systems that it publishes from. */
export const publish = definePage({
  path: publishPath,
  section: 'account',
  audience: 'officer',
  query: Type.Object({ done: Type.Optional(Type.Literal('disconnected')) }),
  load,
  view: (data, visit) => ({
    title: visit.t('publish.title'),
    trail: [
      { href: '/account', text: visit.t('account.title') },
      { href: cataloguePath, text: visit.t('catalogue.title') },
    ],
    body: <PublishView data={data} visit={visit} />,
  }),
})

function PublishView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('publish.title')}</h1>
        <p class="lead">{t('publish.lead')}</p>
        {data.isDone && (
          <Notice kind="fine">
            <p role="status">{t('publish.disconnected')}</p>
          </Notice>
        )}
      </div>
      <section class="stack">
        <h2>{t('publish.systems')}</h2>
        <p>{t('publish.systemsHint')}</p>
        {data.systems.length > 0 && (
          <ul class="grid">
            {data.systems.map((one) => (
              <li key={one.id}>
                <a class="card snug" href={`/exchange/systems/${one.id}`}>
                  <span class="title">{one.name}</span> <span class="quiet">{t(`system.kind.${one.spec.kind}`)}</span>
                </a>
              </li>
            ))}
          </ul>
        )}
        <p>
          <a class="button" href="/exchange/systems/new">
            {t('system.connect')}
          </a>
        </p>
      </section>
      <section class="stack">
        <h2>{t('publish.datasets')}</h2>
        {data.datasets.length === 0 ? (
          <Empty title={t('publish.none')}>
            <p>{t('publish.noneHint')}</p>
          </Empty>
        ) : (
          <ul class="grid">
            {data.datasets.map((one) => (
              <li key={one.id}>
                <a class="card snug" href={`/exchange/datasets/${one.id}`}>
                  <span class="title">
                    <Name names={one.titles} visit={visit} />
                  </span>{' '}
                  <span class="quiet">{one.withdrawnAt ? t('publish.withdrawn') : t('publish.since', sinceOf(one, visit))}</span>
                </a>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  )
}

const sinceOf = ({ publishedAt }: DatasetView, { format }: Visit) => ({ day: format.moment(publishedAt) })

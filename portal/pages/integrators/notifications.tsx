import type { DeadLetterView, NotificationLineView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'
import { Empty, Notice } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { DeadLettersTable, LinesTable } from './notifications-tables.tsx'
import { Tabs } from './tabs.tsx'

const perPage = 25
const path = '/integrators/notifications'

const Page = Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 }))
const Count = Type.Optional(Type.Integer({ minimum: 0 }))
const Query = Type.Object({ page: Page, dead: Page, replayed: Count, discarded: Count })
type Query = { readonly page?: number; readonly dead?: number; readonly replayed?: number; readonly discarded?: number }

type Data = {
  readonly query: Query
  readonly lines: { readonly items: readonly NotificationLineView[]; readonly count: number }
  readonly letters: { readonly items: readonly DeadLetterView[]; readonly count: number }
}

async function load({ services, query }: Asked<Query>): Promise<Outcome<Data>> {
  const at = (page = 1) => ({ limit: perPage, offset: (page - 1) * perPage })
  const lines = await services.notifications.lines(at(query.page))
  const letters = await services.notifications.deadLetters(at(query.dead))
  return { show: { query, lines, letters } }
}

export const notifications = definePage({
  path,
  section: 'integrators',
  audience: 'operator',
  query: Query,
  load,
  view: (data, visit) => ({
    title: visit.t('integrators.notifications'),
    trail: [{ href: '/integrators', text: visit.t('integrators.title') }],
    body: <NotificationsPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      ids: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 1000 })),
      do: Type.Union([Type.Literal('replay'), Type.Literal('discard')]),
    }),
    run: async ({ services, fields }) => {
      const ids = fields.ids ?? []
      if (fields.do === 'discard') return { go: withQuery(path, { discarded: await services.notifications.discard(ids) }) }
      return { go: withQuery(path, { replayed: await services.notifications.replay(ids) }) }
    },
  },
})

function NotificationsPage({ data, visit }: { readonly data: Data; readonly visit: Visit }) {
  const { t } = visit
  const { lines } = data
  return (
    <>
      <div class="stack">
        <h1>{t('integrators.notifications')}</h1>
        <Tabs visit={visit} />
        <p>{t('notifications.lead')}</p>
        <Done query={data.query} visit={visit} />
      </div>
      {lines.items.length === 0 ? (
        <Empty title={t('notifications.none')} />
      ) : (
        <div class="stack">
          <p role="status">{t('notifications.count', { count: lines.count })}</p>
          <LinesTable items={lines.items} visit={visit} />
        </div>
      )}
      <Paged visit={visit} count={lines.count} page={data.query.page} href={(page) => withQuery(path, { ...data.query, page })} />
      <DeadLetters data={data} visit={visit} />
    </>
  )
}

function DeadLetters({ data: { letters, query }, visit }: { readonly data: Data; readonly visit: Visit }) {
  const { t } = visit
  return (
    <section class="stack" aria-labelledby="dead-letters">
      <h2 id="dead-letters">{t('notifications.deadLetters')}</h2>
      <p>{t('notifications.deadLead')}</p>
      {letters.items.length === 0 ? (
        <Empty title={t('notifications.noDead')} />
      ) : (
        <form class="stack" method="post" action={path}>
          <Token visit={visit} />
          <p>{t('notifications.deadCount', { count: letters.count })}</p>
          <DeadLettersTable items={letters.items} visit={visit} />
          <div class="row">
            <button type="submit" name="do" value="replay">
              {t('notifications.replay')}
            </button>
            <button class="second" type="submit" name="do" value="discard">
              {t('quarantine.discard')}
            </button>
          </div>
        </form>
      )}
      <Paged visit={visit} count={letters.count} page={query.dead} href={(dead) => withQuery(path, { ...query, dead })} />
    </section>
  )
}

type PagedProps = {
  readonly visit: Visit
  readonly count: number
  readonly page: number | undefined
  readonly href: (page: number) => string
}

function Paged({ visit, count, page = 1, href }: PagedProps) {
  const pages = Math.max(1, Math.ceil(count / perPage))
  return <Pages visit={visit} page={page} pages={pages} href={href} />
}

function Done({ query, visit }: { readonly query: Query; readonly visit: Visit }) {
  const { t } = visit
  const { replayed, discarded } = query
  if (replayed === undefined && discarded === undefined) return null
  return (
    <Notice kind="fine">
      <p role="status">
        {discarded === undefined
          ? t('notifications.didReplay', { count: replayed ?? 0 })
          : t('notifications.didDiscard', { count: discarded })}
      </p>
    </Notice>
  )
}

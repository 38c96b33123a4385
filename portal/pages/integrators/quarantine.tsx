import type { QuarantineView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Choose, TextField, Token } from '../../ui/forms.tsx'
import { Empty, Notice } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { QuarantineTable } from './quarantine-table.tsx'
import { Tabs } from './tabs.tsx'

const perPage = 25

const states = ['held', 'replayed', 'discarded'] as const

type Query = {
  readonly state?: QuarantineView['state'] | 'any'
  readonly device?: string
  readonly page?: number
  readonly replayed?: number
  readonly held?: number
  readonly discarded?: number
}

const Count = Type.Optional(Type.Integer({ minimum: 0 }))

const Query = Type.Object({
  state: Type.Optional(
    Type.Union([Type.Literal('held'), Type.Literal('replayed'), Type.Literal('discarded'), Type.Literal('any')]),
  ),
  device: Type.Optional(Type.String({ maxLength: 200 })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  replayed: Count,
  held: Count,
  discarded: Count,
})

type Data = { readonly query: Query; readonly page: number; readonly items: readonly QuarantineView[]; readonly count: number }

async function load({ services, query }: Asked<Query>): Promise<Outcome<Data>> {
  const page = query.page ?? 1
  const state = query.state ?? 'held'
  const answer = await services.devices.quarantine({
    ...(query.device !== undefined && { device: query.device }),
    ...(state !== 'any' && { state }),
    limit: perPage,
    offset: (page - 1) * perPage,
  })
  return { show: { query, page, ...answer } }
}

export const quarantine = definePage({
  path: '/integrators/quarantine',
  section: 'integrators',
  audience: 'operator',
  query: Query,
  load,
  view: (data, visit) => ({
    title: visit.t('integrators.quarantine'),
    trail: [{ href: '/integrators', text: visit.t('integrators.title') }],
    body: <QuarantinePage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      ids: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 1000 })),
      do: Type.Union([Type.Literal('replay'), Type.Literal('discard')]),
    }),
    run: async ({ services, fields }) => {
      const ids = fields.ids ?? []
      const path = '/integrators/quarantine'
      if (fields.do === 'discard') return { go: withQuery(path, { discarded: await services.devices.discard(ids) }) }
      const { replayed, held } = await services.devices.replay(ids)
      return { go: withQuery(path, { replayed, held }) }
    },
  },
})

function QuarantinePage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { query } = data
  const pages = Math.max(1, Math.ceil(data.count / perPage))
  return (
    <>
      <div class="stack">
        <h1>{t('integrators.quarantine')}</h1>
        <Tabs visit={visit} />
        <p>{t('quarantine.lead')}</p>
        <Done query={query} visit={visit} />
        <Filters query={query} visit={visit} />
      </div>
      {data.items.length === 0 ? (
        <Empty title={t('quarantine.none')} />
      ) : (
        <form class="stack" method="post" action="/integrators/quarantine">
          <Token visit={visit} />
          <p role="status">{t('quarantine.count', { count: data.count })}</p>
          <QuarantineTable items={data.items} visit={visit} canPick />
          <div class="row">
            <button type="submit" name="do" value="replay">
              {t('quarantine.replay')}
            </button>
            <button class="second" type="submit" name="do" value="discard">
              {t('quarantine.discard')}
            </button>
          </div>
        </form>
      )}
      <Pages
        visit={visit}
        page={data.page}
        pages={pages}
        href={(page) => withQuery('/integrators/quarantine', { state: query.state, device: query.device, page })}
      />
    </>
  )
}

function Done({ query, visit }: { query: Query; visit: Visit }) {
  const { t } = visit
  if (query.discarded !== undefined) {
    return (
      <Notice kind="fine">
        <p role="status">{t('quarantine.didDiscard', { count: query.discarded })}</p>
      </Notice>
    )
  }
  if (query.replayed === undefined) return null
  return (
    <Notice kind={query.held ? 'warn' : 'fine'}>
      <p role="status">
        {t('quarantine.didReplay', { count: query.replayed })}{' '}
        {query.held ? t('quarantine.stillHeld', { count: query.held }) : ''}
      </p>
    </Notice>
  )
}

function Filters({ query, visit }: { query: Query; visit: Visit }) {
  const { t } = visit
  return (
    <form class="ask" method="get">
      <Choose
        id="state"
        name="state"
        label={t('quarantine.state')}
        value={query.state ?? 'held'}
        options={[
          ...states.map((state) => ({ value: state, text: t(`quarantine.${state}`) })),
          { value: 'any', text: t('quarantine.any') },
        ]}
      />
      <TextField
        id="device"
        name="device"
        label={t('quarantine.device')}
        {...(query.device !== undefined && { value: query.device })}
      />
      <button type="submit">{t('facility.show')}</button>
    </form>
  )
}

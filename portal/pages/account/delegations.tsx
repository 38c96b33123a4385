import type { DelegationView, Failed } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { DelegationForm, type DelegationWish } from './delegation-form.tsx'
import { spaced } from './home.tsx'
import { Told, Trouble } from './trouble.tsx'

type Data = {
  readonly given: readonly DelegationView[]
  readonly received: readonly DelegationView[]
  readonly services: readonly string[]
  readonly wish: DelegationWish
  /** What a second officer confirms, where a helper sits beside. */
  readonly second?: string
  readonly done?: 'given' | 'ended'
  readonly trouble?: Failed
}

const path = '/account/delegations'

const Query = Type.Object({ done: Type.Optional(Type.Union([Type.Literal('given'), Type.Literal('ended')])) })
type Query = { readonly done?: 'given' | 'ended' }

async function load({ services, visit, query }: Asked<Query>, wish: DelegationWish = {}, trouble?: Failed): Promise<Data> {
  const { delegations, help } = services.accounts
  const { who } = visit
  return {
    given: await delegations.given(who),
    received: await delegations.received(who),
    services: delegations.services,
    wish,
    ...(who.kind === 'resident' && who.helper !== undefined && { second: await help.askSecond(who) }),
    ...(query.done !== undefined && { done: query.done }),
    ...(trouble && { trouble }),
  }
}

const text = Type.Optional(Type.String({ maxLength: 200 }))

export const delegations = definePage({
  path,
  section: 'account',
  audience: 'resident',
  query: Query,
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('delegation.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <DelegationsView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      number: text,
      kind: Type.Optional(Type.Union([Type.Literal('family'), Type.Literal('helper'), Type.Literal('guardian')])),
      services: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 50 })),
      until: Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })),
      document: text,
      credential: Type.Optional(Type.String({ maxLength: 20_000 })),
      end: text,
      act: text,
    }),
    run: async (act): Promise<Outcome<Data>> => {
      const { fields, services, visit } = act
      const { delegations } = services.accounts
      if (fields.end !== undefined) {
        const done = await delegations.end(visit.who, fields.end)
        return done.ok ? { go: withQuery(path, { done: 'ended' }) } : { show: await load(act, {}, done), status: 400 }
      }
      if (fields.act !== undefined) {
        const done = await delegations.act(visit.who, fields.act)
        return done.ok ? { go: '/account' } : { show: await load(act, {}, done), status: 400 }
      }
      const { number = '', kind = 'family', services: wanted = [], until = '', document, credential } = fields
      const wish = {
        number,
        kind,
        services: wanted,
        // The whole last day, wherever in the world it is read.
        until: new Date(`${until}T23:59:59Z`),
        ...(document !== undefined && { document }),
        ...(credential !== undefined && { second: credential }),
      }
      const done = await delegations.give(visit.who, wish)
      if (done.ok) return { go: withQuery(path, { done: 'given' }) }
      return {
        show: await load(act, { number, kind, services: wanted, until, ...(document && { document }) }, done),
        status: 400,
      }
    },
  },
})

function DelegationsView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, who } = visit
  const maySend = who.kind === 'resident' && who.actsFor === undefined
  return (
    <>
      <div class="stack">
        <h1>{t('delegation.title')}</h1>
        <p class="lead">{t('delegation.lead')}</p>
        <Trouble trouble={data.trouble} visit={visit} />
        <Told text={data.done && t(`delegation.done.${data.done}`)} />
      </div>
      <section class="stack">
        <h2>{t('delegation.given')}</h2>
        {data.given.length === 0 && <p>{t('delegation.noneGiven')}</p>}
        <List items={data.given} side="given" maySend={maySend} visit={visit} />
      </section>
      <section class="stack">
        <h2>{t('delegation.received')}</h2>
        {data.received.length === 0 && <p>{t('delegation.noneReceived')}</p>}
        <List items={data.received} side="received" maySend={maySend} visit={visit} />
      </section>
      {maySend && (
        <section class="stack">
          <h2>{t('delegation.new')}</h2>
          <DelegationForm services={data.services} wish={data.wish} second={data.second} visit={visit} />
        </section>
      )}
    </>
  )
}

type ListProps = {
  readonly items: readonly DelegationView[]
  readonly side: 'given' | 'received'
  readonly maySend: boolean
  readonly visit: Visit
}

function List({ items, side, maySend, visit }: ListProps) {
  const { t, format, who } = visit
  const isAlone = who.kind === 'resident' && who.helper === undefined
  return (
    <ul class="grid">
      {items.map((one) => (
        <li key={one.id} class="card snug">
          <h3>
            {one.person.name}{' '}
            <span class={one.state === 'open' ? 'badge fine' : 'badge'}>{t(`delegation.state.${one.state}`)}</span>
          </h3>
          <p class="quiet">
            {t('account.number')} {spaced(one.person.number)}
            {t('words.dot')}
            {t(`delegation.kind.${one.kind}`)}
          </p>
          <p>{format.list(one.services.map((service) => serviceName(service, visit)))}</p>
          {one.document !== undefined && <p>{t('delegation.byDocument', { document: one.document })}</p>}
          <p>{t('delegation.until', { day: format.moment(one.revokedAt ?? one.until) })}</p>
          {one.state === 'open' && maySend && (
            <form class="row" method="post" action={path}>
              <Token visit={visit} />
              {side === 'received' && isAlone && (
                <button type="submit" name="act" value={one.id}>
                  {t('delegation.act', { name: one.person.name })}
                </button>
              )}
              <button
                class="second"
                type="submit"
                name="end"
                value={one.id}
                aria-label={t('delegation.endNamed', { name: one.person.name })}
              >
                {t(side === 'given' ? 'delegation.end' : 'delegation.giveUp')}
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  )
}

export const serviceName = (service: string, { t }: Visit) =>
  service === '*' ? t('delegation.everything') : t(`delegation.service.${service}` as 'delegation.service.health')

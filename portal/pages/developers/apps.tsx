import type { AppView, Failed } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Told, Trouble } from '../account/trouble.tsx'
import { scopeName } from './consent.tsx'
import { consolePath } from './console.tsx'

type LetIn = { readonly id: string; readonly name: string; readonly scopes: readonly string[]; readonly since: Date }

type Data = {
  readonly own: readonly (AppView & { readonly hasSecret: boolean })[]
  readonly letIn: readonly LetIn[]
  readonly issuer: string
  /** Shown once. */
  readonly secret?: { readonly id: string; readonly secret: string }
  readonly done?: string
  readonly trouble?: Failed
}

const path = '/apps'

const Query = Type.Object({ done: Type.Optional(Type.Union([Type.Literal('ended'), Type.Literal('out')])) })
type Query = { readonly done?: 'ended' | 'out' }

async function load({ services, visit, query }: Asked<Query>, more: Partial<Data> = {}): Promise<Data> {
  const { apps } = services.accounts
  return {
    own: await apps.list(visit.who),
    letIn: await apps.letIn(visit.who),
    issuer: apps.issuer,
    ...(query.done !== undefined && { done: visit.t(`apps.done.${query.done}`) }),
    ...more,
  }
}

const id = Type.Optional(Type.String({ maxLength: 100 }))

export const apps = definePage({
  path,
  section: 'account',
  audience: 'person',
  query: Query,
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('apps.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <AppsView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ end: id, renew: id, out: id }),
    run: async (act): Promise<Outcome<Data>> => {
      const { apps: service } = act.services.accounts
      const { end, renew, out = '' } = act.fields
      const { who } = act.visit
      if (renew !== undefined) {
        const renewed = await service.renew(who, renew)
        return renewed.ok
          ? { show: await load(act, { secret: renewed }) }
          : { show: await load(act, { trouble: renewed }), status: 400 }
      }
      const answer = end === undefined ? await service.shutOut(who, out) : await service.end(who, end)
      if (!answer.ok) return { show: await load(act, { trouble: answer }), status: 400 }
      return { go: `${path}?done=${end === undefined ? 'out' : 'ended'}` }
    },
  },
})

function AppsView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, who } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('apps.title')}</h1>
        <Trouble trouble={data.trouble} visit={visit} />
        <Told text={data.done} />
        {data.secret && <Secret id={data.secret.id} secret={data.secret.secret} visit={visit} />}
      </div>
      {who.kind === 'resident' && (
        <section class="stack">
          <h2>{t('apps.letIn')}</h2>
          {data.letIn.length === 0 && <p>{t('apps.noneLetIn')}</p>}
          <ul class="grid">
            {data.letIn.map((one) => (
              <li key={one.id} class="card snug">
                <LetInCard app={one} visit={visit} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="stack">
        <h2>{t('apps.own')}</h2>
        <p>
          {t('apps.issuer')} <code>{data.issuer}</code>
        </p>
        {data.own.length === 0 && <p>{t('apps.noneOwn')}</p>}
        <ul class="plain stack">
          {data.own.map((one) => (
            <li key={one.id} class="card snug">
              <OwnCard app={one} visit={visit} />
            </li>
          ))}
        </ul>
        <p>
          <a class="button" href="/apps/new">
            {t('apps.register')}
          </a>
        </p>
      </section>
    </>
  )
}

/** The only time that the secret is shown. */
export function Secret({ id, secret, visit }: { id: string; secret?: string; visit: Visit }) {
  const { t } = visit
  return (
    <Notice kind="fine">
      <p>
        {t('apps.id')} <code>{id}</code>
      </p>
      {secret !== undefined && (
        <p>
          {t('apps.secret')} <code>{secret}</code> {t('apps.once')}
        </p>
      )}
    </Notice>
  )
}

function LetInCard({ app, visit }: { app: LetIn; visit: Visit }) {
  const { t, format } = visit
  return (
    <>
      <h3>{app.name}</h3>
      <ul class="plain">
        {app.scopes.map((scope) => (
          <li key={scope}>{scopeName(scope, visit)}</li>
        ))}
      </ul>
      <p class="quiet">{t('apps.since', { day: format.moment(app.since) })}</p>
      <form method="post" action={path}>
        <Token visit={visit} />
        <button class="second" type="submit" name="out" value={app.id} aria-label={t('apps.outNamed', { name: app.name })}>
          {t('apps.out')}
        </button>
      </form>
    </>
  )
}

function OwnCard({ app, visit }: { app: Data['own'][number]; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <h3>{app.name}</h3>
      <p>{t(`apps.kind.${app.kind}`)}</p>
      <p>
        {t('apps.id')} <code>{app.id}</code>
      </p>
      {app.redirectUris.map((uri) => (
        <p key={uri}>
          <code>{uri}</code>
        </p>
      ))}
      <ul>
        {app.scopes.map((scope) => (
          <li key={scope}>{scopeName(scope, visit)}</li>
        ))}
      </ul>
      <p>
        <a href={consolePath(app.id)} aria-label={t('console.tryNamed', { name: app.name })}>
          {t('console.try')}
        </a>
      </p>
      <form class="row" method="post" action={path}>
        <Token visit={visit} />
        {app.hasSecret && (
          <button class="second" type="submit" name="renew" value={app.id}>
            {t('apps.renew')}
          </button>
        )}
        <button class="second" type="submit" name="end" value={app.id} aria-label={t('apps.endNamed', { name: app.name })}>
          {t('apps.end')}
        </button>
      </form>
    </>
  )
}

import type { Failed, InvitationView, OfficerView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { PageRefusal } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { departmentTitle } from '../../ui/department.ts'
import { Tick, Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { Told, Trouble } from '../account/trouble.tsx'

const perPage = 25
const path = '/officers'

type Data = {
  readonly officers: readonly OfficerView[]
  readonly count: number
  readonly page: number
  readonly roles: readonly string[]
  readonly invitations: readonly InvitationView[]
  readonly done?: 'changed' | 'ended' | 'withdrawn'
  readonly trouble?: Failed
}

const Query = Type.Object({
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  done: Type.Optional(Type.Union([Type.Literal('changed'), Type.Literal('ended'), Type.Literal('withdrawn')])),
})
type Query = { readonly page?: number; readonly done?: 'changed' | 'ended' | 'withdrawn' }

async function load({ services, visit, query }: Asked<Query>, trouble?: Failed): Promise<Data> {
  requireAdministrator(visit)
  const { officers } = services.accounts
  const page = query.page ?? 1
  return {
    ...(await officers.list({ limit: perPage, offset: (page - 1) * perPage })),
    page,
    roles: officers.roles,
    invitations: await officers.invitations(),
    ...(query.done !== undefined && { done: query.done }),
    ...(trouble && { trouble }),
  }
}

/** @throws {PageRefusal} 403 */
export function requireAdministrator({ who }: Visit): void {
  if (who.kind === 'officer' && who.roles.includes('administrator')) return
  throw new PageRefusal(403, 'denied', 'Only an administrator may see and invite officers')
}

const id = Type.Optional(Type.String({ maxLength: 100 }))

export const officers = definePage({
  path,
  section: 'account',
  audience: 'officer',
  query: Query,
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('officers.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <OfficersView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      withdraw: id,
      end: id,
      change: id,
      roles: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 50 })),
    }),
    run: async (act): Promise<Outcome<Data>> => {
      requireAdministrator(act.visit)
      const { officers: service } = act.services.accounts
      const { withdraw, end, change, roles = [] } = act.fields
      const { who } = act.visit
      if (withdraw !== undefined) return tell(act, await service.withdraw(who, withdraw), 'withdrawn')
      if (end !== undefined) return tell(act, await service.end(who, end), 'ended')
      return tell(act, await service.change(who, change ?? '', roles), 'changed')
    },
  },
})

async function tell(act: Asked<Query>, answer: { ok: true } | Failed, done: NonNullable<Data['done']>): Promise<Outcome<Data>> {
  return answer.ok ? { go: withQuery(path, { done }) } : { show: await load(act, answer), status: 400 }
}

function OfficersView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  const pages = Math.max(1, Math.ceil(data.count / perPage))
  return (
    <>
      <div class="stack">
        <h1>{t('officers.title')}</h1>
        <p class="lead">{t('officers.lead')}</p>
        <Trouble trouble={data.trouble} visit={visit} />
        <Told text={data.done && t(`officers.done.${data.done}`)} />
        <p>
          <a class="button" href="/officers/invite">
            {t('officers.invite')}
          </a>
        </p>
      </div>
      {data.invitations.length > 0 && (
        <section class="stack">
          <h2>{t('officers.invitations')}</h2>
          <ul class="grid">
            {data.invitations.map((one) => (
              <li key={one.id} class="card snug">
                <h3>{one.name}</h3>
                <p>{departmentTitle(one.department, visit)}</p>
                <p class="quiet">{t('officers.expires', { day: format.moment(one.expiresAt) })}</p>
                <form method="post" action={path}>
                  <Token visit={visit} />
                  <button
                    class="second"
                    type="submit"
                    name="withdraw"
                    value={one.id}
                    aria-label={t('officers.withdrawNamed', { name: one.name })}
                  >
                    {t('officers.withdraw')}
                  </button>
                </form>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="stack">
        <h2>{t('officers.all')}</h2>
        <p role="status">{t('officers.count', { count: data.count })}</p>
        <ul class="plain stack">
          {data.officers.map((one) => (
            <li key={one.id} class="card snug">
              <OfficerCard officer={one} roles={data.roles} visit={visit} />
            </li>
          ))}
        </ul>
        <Pages visit={visit} page={data.page} pages={pages} href={(page) => withQuery(path, { page })} />
      </section>
    </>
  )
}

export const roleName = (role: string, { t }: Visit) => t(`role.${role}` as 'role.helper')

function OfficerCard({ officer, roles, visit }: { officer: OfficerView; roles: readonly string[]; visit: Visit }) {
  const { t, format, who } = visit
  const isSelf = who.kind === 'officer' && who.id === officer.id
  return (
    <>
      <h3>{officer.name}</h3>
      <p>
        {departmentTitle(officer.department, visit)}
        {t('words.dot')}
        {format.list(officer.roles.map((role) => roleName(role, visit)))}
      </p>
      {officer.endedAt !== undefined && (
        <Notice>
          <p>{t('officers.endedAt', { day: format.moment(officer.endedAt) })}</p>
        </Notice>
      )}
      {officer.endedAt === undefined && !isSelf && (
        <details>
          <summary>{t('officers.change')}</summary>
          <form class="stack" method="post" action={path}>
            <Token visit={visit} />
            <fieldset>
              <legend>{t('officers.roles')}</legend>
              {roles.map((role) => (
                <Tick
                  key={role}
                  name="roles"
                  value={role}
                  text={roleName(role, visit)}
                  isChecked={officer.roles.includes(role)}
                />
              ))}
            </fieldset>
            <p>
              <a href={withQuery('/officers/home', { officer: officer.id })}>
                {t(officer.home === undefined ? 'officerHome.unknown' : 'officerHome.known')}
              </a>
            </p>
            <div class="row">
              <button type="submit" name="change" value={officer.id}>
                {t('officers.keep')}
              </button>
              <button
                class="second"
                type="submit"
                name="end"
                value={officer.id}
                aria-label={t('officers.endNamed', { name: officer.name })}
              >
                {t('officers.end')}
              </button>
            </div>
          </form>
        </details>
      )}
    </>
  )
}

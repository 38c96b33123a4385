import type { Failed, InvitationView } from '@datong/server/contract'
import Type from 'typebox'
import { browserOf } from '../../site/browser.ts'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Notice } from '../../ui/notice.tsx'
import { PasskeyForm } from '../account/passkey-form.tsx'
import { Trouble } from '../account/trouble.tsx'
import { roleName } from './officers.tsx'

type Data = {
  readonly token: string
  readonly invitation: InvitationView
  readonly options: string
  readonly elsewhere?: string
  readonly trouble?: Failed
}

/** Nobody is told whether a link was used, is over, or was never given out. */
async function load({ services, params, request }: Asked<unknown>, trouble?: Failed): Promise<Data> {
  const { officers, passkeys } = services.accounts
  const token = params.token ?? ''
  const invitation = await officers.invited(token)
  if (invitation === undefined) throw noSuch('This link was used, is over, or was never given out')
  const isHere = new URL(passkeys.origin).hostname === request.hostname
  return {
    token,
    invitation,
    options: await officers.askJoin(token),
    ...(!isHere && { elsewhere: `${passkeys.origin}/officers/join/${token}` }),
    ...(trouble && { trouble }),
  }
}

export const join = definePage({
  path: '/officers/join/:token',
  section: 'account',
  query: Type.Object({}),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({ title: visit.t('join.title'), body: <JoinView data={data} visit={visit} /> }),
  act: {
    needsToken: true,
    fields: Type.Object({ credential: Type.Optional(Type.String({ maxLength: 20_000 })) }),
    run: async (act): Promise<Outcome<Data>> => {
      const { services, fields, params, request, reply } = act
      const entered = await services.accounts.officers.join(params.token ?? '', fields.credential ?? '', browserOf(request))
      if (!entered.ok) return { show: await load(act, entered), status: 401 }
      reply.header('set-cookie', entered.cookie)
      return { go: '/account' }
    },
  },
})

function JoinView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  const { name, department, roles } = data.invitation
  return (
    <div class="stack">
      <h1>{t('join.title')}</h1>
      <p class="lead">{t('join.lead', { name, department })}</p>
      <p>
        {t('officers.roles')}: {format.list(roles.map((role) => roleName(role, visit)))}
      </p>
      <Trouble trouble={data.trouble} visit={visit} />
      {data.elsewhere !== undefined && (
        <Notice kind="warn">
          <p>
            {t('enter.elsewhere')} <a href={data.elsewhere}>{new URL(data.elsewhere).origin}</a>
          </p>
        </Notice>
      )}
      <div class="card">
        <p>{t('join.how')}</p>
        <PasskeyForm
          visit={visit}
          action={`/officers/join/${data.token}`}
          kind="new"
          options={data.options}
          button={t('join.button')}
        />
      </div>
    </div>
  )
}

import type { Failed } from '@datong/server/contract'
import Type from 'typebox'
import { browserOf } from '../../site/browser.ts'
import { type Act, type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ownPath } from '../everyone/choices.ts'
import { PasskeyForm } from './passkey-form.tsx'
import { Trouble } from './trouble.tsx'

type Data = {
  readonly back: string
  readonly options: string
  /** This page where passkeys work, if they do not work here. */
  readonly elsewhere?: string
  /** What the country's own provider is called, where there is one. */
  readonly provider?: string
  readonly hasDemo: boolean
  readonly trouble?: Failed
}

const Query = Type.Object({ back: Type.Optional(Type.String()), again: Type.Optional(Type.String({ maxLength: 10 })) })

export const home = '/account'

export const backOf = (back: string | undefined) => (back === undefined ? home : ownPath(back))

async function show({ services, request }: Asked<unknown>, back: string, trouble?: Failed): Promise<Data> {
  const { passkeys, openid } = services.accounts
  const isHere = new URL(passkeys.origin).hostname === request.hostname
  return {
    back,
    options: await passkeys.askSignIn(),
    hasDemo: (await services.demoPeople(request)) !== undefined,
    ...(!isHere && { elsewhere: `${passkeys.origin}/sign-in?back=${encodeURIComponent(back)}` }),
    ...(openid && { provider: openid.name }),
    ...(trouble && { trouble }),
  }
}

export const signIn = definePage({
  path: '/sign-in',
  section: 'account',
  query: Query,
  load: async (asked): Promise<Outcome<Data>> => {
    const back = backOf(asked.query.back)
    const isIn = 'name' in asked.visit.who && asked.query.again === undefined
    return isIn ? { go: back } : { show: await show(asked, back) }
  },
  view: (data, visit) => ({ title: visit.t('enter.title'), body: <SignInView data={data} visit={visit} /> }),
  act: {
    needsToken: true,
    fields: Type.Object({ credential: Type.Optional(Type.String({ maxLength: 20_000 })), back: Type.Optional(Type.String()) }),
    run: async (act): Promise<Outcome<Data>> => {
      const { services, fields, request } = act
      const entered = await services.accounts.passkeys.signIn(fields.credential ?? '', browserOf(request))
      if (!entered.ok) return { show: await show(act, backOf(fields.back), entered), status: 401 }
      return comeIn(act, entered, fields.back)
    },
  },
})

/** Takes the place of the sign-in before, where somebody signed in again. */
export async function comeIn(
  { services, visit, reply }: Act<unknown, unknown>,
  { cookie }: { readonly cookie: string[] },
  back: string | undefined,
): Promise<{ readonly go: string }> {
  if ('session' in visit.who) await services.accounts.sessions.end(visit.who, visit.who.session)
  reply.header('set-cookie', cookie)
  return { go: backOf(back) }
}

function SignInView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, who } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('enter.title')}</h1>
        <p class="lead">{t('enter.lead')}</p>
        {who.kind === 'nobody' && who.failed === 'session-expired' && (
          <Notice kind="warn">
            <p>{t('enter.expired')}</p>
          </Notice>
        )}
        <Trouble trouble={data.trouble} visit={visit} />
      </div>
      <section class="card">
        <h2>{t('enter.passkey')}</h2>
        <p>{t('enter.passkeyHint')}</p>
        {data.elsewhere !== undefined && (
          <Notice kind="warn">
            <p>
              {t('enter.elsewhere')} <a href={data.elsewhere}>{data.elsewhere.split('?')[0]}</a>
            </p>
          </Notice>
        )}
        <PasskeyForm visit={visit} action="/sign-in" kind="get" options={data.options} button={t('enter.passkeyButton')}>
          <input type="hidden" name="back" value={data.back} />
        </PasskeyForm>
      </section>
      <section class="card">
        <h2>{t('enter.code')}</h2>
        <form class="stack" method="post" action="/sign-in/code">
          <Token visit={visit} />
          <input type="hidden" name="back" value={data.back} />
          <TextField
            id="contact"
            name="contact"
            label={t('enter.contact')}
            hint={t('enter.contactHint')}
            autocomplete="username"
            isNeeded
          />
          <div>
            <button type="submit">{t('enter.send')}</button>
          </div>
        </form>
      </section>
      <OtherWays data={data} visit={visit} />
    </>
  )
}

function OtherWays({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const back = `?back=${encodeURIComponent(data.back)}`
  return (
    <section class="stack">
      <h2>{t('enter.other')}</h2>
      <ul class="grid">
        {data.provider !== undefined && (
          <li>
            <a class="card snug" href={`/sign-in/openid${back}`}>
              <span class="title">{t('enter.openid', { name: data.provider })}</span>
            </a>
          </li>
        )}
        <li>
          <a class="card snug" href={`/sign-in/paper${back}`}>
            <span class="title">{t('enter.paper')}</span> <span class="quiet">{t('enter.paperHint')}</span>
          </a>
        </li>
        <li>
          <a class="card snug" href={`/account/new${back}`}>
            <span class="title">{t('enter.new')}</span> <span class="quiet">{t('enter.newHint')}</span>
          </a>
        </li>
        {data.hasDemo && (
          <li>
            <a class="card snug" href="/demo/people">
              <span class="title">{t('demo.title')}</span> <span class="quiet">{t('demo.hint')}</span>
            </a>
          </li>
        )}
      </ul>
      <p class="quiet">{t('enter.helper')}</p>
    </section>
  )
}

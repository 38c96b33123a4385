import type { Failed } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Trouble } from '../account/trouble.tsx'

type Data = {
  readonly uid: string
  readonly app: { readonly name: string; readonly about: string }
  readonly scopes: readonly string[]
  /** The host to which the answer goes. */
  readonly to: string
  /** Acting for somebody else, or with a helper, nobody lets an app in. */
  readonly mayAnswer: boolean
  /** Back on the way to the app, once there is an answer. */
  readonly goOn?: string
  readonly trouble?: Failed
}

async function load({ services, params, request, visit }: Asked<unknown>): Promise<Data> {
  const asked = await services.accounts.apps.asked(request.raw)
  if (asked === undefined) throw noSuch('No app asks anything here')
  const { who } = visit
  const mayAnswer = who.kind === 'resident' && who.actsFor === undefined && who.helper === undefined
  return { uid: params.uid ?? '', ...asked, mayAnswer }
}

/** An app asks to be let in: what it is, what it would see and do, and that one may say no. */
export const consent = definePage({
  path: '/sign-in/app/:uid',
  section: 'account',
  audience: 'person',
  query: Type.Object({}),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('consent.title'),
    body: <ConsentView data={data} visit={visit} />,
    ...(data.goOn !== undefined && { goOn: data.goOn }),
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ answer: Type.Union([Type.Literal('yes'), Type.Literal('no')]) }),
    run: async (act): Promise<Outcome<Data>> => {
      const { services, visit, request, fields } = act
      const data = await load(act)
      const answer = await services.accounts.apps.answer(request.raw, visit.who, fields.answer === 'yes')
      return answer.ok ? { show: { ...data, goOn: answer.go } } : { show: { ...data, trouble: answer }, status: 400 }
    },
  },
})

function ConsentView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, who } = visit
  const name = data.app.name
  if (data.goOn !== undefined)
    return (
      <div class="stack">
        <h1>{t('consent.done')}</h1>
        <p>
          <a class="button" href={data.goOn}>
            {t('consent.goOn', { app: name })}
          </a>
        </p>
      </div>
    )
  return (
    <div class="stack">
      <h1>{t('consent.asks', { app: name })}</h1>
      <p class="lead">{data.app.about}</p>
      <Trouble trouble={data.trouble} visit={visit} />
      <div class="card">
        <h2>{t('consent.may', { app: name })}</h2>
        <ul class="plain stack tight">
          {data.scopes.map((scope) => (
            <li key={scope}>{scopeName(scope, visit)}</li>
          ))}
        </ul>
        <p class="quiet">{t('consent.to', { host: data.to })}</p>
      </div>
      {data.mayAnswer ? (
        <form class="row" method="post" action={`/sign-in/app/${data.uid}`}>
          <Token visit={visit} />
          <button type="submit" name="answer" value="yes">
            {t('consent.yes')}
          </button>
          <button class="second" type="submit" name="answer" value="no">
            {t('consent.no')}
          </button>
        </form>
      ) : (
        <Notice kind="warn">
          <p>{t('consent.alone')}</p>
        </Notice>
      )}
      {'name' in who && <p class="quiet">{t('consent.as', { name: who.name })}</p>}
    </div>
  )
}

/** What a scope allows, as a resident would say it. */
export const scopeName = (scope: string, { t }: Visit) => t(`scope.${scope.replace(':', '-')}` as 'scope.openid')

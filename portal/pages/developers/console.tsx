import type { AppView, Failed } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Notice } from '../../ui/notice.tsx'
import { Trouble } from '../account/trouble.tsx'
import { addressOf, type Group, groupsOf, type Operation } from '../everyone/api-document.ts'
import { scopeName } from './consent.tsx'
import { type Answer, curlFor, keyOf, makeCall, missingOf, readGiven, send, tokenCurl } from './console-call.ts'
import { CallForm, ChooseCall } from './console-form.tsx'
import { AnswerView } from './console-view.tsx'

export type ConsoleData = {
  readonly app: AppView
  readonly groups: readonly Group[]
  readonly operation?: Operation
  readonly given: Readonly<Record<string, string>>
  readonly body: string
  readonly missing: readonly string[]
  readonly answer?: Answer & { readonly curl: string; readonly token?: string }
  readonly trouble?: Failed
}

type Query = { readonly call?: string }

export const consolePath = (id: string) => `/apps/console/${id}`

async function load({ services, visit, query, params }: Asked<Query>): Promise<ConsoleData> {
  const app = (await services.accounts.apps.list(visit.who)).find(({ id }) => id === params.id)
  if (app === undefined) throw noSuch('There is no such app of yours')
  const groups = groupsOf(services.api())
  const operation = groups.flatMap(({ operations }) => operations).find((one) => keyOf(one) === query.call)
  if (query.call !== undefined && operation === undefined) throw noSuch('There is no such interface')
  return { app, groups, ...(operation && { operation }), given: {}, body: '', missing: [] }
}

/** A developer tries an interface with a token of their own app, and sees what it would see. */
export const testConsole = definePage({
  path: consolePath(':id'),
  section: 'account',
  audience: 'person',
  query: Type.Object({ call: Type.Optional(Type.String({ maxLength: 500 })) }),
  load: async (asked): Promise<Outcome<ConsoleData>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('console.title', { app: data.app.name }),
    trail: [
      { href: '/account', text: visit.t('account.title') },
      { href: '/apps', text: visit.t('apps.title') },
    ],
    body: <ConsolePage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ call: Type.String({ maxLength: 500 }), body: Type.Optional(Type.String({ maxLength: 100_000 })) }),
    run: async (act): Promise<Outcome<ConsoleData>> => {
      const { call, body = '' } = act.fields
      const { services, visit, request } = act
      const data = await load({ ...act, query: { call } })
      const { operation, app } = data
      if (operation === undefined) throw noSuch('There is no such interface')
      const given = readGiven(request.body, operation)
      const missing = missingOf(operation, given)
      const filled = { ...data, given, body, missing }
      if (missing.length > 0) return { show: filled, status: 400 }
      const made = makeCall(operation, given, body)
      const { apps } = services.accounts
      const tried = await apps.attempt(visit.who, app.id, (token) => send(request, operation.method, made, token))
      if (!tried.ok) return { show: { ...filled, trouble: tried }, status: 400 }
      const curl = curlFor(operation.method, made, addressOf(services.api()))
      const token = app.kind === 'service' ? { token: tokenCurl(apps.issuer, app.id, app.scopes) } : {}
      return { show: { ...filled, answer: { ...tried.result, curl, ...token } } }
    },
  },
})

function ConsolePage({ data, visit }: { data: ConsoleData; visit: Visit }) {
  const { t, format, who } = visit
  const { app, operation, answer, missing } = data
  const isOwn = app.kind !== 'service'
  return (
    <>
      <div class="stack">
        <h1>{t('console.title', { app: app.name })}</h1>
        <p class="lead">{t(isOwn ? (who.kind === 'resident' ? 'console.asYou' : 'console.asNobody') : 'console.asApp')}</p>
        <Trouble trouble={data.trouble} visit={visit} />
        {missing.length > 0 && (
          <Notice kind="bad">
            <p>{t('console.missing', { names: format.list(missing) })}</p>
          </Notice>
        )}
        <section class="stack tight">
          <h2>{t('apps.scopes')}</h2>
          <ul>
            {app.scopes.map((scope) => (
              <li key={scope}>
                {scopeName(scope, visit)} <code>{scope}</code>
              </li>
            ))}
          </ul>
          {app.scopes.length === 0 && <p>{t('console.noScopes')}</p>}
        </section>
      </div>
      <ChooseCall data={data} visit={visit} />
      {answer && <AnswerView answer={answer} visit={visit} />}
      {operation && <CallForm data={data} operation={operation} visit={visit} />}
    </>
  )
}

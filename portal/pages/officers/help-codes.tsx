import type { Failed } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { PageRefusal } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { spaced } from '../account/home.tsx'
import { PasskeyForm } from '../account/passkey-form.tsx'
import { Trouble } from '../account/trouble.tsx'

type Data = {
  readonly options: string
  readonly codes?: readonly string[]
  readonly until?: Date
  readonly trouble?: Failed
}

const path = '/help/codes'

async function load({ services, visit }: Asked<unknown>, trouble?: Failed): Promise<Data> {
  const { who } = visit
  if (who.kind !== 'resident' || who.helper === undefined) throw new PageRefusal(403, 'denied', 'No resident sits beside you')
  return { options: await services.accounts.help.askSecond(who), ...(trouble && { trouble }) }
}

/** A sheet of codes for the resident beside the helper, once a second officer has confirmed it. Shown once. */
export const helpCodes = definePage({
  path,
  section: 'account',
  audience: 'resident',
  query: Type.Object({}),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('sheet.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <CodesView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ credential: Type.Optional(Type.String({ maxLength: 20_000 })) }),
    run: async (act): Promise<Outcome<Data>> => {
      const printed = await act.services.accounts.help.print(act.visit.who, act.fields.credential)
      if (!printed.ok) return { show: await load(act, printed), status: 400 }
      return { show: { options: '', codes: printed.codes, until: printed.until } }
    },
  },
})

function CodesView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, who, format } = visit
  if (data.codes !== undefined && who.kind === 'resident')
    return (
      <div class="stack">
        <h1>{t('sheet.for', { name: who.name })}</h1>
        <p class="lead">{t('sheet.how', { number: spaced(who.number) })}</p>
        <ul class="papers">
          {data.codes.map((code) => (
            <li key={code} class="card snug">
              {code}
            </li>
          ))}
        </ul>
        {data.until && <p>{t('sheet.until', { day: format.moment(data.until) })}</p>}
      </div>
    )
  return (
    <div class="stack">
      <h1>{t('sheet.title')}</h1>
      <p class="lead">{t('sheet.lead')}</p>
      <Trouble trouble={data.trouble} visit={visit} />
      <div class="card">
        <p>{t('help.second')}</p>
        <PasskeyForm visit={visit} action={path} kind="get" options={data.options} button={t('help.secondButton')} />
      </div>
    </div>
  )
}

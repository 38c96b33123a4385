import type { Failed, OwnView } from '@datong/server/contract'
import Type from 'typebox'
import { browserOf } from '../../site/browser.ts'
import { keepChoice } from '../../site/cookies.ts'
import { type Act, type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { withQuery } from '../../ui/pages.tsx'
import { type AreaChoice, AreaSearch, askedArea, chooseArea } from './area-field.tsx'
import { ContactForm } from './details-contact.tsx'
import { DetailsForm } from './details-form.tsx'
import { Told, Trouble } from './trouble.tsx'

export type DetailsData = {
  readonly own: OwnView
  readonly choice: AreaChoice
  /** A code is on its way to a new contact. */
  readonly contact?: string
  readonly flow?: string
  /** What a second officer confirms, where a helper sits beside. */
  readonly second?: string
  readonly done?: 'details' | 'contact'
  readonly trouble?: Failed
}

export const path = '/account/details'
const text = Type.Optional(Type.String({ maxLength: 200 }))

const Query = Type.Object({
  area: text,
  q: text,
  change: text,
  done: Type.Optional(Type.Union([Type.Literal('details'), Type.Literal('contact')])),
})
type Query = {
  readonly area?: string
  readonly q?: string
  readonly change?: string
  readonly done?: 'details' | 'contact'
}
const Fields = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 100 })),
  area: Type.Optional(Type.String({ maxLength: 64 })),
  language: Type.Optional(Type.Union([Type.Literal('en'), Type.Literal('zh-Hans')])),
  contact: text,
  flow: text,
  code: text,
  credential: Type.Optional(Type.String({ maxLength: 20_000 })),
})
type Fields = {
  readonly name?: string
  readonly area?: string
  readonly language?: 'en' | 'zh-Hans'
  readonly contact?: string
  readonly flow?: string
  readonly code?: string
  readonly credential?: string
}

async function load({ services, visit, query }: Asked<Query>, more: Partial<DetailsData> = {}): Promise<DetailsData> {
  const { own, help } = services.accounts
  const { who } = visit
  const mine = await own.see(who)
  const isAsked = query.area !== undefined || query.q !== undefined || query.change !== undefined
  return {
    own: mine,
    choice: isAsked ? await askedArea(services, visit, query) : await chooseArea(services, visit, mine.area.split('/').at(-1)),
    ...(who.kind === 'resident' && who.helper !== undefined && { second: await help.askSecond(who) }),
    ...(query.done !== undefined && { done: query.done }),
    ...more,
  }
}

/** What residents change of their own account: name, place, language, and where codes go. */
export const details = definePage({
  path,
  section: 'account',
  audience: 'resident',
  query: Query,
  load: async (asked): Promise<Outcome<DetailsData>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('details.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <DetailsPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Fields,
    run: async (act): Promise<Outcome<DetailsData>> => {
      const { flow, contact } = act.fields
      if (flow !== undefined) return prove(act, flow)
      return contact === undefined ? change(act) : askForCode(act, contact)
    },
  },
})

async function change(act: Act<Fields, Query>): Promise<Outcome<DetailsData>> {
  const { name, area, language } = act.fields
  const wish = { ...(name !== undefined && { name }), ...(area !== undefined && { area }), ...(language && { language }) }
  const done = await act.services.accounts.own.change(act.visit.who, wish)
  if (!done.ok) return { show: await load(act, { trouble: done }), status: 400 }
  if (language) keepChoice(act.reply, 'language', language, act.request.protocol === 'https')
  return { go: withQuery(path, { done: 'details' }) }
}

async function askForCode(act: Act<Fields, Query>, contact: string): Promise<Outcome<DetailsData>> {
  const { services, visit, request } = act
  const sent = await services.accounts.own.askContact(visit.who, { contact, language: visit.language }, browserOf(request))
  if (sent.ok) return { show: await load(act, { contact, flow: sent.flow }) }
  return { show: await load(act, { contact, trouble: sent }), status: 400 }
}

async function prove(act: Act<Fields, Query>, flow: string): Promise<Outcome<DetailsData>> {
  const { services, visit, request, fields } = act
  const { code = '', credential, contact = '' } = fields
  const proof = { flow, code, ...(credential !== undefined && { second: credential }) }
  const done = await services.accounts.own.proveContact(visit.who, proof, browserOf(request))
  if (done.ok) return { go: withQuery(path, { done: 'contact' }) }
  const again = done.why === 'code-over' ? {} : { flow }
  return { show: await load(act, { contact, ...again, trouble: done }), status: 400 }
}

function DetailsPage({ data, visit }: { data: DetailsData; visit: Visit }) {
  const { t } = visit
  const isLooking = data.choice.area === undefined
  return (
    <>
      <div class="stack">
        <h1>{t('details.title')}</h1>
        <Trouble trouble={data.trouble} visit={visit} />
        <Told text={data.done && t(`details.done.${data.done}`)} />
        {data.done === 'contact' && (
          <p>
            <a href="/account/devices">{t('details.others')}</a>
          </p>
        )}
      </div>
      {isLooking ? (
        <AreaSearch choice={data.choice} path={path} keep={{}} visit={visit} />
      ) : (
        <>
          <DetailsForm data={data} visit={visit} />
          <ContactForm data={data} visit={visit} />
          <section class="stack" id="delete">
            <h2>{t('deletion.title')}</h2>
            <p>{t('details.deleteHint')}</p>
            <p>
              <a href="/account/delete">{t('details.delete')}</a>
            </p>
          </section>
        </>
      )}
    </>
  )
}

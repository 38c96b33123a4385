import type { Failed } from '@datong/server/contract'
import Type from 'typebox'
import { browserOf } from '../../site/browser.ts'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Token } from '../../ui/forms.tsx'
import { type AreaChoice, AreaSearch, askedArea, ChosenArea, chooseArea } from './area-field.tsx'
import { EnterCode } from './code.tsx'
import { backOf } from './sign-in.tsx'
import { Trouble } from './trouble.tsx'

type Fields = { readonly name?: string; readonly contact?: string; readonly bornOn?: string }

type Data = {
  readonly back: string
  readonly choice: AreaChoice
  readonly fields: Fields
  /** A code is on its way. */
  readonly flow?: string
  readonly trouble?: Failed
}

const text = Type.Optional(Type.String({ maxLength: 200 }))
const path = '/account/new'

const Query = Type.Object({ back: text, area: text, q: text, change: text })
type Query = { readonly back?: string; readonly area?: string; readonly q?: string; readonly change?: string }

async function load({ services, visit, query }: Asked<Query>): Promise<Outcome<Data>> {
  const choice = await askedArea(services, visit, query)
  return { show: { back: backOf(query.back), choice, fields: {} } }
}

export const newAccount = definePage({
  path,
  section: 'account',
  query: Query,
  load,
  view: (data, visit) => ({
    title: visit.t('new.title'),
    trail: [{ href: '/sign-in', text: visit.t('enter.title') }],
    body: <NewView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      name: Type.String({ minLength: 1, maxLength: 100 }),
      contact: Type.String({ minLength: 1, maxLength: 100 }),
      bornOn: Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })),
      area: Type.String({ maxLength: 64 }),
      back: text,
    }),
    run: async ({ services, visit, fields, request }): Promise<Outcome<Data>> => {
      const { area, back, ...person } = fields
      const sent = await services.accounts.codes.register({ ...person, area }, visit.language, browserOf(request))
      const data = { back: backOf(back), choice: await chooseArea(services, visit, area), fields: person }
      return sent.ok ? { show: { ...data, flow: sent.flow } } : { show: { ...data, trouble: sent }, status: 400 }
    },
  },
})

function NewView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const keep = { back: data.back }
  const { area } = data.choice
  return (
    <div class="stack">
      <h1>{t('new.title')}</h1>
      <Trouble trouble={data.trouble} visit={visit} />
      {data.flow !== undefined && (
        <EnterCode data={{ back: data.back, contact: data.fields.contact ?? '' }} flow={data.flow} visit={visit} />
      )}
      {data.flow === undefined && area === undefined && (
        <>
          <p class="lead">{t('new.where')}</p>
          <AreaSearch choice={data.choice} path={path} keep={keep} visit={visit} />
        </>
      )}
      {data.flow === undefined && area !== undefined && (
        <>
          <p class="lead">{t('new.lead')}</p>
          <form class="card" method="post" action={path}>
            <Token visit={visit} />
            <input type="hidden" name="back" value={data.back} />
            <ChosenArea area={area} path={path} keep={keep} label={t('account.livesIn')} visit={visit} />
            <TextField
              id="name"
              name="name"
              label={t('account.name')}
              value={data.fields.name ?? ''}
              autocomplete="name"
              isNeeded
            />
            <TextField
              id="contact"
              name="contact"
              label={t('enter.contact')}
              hint={t('new.contactHint')}
              value={data.fields.contact ?? ''}
              autocomplete="tel"
              isNeeded
            />
            <TextField
              id="bornOn"
              name="bornOn"
              type="date"
              label={t('account.bornOn')}
              hint={t('new.bornOnHint')}
              value={data.fields.bornOn ?? ''}
              autocomplete="bday"
            />
            <div>
              <button type="submit">{t('new.make')}</button>
            </div>
          </form>
        </>
      )}
    </div>
  )
}

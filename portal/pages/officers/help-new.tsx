import type { Failed, HelpedView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Token } from '../../ui/forms.tsx'
import { type AreaChoice, AreaSearch, askedArea, ChosenArea, chooseArea } from '../account/area-field.tsx'
import { spaced } from '../account/home.tsx'
import { Told, Trouble } from '../account/trouble.tsx'
import { requireHelper } from './help.tsx'

type Data = { readonly choice: AreaChoice; readonly made?: HelpedView; readonly trouble?: Failed }

const path = '/help/new'
const text = Type.Optional(Type.String({ maxLength: 100 }))

const Query = Type.Object({ area: text, q: text, change: text })
type Query = { readonly area?: string; readonly q?: string; readonly change?: string }

async function load({ services, visit, query }: Asked<Query>): Promise<Outcome<Data>> {
  requireHelper(visit)
  return {
    show: {
      choice: await askedArea(services, visit, query),
    },
  }
}

/** An account for somebody whom the helper has before them: with a card, a telephone, or neither. */
export const helpNew = definePage({
  path,
  section: 'account',
  audience: 'officer',
  query: Query,
  load,
  view: (data, visit) => ({
    title: visit.t('help.new'),
    trail: [
      { href: '/account', text: visit.t('account.title') },
      { href: '/help', text: visit.t('help.title') },
    ],
    body: <NewView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      name: Type.String({ minLength: 1, maxLength: 100 }),
      area: Type.String({ maxLength: 64 }),
      bornOn: Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })),
      card: text,
      contact: text,
    }),
    run: async ({ services, visit, fields }): Promise<Outcome<Data>> => {
      requireHelper(visit)
      const choice = await chooseArea(services, visit, fields.area)
      const made = await services.accounts.help.register(visit.who, fields)
      return made.ok ? { show: { choice, made } } : { show: { choice, trouble: made }, status: 400 }
    },
  },
})

function NewView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { area } = data.choice
  return (
    <div class="stack">
      <h1>{t('help.new')}</h1>
      <Trouble trouble={data.trouble} visit={visit} />
      <Told text={data.made && t('help.made', { name: data.made.name, number: spaced(data.made.number) })} />
      {area === undefined ? (
        <AreaSearch choice={data.choice} path={path} keep={{}} visit={visit} />
      ) : (
        <form class="card" method="post" action={path}>
          <Token visit={visit} />
          <ChosenArea area={area} path={path} keep={{}} label={t('account.livesIn')} visit={visit} />
          <TextField id="name" name="name" label={t('account.name')} isNeeded />
          <TextField id="bornOn" name="bornOn" type="date" label={t('account.bornOn')} />
          <TextField id="card" name="card" label={t('help.card')} hint={t('help.cardHint')} />
          <TextField id="contact" name="contact" label={t('enter.contact')} hint={t('help.contactHint')} />
          <div>
            <button type="submit">{t('new.make')}</button>
          </div>
        </form>
      )}
    </div>
  )
}

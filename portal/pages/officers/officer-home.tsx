import type { Failed } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { type AreaChoice, AreaSearch, askedArea, ChosenArea, chooseArea } from '../account/area-field.tsx'
import { Trouble } from '../account/trouble.tsx'
import { requireAdministrator } from './officers.tsx'

type Data = { readonly officer: string; readonly choice: AreaChoice; readonly trouble?: Failed }

const path = '/officers/home'
const text = Type.Optional(Type.String({ maxLength: 100 }))
const Query = Type.Object({ officer: text, area: text, q: text, change: text })
type Query = { readonly officer?: string; readonly area?: string; readonly q?: string; readonly change?: string }

async function load({ services, visit, query }: Asked<Query>): Promise<Outcome<Data>> {
  requireAdministrator(visit)
  const choice = await askedArea(services, { ...visit, place: undefined }, query)
  return { show: { officer: query.officer ?? '', choice } }
}

/** Where an officer lives, so that looks at their neighbours can be told from others. */
export const officerHome = definePage({
  path,
  section: 'account',
  audience: 'officer',
  query: Query,
  load,
  view: (data, visit) => ({
    title: visit.t('officerHome.title'),
    trail: [
      { href: '/account', text: visit.t('account.title') },
      { href: '/officers', text: visit.t('officers.title') },
    ],
    body: <HomeView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ officer: Type.String({ maxLength: 100 }), area: Type.String({ maxLength: 64 }) }),
    run: async ({ services, visit, fields }): Promise<Outcome<Data>> => {
      requireAdministrator(visit)
      const { officer, area } = fields
      const done = await services.accounts.officers.settle(visit.who, officer, area)
      if (done.ok) return { go: withQuery('/officers', { done: 'changed' }) }
      return { show: { officer, choice: await chooseArea(services, visit, area), trouble: done }, status: 400 }
    },
  },
})

function HomeView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { area } = data.choice
  const keep = { officer: data.officer }
  return (
    <div class="stack">
      <h1>{t('officerHome.title')}</h1>
      <p class="lead">{t('officerHome.lead')}</p>
      <Trouble trouble={data.trouble} visit={visit} />
      {area === undefined ? (
        <AreaSearch choice={data.choice} path={path} keep={keep} visit={visit} />
      ) : (
        <form class="card" method="post" action={path}>
          <Token visit={visit} />
          <input type="hidden" name="officer" value={data.officer} />
          <ChosenArea area={area} path={path} keep={keep} label={t('account.livesIn')} visit={visit} />
          <div>
            <button type="submit">{t('details.keep')}</button>
          </div>
        </form>
      )}
    </div>
  )
}

import type { Failed } from '@datong/server/contract'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { browserOf } from '../../site/browser.ts'
import { definePage, type Outcome } from '../../site/page.ts'
import { parseFields } from '../../site/query.ts'
import { noSuch, PageRefusal } from '../../site/refusal.ts'
import type { Site } from '../../site/router.tsx'
import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'
import { type AreaChoice, AreaSearch, askedArea, ChosenArea, chooseArea } from './area-field.tsx'
import { backOf, home } from './sign-in.tsx'
import { Trouble } from './trouble.tsx'

const text = Type.Optional(Type.String({ maxLength: 4000 }))

/** To the country's own provider, and back from it. */
export function registerOpenid(app: FastifyInstance, { services }: Site): void {
  app.get('/sign-in/openid', async (request, reply) => {
    const { openid } = services.accounts
    if (openid === undefined) throw noSuch('No provider is set here')
    const { back } = parseFields(Type.Object({ back: text }), request.query)
    const { url, cookie } = await openid.begin(backOf(back))
    return reply.header('set-cookie', cookie).redirect(url, 303)
  })

  app.get('/sign-in/openid/back', async (request, reply) => {
    const { openid } = services.accounts
    if (openid === undefined) throw noSuch('No provider is set here')
    const answer = await openid.finish(request.url, request.headers.cookie, browserOf(request))
    if (answer.ok === 'new')
      return reply.redirect(
        `${path}?${new URLSearchParams({ ticket: answer.ticket, name: answer.name, back: answer.back })}`,
        303,
      )
    if (answer.ok) return reply.header('set-cookie', answer.cookie).redirect(answer.back, 303)
    throw new PageRefusal(403, answer.why, 'The sign-in at the provider did not come about; please begin again')
  })
}

type Data = {
  readonly ticket: string
  readonly name: string
  readonly back: string
  readonly choice: AreaChoice
  readonly trouble?: Failed
}

const path = '/sign-in/openid/new'

/** Somebody whom the provider knows and this node does not yet: only where they live is missing. */
export const openidNew = definePage({
  path,
  section: 'account',
  query: Type.Object({ ticket: text, name: text, back: text, area: text, q: text, change: text }),
  load: async ({ services, visit, query }): Promise<Outcome<Data>> => {
    const { ticket = '', name = '' } = query
    return { show: { ticket, name, back: backOf(query.back), choice: await askedArea(services, visit, query) } }
  },
  view: (data, visit) => ({
    title: visit.t('new.title'),
    trail: [{ href: '/sign-in', text: visit.t('enter.title') }],
    body: <NewView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      ticket: Type.String({ maxLength: 4000 }),
      area: Type.String({ maxLength: 64 }),
      name: text,
      back: text,
    }),
    run: async ({ services, visit, fields, request, reply }): Promise<Outcome<Data>> => {
      const { ticket, area, name = '', back = home } = fields
      const entered = await services.accounts.openid?.register(ticket, area, browserOf(request))
      if (entered === undefined) throw noSuch('No provider is set here')
      if (!entered.ok) {
        const data = { ticket, name, back: backOf(back), choice: await chooseArea(services, visit, area) }
        return { show: { ...data, trouble: entered }, status: 400 }
      }
      reply.header('set-cookie', entered.cookie)
      return { go: backOf(back) }
    },
  },
})

function NewView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { area } = data.choice
  const keep = { ticket: data.ticket, name: data.name, back: data.back }
  return (
    <div class="stack">
      <h1>{t('openid.welcome', { name: data.name })}</h1>
      <p class="lead">{t('openid.where')}</p>
      <Trouble trouble={data.trouble} visit={visit} />
      {area === undefined ? (
        <AreaSearch choice={data.choice} path={path} keep={keep} visit={visit} />
      ) : (
        <form class="card" method="post" action={path}>
          <Token visit={visit} />
          {Object.entries(keep).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <ChosenArea area={area} path={path} keep={keep} label={t('account.livesIn')} visit={visit} />
          <div>
            <button type="submit">{t('new.make')}</button>
          </div>
        </form>
      )}
    </div>
  )
}

import type { Failed } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Tick, Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { type AreaChoice, AreaSearch, askedArea, ChosenArea, chooseArea } from '../account/area-field.tsx'
import { Trouble } from '../account/trouble.tsx'
import { requireAdministrator, roleName } from './officers.tsx'

type Data = {
  readonly choice: AreaChoice
  readonly roles: readonly string[]
  readonly link?: string
  readonly name?: string
  readonly trouble?: Failed
}

const path = '/officers/invite'
const text = Type.Optional(Type.String({ maxLength: 100 }))

const Query = Type.Object({ area: text, q: text, change: text })
type Query = { readonly area?: string; readonly q?: string; readonly change?: string }

async function load({ services, visit, query }: Asked<Query>): Promise<Outcome<Data>> {
  requireAdministrator(visit)
  const choice = await askedArea(services, visit, query)
  return { show: { choice, roles: services.accounts.officers.roles } }
}

export const invite = definePage({
  path,
  section: 'account',
  audience: 'officer',
  query: Query,
  load,
  view: (data, visit) => ({
    title: visit.t('officers.invite'),
    trail: [
      { href: '/account', text: visit.t('account.title') },
      { href: '/officers', text: visit.t('officers.title') },
    ],
    body: <InviteView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      name: Type.String({ minLength: 1, maxLength: 100 }),
      department: Type.String({ minLength: 1, maxLength: 100 }),
      area: Type.String({ maxLength: 64 }),
      roles: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 50 })),
    }),
    run: async ({ services, visit, fields }): Promise<Outcome<Data>> => {
      requireAdministrator(visit)
      const { name, department, area, roles = [] } = fields
      const { officers } = services.accounts
      const answer = await officers.invite(visit.who, { name, department, roles, areas: [area] })
      const data = { choice: await chooseArea(services, visit, area), roles: officers.roles, name }
      return answer.ok ? { show: { ...data, link: answer.link } } : { show: { ...data, trouble: answer }, status: 400 }
    },
  },
})

function InviteView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { area } = data.choice
  if (data.link !== undefined)
    return (
      <div class="stack">
        <h1>{t('officers.invited', { name: data.name ?? '' })}</h1>
        <p class="lead">{t('officers.passOn')}</p>
        <Notice kind="fine">
          <p>
            <code>{data.link}</code>
          </p>
        </Notice>
        <p>
          <a href="/officers">{t('officers.title')}</a>
        </p>
      </div>
    )
  return (
    <div class="stack">
      <h1>{t('officers.invite')}</h1>
      <Trouble trouble={data.trouble} visit={visit} />
      {area === undefined ? (
        <>
          <p class="lead">{t('officers.where')}</p>
          <AreaSearch choice={data.choice} path={path} keep={{}} visit={visit} />
        </>
      ) : (
        <form class="card" method="post" action={path}>
          <Token visit={visit} />
          <ChosenArea area={area} path={path} keep={{}} label={t('officers.jurisdiction')} visit={visit} />
          <TextField id="name" name="name" label={t('account.name')} value={data.name ?? ''} isNeeded />
          <TextField
            id="department"
            name="department"
            label={t('officers.department')}
            hint={t('officers.departmentHint')}
            isNeeded
          />
          <fieldset>
            <legend>{t('officers.roles')}</legend>
            {data.roles.map((role) => (
              <Tick key={role} name="roles" value={role} text={roleName(role, visit)} />
            ))}
          </fieldset>
          <div>
            <button type="submit">{t('officers.makeLink')}</button>
          </div>
        </form>
      )}
    </div>
  )
}

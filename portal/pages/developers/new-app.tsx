import type { AppKind, Failed } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Tick, Token } from '../../ui/forms.tsx'
import { Trouble } from '../account/trouble.tsx'
import { Secret } from './apps.tsx'
import { scopeName } from './consent.tsx'

type Wish = {
  readonly name?: string
  readonly about?: string
  readonly kind?: AppKind
  readonly redirect?: string
  readonly scopes?: readonly string[]
}

type Data = {
  readonly scopes: readonly string[]
  readonly kinds: readonly AppKind[]
  readonly wish: Wish
  readonly made?: { readonly id: string; readonly secret?: string }
  readonly trouble?: Failed
}

const path = '/apps/new'

function load({ services, visit }: Asked<unknown>, wish: Wish = {}): Data {
  const kinds: readonly AppKind[] = visit.who.kind === 'officer' ? ['web', 'device', 'service'] : ['web', 'device']
  return { scopes: services.accounts.apps.scopesFor(visit.who), kinds, wish }
}

export const newApp = definePage({
  path,
  section: 'account',
  audience: 'person',
  query: Type.Object({}),
  load: async (asked): Promise<Outcome<Data>> => ({ show: load(asked) }),
  view: (data, visit) => ({
    title: visit.t('apps.register'),
    trail: [
      { href: '/account', text: visit.t('account.title') },
      { href: '/apps', text: visit.t('apps.title') },
    ],
    body: <NewAppView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      name: Type.String({ minLength: 1, maxLength: 100 }),
      about: Type.String({ minLength: 1, maxLength: 500 }),
      kind: Type.Union([Type.Literal('web'), Type.Literal('device'), Type.Literal('service')]),
      redirect: Type.Optional(Type.String({ maxLength: 2000 })),
      scopes: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 50 })),
    }),
    run: async (act): Promise<Outcome<Data>> => {
      const { redirect = '', scopes = [], ...rest } = act.fields
      const draft = { ...rest, scopes, redirectUris: redirect.split(/\s+/).filter((uri) => uri !== '') }
      const made = await act.services.accounts.apps.register(act.visit.who, draft)
      const data = load(act, { ...rest, redirect, scopes })
      return made.ok ? { show: { ...data, made } } : { show: { ...data, trouble: made }, status: 400 }
    },
  },
})

function NewAppView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { made, wish } = data
  if (made !== undefined)
    return (
      <div class="stack">
        <h1>{t('apps.registered', { name: wish.name ?? '' })}</h1>
        <Secret id={made.id} {...(made.secret !== undefined && { secret: made.secret })} visit={visit} />
        <p>
          <a href="/apps">{t('apps.title')}</a>
        </p>
      </div>
    )
  return (
    <div class="stack">
      <h1>{t('apps.register')}</h1>
      <p class="lead">{t('apps.lead')}</p>
      <Trouble trouble={data.trouble} visit={visit} />
      <form class="card" method="post" action={path}>
        <Token visit={visit} />
        <TextField id="name" name="name" label={t('apps.name')} hint={t('apps.nameHint')} value={wish.name ?? ''} isNeeded />
        <TextField id="about" name="about" label={t('apps.about')} hint={t('apps.aboutHint')} value={wish.about ?? ''} isNeeded />
        <fieldset>
          <legend>{t('apps.kindOf')}</legend>
          {data.kinds.map((kind) => (
            <Tick
              key={kind}
              type="radio"
              name="kind"
              value={kind}
              text={t(`apps.kind.${kind}`)}
              isChecked={(wish.kind ?? 'web') === kind}
            />
          ))}
        </fieldset>
        <TextField
          id="redirect"
          name="redirect"
          label={t('apps.redirect')}
          hint={t('apps.redirectHint')}
          value={wish.redirect ?? ''}
        />
        <fieldset>
          <legend>{t('apps.scopes')}</legend>
          {data.scopes.map((scope) => (
            <Tick
              key={scope}
              name="scopes"
              value={scope}
              text={scopeName(scope, visit)}
              hint={scope}
              isChecked={wish.scopes?.includes(scope) ?? scope === 'openid'}
            />
          ))}
        </fieldset>
        <div>
          <button type="submit">{t('apps.register')}</button>
        </div>
      </form>
    </div>
  )
}

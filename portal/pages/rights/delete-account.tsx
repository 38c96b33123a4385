import type { KeptView } from '@datong/server/contract'
import type { ComponentChildren } from 'preact'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Field, Tick, Token } from '../../ui/forms.tsx'
import { nameText } from '../../ui/words.tsx'
import { SignInAgain } from '../account/fresh.tsx'
import { PasskeyForm } from '../account/passkey-form.tsx'
import { type RightsTrouble, Told } from './done.tsx'

type Data = {
  readonly kept: readonly KeptView[]
  readonly isFresh: boolean
  readonly isOpen: boolean
  readonly second?: string
  readonly text: string
  readonly trouble?: RightsTrouble
}

const path = '/account/delete'

async function load({ services, visit }: Asked<unknown>, text = '', trouble?: RightsTrouble): Promise<Data> {
  const { who } = visit
  const { own, help } = services.accounts
  return {
    isFresh: (await own.see(who)).isFresh,
    kept: (await services.rights.see(who)).filter(({ rows }) => rows.length > 0),
    isOpen: (await services.rights.cases(who)).some(({ kind, state }) => kind === 'delete' && state === 'open'),
    ...(who.kind === 'resident' && who.helper !== undefined && { second: await help.askSecond(who) }),
    text,
    ...(trouble !== undefined && { trouble }),
  }
}

/** Before somebody is deleted: what would go, what the law keeps, and that it cannot be taken back. */
export const deleteAccount = definePage({
  path,
  section: 'account',
  audience: 'resident',
  query: Type.Object({}),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('deletion.title'),
    trail: [
      { href: '/account', text: visit.t('account.title') },
      { href: '/account/rights', text: visit.t('rights.title') },
    ],
    body: <DeletePage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      sure: Type.Optional(Type.String({ maxLength: 10 })),
      text: Type.Optional(Type.String({ maxLength: 4000 })),
      credential: Type.Optional(Type.String({ maxLength: 20_000 })),
    }),
    run: async (act): Promise<Outcome<Data>> => {
      const { sure, text = '', credential } = act.fields
      if (sure === undefined) return { show: await load(act, text, 'not-confirmed'), status: 400 }
      const wish = { kind: 'delete', text, ...(credential !== undefined && { second: credential }) } as const
      const done = await act.services.rights.open(act.visit.who, wish)
      return done.ok ? { go: '/account/rights?done=delete' } : { show: await load(act, text, done.why), status: 400 }
    },
  },
})

function DeletePage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('deletion.title')}</h1>
        <p class="lead">{t('deletion.lead')}</p>
        <Told trouble={data.trouble} visit={visit} />
      </div>
      <section class="card">
        <h2>{t('deletion.what')}</h2>
        <ul>
          {data.kept.map(({ id, names, keeps }) => (
            <li key={id}>
              <strong>{nameText(names, visit)}</strong>
              {t('words.dot')}
              {keeps === undefined ? t('deletion.goes') : `${t('deletion.stays')} ${nameText(keeps, visit)}`}
            </li>
          ))}
        </ul>
        <p>
          <a href="/account/data.json">{t('rights.export')}</a>
        </p>
      </section>
      <Confirm data={data} visit={visit} />
    </>
  )
}

function Confirm({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  if (data.isOpen) return <p role="status">{t('rightsTrouble.open-already')}</p>
  if (!data.isFresh) return <SignInAgain back={path} visit={visit} />
  const fields: ComponentChildren = (
    <>
      <Field id="text" label={t('rights.why')}>
        <textarea id="text" name="text" rows={3} maxLength={4000}>
          {data.text}
        </textarea>
      </Field>
      <Tick name="sure" value="yes" text={t('deletion.sure')} />
    </>
  )
  if (data.second !== undefined)
    return (
      <div class="card">
        <p>{t('help.second')}</p>
        <PasskeyForm visit={visit} action={path} kind="get" options={data.second} button={t('help.secondButton')}>
          {fields}
        </PasskeyForm>
      </div>
    )
  return (
    <form class="card" method="post" action={path}>
      <Token visit={visit} />
      {fields}
      <div>
        <button type="submit">{t('deletion.do')}</button>
      </div>
    </form>
  )
}

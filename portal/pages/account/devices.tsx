import type { Failed, PasskeyView, SessionView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Token } from '../../ui/forms.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { Ago } from '../../ui/words.tsx'
import { SignInAgain } from './fresh.tsx'
import { PasskeyForm } from './passkey-form.tsx'
import { Told, Trouble } from './trouble.tsx'

type Data = {
  readonly passkeys: readonly PasskeyView[]
  readonly sessions: readonly SessionView[]
  readonly options?: string
  readonly isFresh: boolean
  readonly ended?: number
  readonly added?: boolean
  readonly trouble?: Failed
}

const path = '/account/devices'

const Query = Type.Object({ ended: Type.Optional(Type.Integer({ minimum: 0 })), added: Type.Optional(Type.String()) })
type Query = { readonly ended?: number; readonly added?: string }

async function load({ services, visit, query }: Asked<Query>, trouble?: Failed): Promise<Data> {
  const { passkeys, sessions } = services.accounts
  const { who } = visit
  const isAlone = who.kind === 'officer' || (who.kind === 'resident' && who.helper === undefined)
  return {
    passkeys: await passkeys.list(who),
    sessions: await sessions.list(who),
    isFresh: await passkeys.mayChange(who),
    ...(isAlone && { options: await passkeys.askNew(who) }),
    ...(query.ended !== undefined && { ended: query.ended }),
    ...(query.added !== undefined && { added: true }),
    ...(trouble && { trouble }),
  }
}

const id = Type.Optional(Type.String({ maxLength: 1000 }))

export const devices = definePage({
  path,
  section: 'account',
  audience: 'person',
  query: Query,
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('devices.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <DevicesView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      credential: Type.Optional(Type.String({ maxLength: 20_000 })),
      name: Type.Optional(Type.String({ maxLength: 100 })),
      remove: id,
      end: id,
      others: id,
      all: id,
    }),
    run: async (act): Promise<Outcome<Data>> => {
      const { fields, services, visit } = act
      const { passkeys, sessions } = services.accounts
      const { who } = visit
      if (fields.credential !== undefined) {
        const name = fields.name ?? visit.t('devices.unnamed')
        const done = await passkeys.add(who, { credential: fields.credential, name })
        return done.ok ? { go: withQuery(path, { added: 'yes' }) } : { show: await load(act, done), status: 400 }
      }
      if (fields.remove !== undefined) {
        const done = await passkeys.remove(who, fields.remove)
        return done.ok ? { go: path } : { show: await load(act, done), status: 400 }
      }
      if (fields.all !== undefined) {
        await sessions.endAll(who)
        return { go: '/sign-in' }
      }
      const ended = fields.end === undefined ? await sessions.endOthers(who) : await sessions.end(who, fields.end)
      return { go: withQuery(path, { ended }) }
    },
  },
})

function DevicesView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('devices.title')}</h1>
        <p class="lead">{t('devices.lead')}</p>
        <Trouble trouble={data.trouble} visit={visit} />
        <Told text={data.ended === undefined ? undefined : t('devices.ended', { count: data.ended })} />
        <Told text={data.added ? t('devices.added') : undefined} />
      </div>
      <section class="stack">
        <h2>{t('devices.passkeys')}</h2>
        {data.passkeys.length === 0 && <p>{t('devices.none')}</p>}
        <ul class="grid">
          {data.passkeys.map((one) => (
            <li key={one.id} class="card snug">
              <Passkey passkey={one} visit={visit} />
            </li>
          ))}
        </ul>
        {data.options !== undefined && !data.isFresh && <SignInAgain back={path} visit={visit} />}
        {data.options !== undefined && data.isFresh && (
          <div class="card">
            <h3>{t('devices.add')}</h3>
            <PasskeyForm visit={visit} action={path} kind="new" options={data.options} button={t('devices.addButton')}>
              <TextField id="name" name="name" label={t('devices.name')} hint={t('devices.nameHint')} />
            </PasskeyForm>
          </div>
        )}
      </section>
      <section class="stack">
        <h2>{t('devices.sessions')}</h2>
        <ul class="grid">
          {data.sessions.map((one) => (
            <li key={one.id} class="card snug">
              <Session session={one} visit={visit} />
            </li>
          ))}
        </ul>
        <form class="row" method="post" action={path}>
          <Token visit={visit} />
          <button class="second" type="submit" name="others" value="yes">
            {t('devices.endOthers')}
          </button>
          <button class="second" type="submit" name="all" value="yes">
            {t('devices.endAll')}
          </button>
        </form>
      </section>
    </>
  )
}

function Passkey({ passkey, visit }: { passkey: PasskeyView; visit: Visit }) {
  const { t, format } = visit
  return (
    <>
      <h3>{passkey.name}</h3>
      <p>
        {t('devices.since', { day: format.moment(passkey.createdAt) })}
        {passkey.isBackedUp && ` ${t('devices.backedUp')}`}
      </p>
      {passkey.lastUsedAt && (
        <p class="quiet">
          {t('devices.used')} <Ago at={passkey.lastUsedAt} visit={visit} />
        </p>
      )}
      <form method="post" action={path}>
        <Token visit={visit} />
        <button
          class="second"
          type="submit"
          name="remove"
          value={passkey.id}
          aria-label={t('devices.removeNamed', { name: passkey.name })}
        >
          {t('devices.remove')}
        </button>
      </form>
    </>
  )
}

function Session({ session, visit }: { session: SessionView; visit: Visit }) {
  const { t } = visit
  const name = session.device === '' ? t('devices.unknown') : session.device
  return (
    <>
      <h3>
        {name} {session.isThis && <span class="badge fine">{t('devices.this')}</span>}
      </h3>
      <p>
        {t(`devices.by.${session.signedInBy}`)} {t('devices.seen')} <Ago at={session.seenAt} visit={visit} />
      </p>
      {!session.isThis && (
        <form method="post" action={path}>
          <Token visit={visit} />
          <button class="second" type="submit" name="end" value={session.id} aria-label={t('devices.endNamed', { name })}>
            {t('devices.end')}
          </button>
        </form>
      )}
    </>
  )
}

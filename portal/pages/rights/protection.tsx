import type { EmergencyView, RightsCaseView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Field, Token } from '../../ui/forms.tsx'
import { Empty } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { type RightsTrouble, Told } from './done.tsx'
import { EmergencyFacts } from './emergency-facts.tsx'
import { ProtectionTabs } from './protection-tabs.tsx'

type Data = {
  readonly emergencies: readonly EmergencyView[]
  readonly cases: readonly RightsCaseView[]
  readonly page: number
  readonly isDone: boolean
  readonly trouble?: RightsTrouble
}
type Query = { readonly page?: number; readonly done?: string }

const path = '/officers/protection'
const perPage = 20

async function load({ services, visit, query }: Asked<Query>, trouble?: RightsTrouble): Promise<Data> {
  const page = query.page ?? 1
  // One more than is shown tells whether there is a next page.
  const ask = { limit: perPage + 1, offset: (page - 1) * perPage }
  return {
    emergencies: await services.emergencies.list(visit.who, ask),
    cases: await services.rights.inbox(visit.who, ask),
    page,
    isDone: query.done !== undefined,
    ...(trouble !== undefined && { trouble }),
  }
}

/** What waits for the data protection officer: emergencies to be reviewed, and what people ask for by right. */
export const protection = definePage({
  path,
  section: 'account',
  audience: 'data-protection',
  query: Type.Object({
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    done: Type.Optional(Type.String({ maxLength: 10 })),
  }),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('protection.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <ProtectionPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      emergency: Type.Optional(Type.String({ maxLength: 100 })),
      verdict: Type.Optional(Type.Union([Type.Literal('justified'), Type.Literal('unjustified')])),
      case: Type.Optional(Type.String({ maxLength: 100 })),
      state: Type.Optional(Type.Union([Type.Literal('done'), Type.Literal('refused')])),
      text: Type.Optional(Type.String({ maxLength: 4000 })),
    }),
    run: async (act): Promise<Outcome<Data>> => {
      const { services, visit, fields } = act
      const { emergency, verdict = 'unjustified', case: id = '', state = 'refused', text = '' } = fields
      const done =
        emergency === undefined
          ? await services.rights.answer(visit.who, id, { state, text })
          : await services.emergencies.review(visit.who, emergency, { verdict, note: text })
      return done.ok ? { go: withQuery(path, { done: 'yes' }) } : { show: await load(act, done.why), status: 400 }
    },
  },
})

function ProtectionPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const hasNext = Math.max(data.emergencies.length, data.cases.length) > perPage
  return (
    <>
      <ProtectionTabs visit={visit} />
      <div class="stack">
        <h1>{t('protection.title')}</h1>
        <p class="lead">{t('protection.lead')}</p>
        <Told trouble={data.trouble} done={data.isDone ? t('protection.done') : undefined} visit={visit} />
      </div>
      <section class="stack">
        <h2>{t('protection.emergencies')}</h2>
        {data.emergencies.length === 0 && <Empty title={t('protection.noEmergencies')} />}
        <ul class="grid">
          {data.emergencies.slice(0, perPage).map((one) => (
            <li key={one.id} class="card snug">
              <EmergencyFacts one={one} visit={visit} />
              {one.review === undefined && <Review one={one} visit={visit} />}
            </li>
          ))}
        </ul>
      </section>
      <section class="stack">
        <h2>{t('protection.cases')}</h2>
        {data.cases.length === 0 && <Empty title={t('protection.noCases')} />}
        <ul class="grid">
          {data.cases.slice(0, perPage).map((one) => (
            <li key={one.id} class="card snug">
              <Case one={one} visit={visit} />
            </li>
          ))}
        </ul>
      </section>
      <Pages visit={visit} page={data.page} hasNext={hasNext} href={(page) => withQuery(path, { page })} />
    </>
  )
}

function Review({ one, visit }: { one: EmergencyView; visit: Visit }) {
  const { t } = visit
  const id = `note-${one.id}`
  return (
    <form method="post" action={path} class="stack">
      <Token visit={visit} />
      <input type="hidden" name="emergency" value={one.id} />
      <Field id={id} label={t('protection.note')} hint={t('emergency.reasonHint')}>
        <textarea id={id} name="text" rows={3} required maxLength={4000} aria-describedby={`${id}-hint`} />
      </Field>
      <div class="row">
        <button type="submit" name="verdict" value="justified">
          {t('protection.justified')}
        </button>
        <button class="second" type="submit" name="verdict" value="unjustified">
          {t('protection.unjustified')}
        </button>
      </div>
    </form>
  )
}

function Case({ one, visit }: { one: RightsCaseView; visit: Visit }) {
  const { t, format } = visit
  const id = `answer-${one.id}`
  return (
    <>
      <h3>
        {t(`rights.kind.${one.kind}`)}{' '}
        <span class={one.isLate ? 'badge bad' : 'badge'}>{t(one.isLate ? 'protection.late' : `rights.state.${one.state}`)}</span>
      </h3>
      <p class="quiet">
        {one.person?.name ?? '—'}
        {t('words.dot')}
        {one.closedAt
          ? t('rights.closed', { day: format.moment(one.closedAt) })
          : t('rights.due', { day: format.moment(one.dueAt) })}
      </p>
      {one.text !== '' && <p>{one.text}</p>}
      {one.answer && <p>{t('rights.answer', { answer: one.answer })}</p>}
      {one.state === 'open' && (
        <form method="post" action={path} class="stack">
          <Token visit={visit} />
          <input type="hidden" name="case" value={one.id} />
          <Field id={id} label={t('protection.answer')}>
            <textarea id={id} name="text" rows={3} required maxLength={4000} />
          </Field>
          <div class="row">
            <button type="submit" name="state" value="done">
              {t('protection.fulfil')}
            </button>
            <button class="second" type="submit" name="state" value="refused">
              {t('protection.refuse')}
            </button>
          </div>
        </form>
      )}
    </>
  )
}

import type { NoticeView, RightsCaseView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Field, Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { nameText } from '../../ui/words.tsx'
import { type RightsTrouble, Told } from './done.tsx'

type Data = {
  readonly cases: readonly RightsCaseView[]
  readonly notices: readonly NoticeView[]
  readonly isRestricted: boolean
  readonly done?: Kind
  readonly trouble?: RightsTrouble
}

const path = '/account/rights'
const Kind = Type.Union([
  Type.Literal('correct'),
  Type.Literal('delete'),
  Type.Literal('restrict'),
  Type.Literal('ask'),
  Type.Literal('lift'),
])
type Kind = 'correct' | 'delete' | 'restrict' | 'ask' | 'lift'
const Query = Type.Object({ done: Type.Optional(Kind) })

async function load({ services, visit, query }: Asked<{ done?: Kind }>, trouble?: RightsTrouble): Promise<Data> {
  const { rights } = services
  return {
    cases: await rights.cases(visit.who),
    notices: await rights.notices(visit.who),
    isRestricted: await rights.isRestricted(visit.who),
    ...(query.done !== undefined && { done: query.done }),
    ...(trouble !== undefined && { trouble }),
  }
}

export const rights = definePage({
  path,
  section: 'account',
  audience: 'resident',
  query: Query,
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('rights.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <RightsPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      kind: Kind,
      text: Type.Optional(Type.String({ maxLength: 4000 })),
      about: Type.Optional(Type.String({ maxLength: 200 })),
    }),
    run: async (act): Promise<Outcome<Data>> => {
      const { services, visit, fields } = act
      const { kind, text = '', about } = fields
      const done =
        kind === 'lift'
          ? await services.rights.lift(visit.who)
          : await services.rights.open(visit.who, { kind, text, ...(about !== undefined && { about }) })
      return done.ok ? { go: withQuery(path, { done: kind }) } : { show: await load(act, done.why), status: 400 }
    },
  },
})

function RightsPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('rights.title')}</h1>
        <p class="lead">{t('rights.lead')}</p>
        <Told trouble={data.trouble} done={data.done && t(`rights.done.${data.done}`)} visit={visit} />
        <Notices notices={data.notices} visit={visit} />
      </div>
      <Cases cases={data.cases} visit={visit} />
      <ul class="grid">
        <li class="card snug" id="see">
          <h2>{t('rights.see')}</h2>
          <p>{t('rights.seeHint')}</p>
          <p>
            <a href="/account/data">{t('rights.seeIt')}</a>
          </p>
          <p id="export">
            <a href="/account/data.json">{t('rights.export')}</a>
          </p>
        </li>
        <li class="card snug" id="correct">
          <h2>{t('rights.correct')}</h2>
          <p>{t('rights.correctHint')}</p>
          <Ask kind="correct" visit={visit} label={t('rights.whatIsWrong')} button={t('rights.send')} />
        </li>
        <li class="card snug" id="restrict">
          <h2>{t('rights.restrict')}</h2>
          <p>{t(data.isRestricted ? 'rights.isRestricted' : 'rights.restrictHint')}</p>
          <Ask
            kind={data.isRestricted ? 'lift' : 'restrict'}
            visit={visit}
            button={t(data.isRestricted ? 'rights.lift' : 'rights.restrictIt')}
          />
        </li>
        <li class="card snug" id="delete">
          <h2>{t('rights.delete')}</h2>
          <p>{t('rights.deleteHint')}</p>
          <p>
            <a href="/account/delete">{t('rights.deleteIt')}</a>
          </p>
        </li>
      </ul>
    </>
  )
}

function Ask({ kind, label, button, visit }: { kind: Kind; label?: string; button: string; visit: Visit }) {
  const id = `text-${kind}`
  return (
    <form method="post" action={path} class="stack">
      <Token visit={visit} />
      <input type="hidden" name="kind" value={kind} />
      {label !== undefined && (
        <Field id={id} label={label}>
          <textarea id={id} name="text" rows={3} maxLength={4000} />
        </Field>
      )}
      <div>
        <button type="submit">{button}</button>
      </div>
    </form>
  )
}

function Notices({ notices, visit }: { notices: readonly NoticeView[]; visit: Visit }) {
  const { t, format, now } = visit
  const fresh = notices.filter(({ isNew }) => isNew)
  if (fresh.length === 0) return null
  return (
    <Notice kind="warn">
      <ul>
        {fresh.map((one) => (
          <li key={one.id}>
            {t(`notice.${one.kind}`)} {format.ago(one.at, now)}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function Cases({ cases, visit }: { cases: readonly RightsCaseView[]; visit: Visit }) {
  const { t, format } = visit
  if (cases.length === 0) return null
  return (
    <section class="stack">
      <h2>{t('rights.cases')}</h2>
      <ul class="grid">
        {cases.map((one) => (
          <li key={one.id} class="card snug">
            <h3>
              {t(`rights.kind.${one.kind}`)}{' '}
              <span class={one.state === 'done' ? 'badge fine' : 'badge'}>{t(`rights.state.${one.state}`)}</span>
            </h3>
            {one.text !== '' && <p>{one.text}</p>}
            <p class="quiet">
              {one.closedAt
                ? t('rights.closed', { day: format.moment(one.closedAt) })
                : t('rights.due', { day: format.moment(one.dueAt) })}
            </p>
            {one.answer && <p>{t('rights.answer', { answer: one.answer })}</p>}
            {one.outcome && (
              <ul>
                {one.outcome.map((part) => (
                  <li key={nameText(part.names, visit)}>
                    {t('rights.erased', { what: nameText(part.names, visit), erased: part.erased, kept: part.kept })}{' '}
                    {part.why && nameText(part.why, visit)}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

import type { ConsentView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'
import { Empty } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { listNames, partyText, type RightsTrouble, Told } from './done.tsx'

type Done = 'give' | 'refuse' | 'withdraw'
type Data = { readonly consents: readonly ConsentView[]; readonly done?: Done; readonly trouble?: RightsTrouble }

const path = '/account/consents'
const Done = Type.Union([Type.Literal('give'), Type.Literal('refuse'), Type.Literal('withdraw')])
const Query = Type.Object({ done: Type.Optional(Done) })

async function load({ services, visit, query }: Asked<{ done?: Done }>, trouble?: RightsTrouble): Promise<Data> {
  return {
    consents: await services.consents.list(visit.who),
    ...(query.done !== undefined && { done: query.done }),
    ...(trouble !== undefined && { trouble }),
  }
}

export const consents = definePage({
  path,
  section: 'account',
  audience: 'resident',
  query: Query,
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('consents.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <ConsentsPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ id: Type.String({ maxLength: 100 }), do: Done }),
    run: async (act): Promise<Outcome<Data>> => {
      const { services, visit, fields } = act
      const { consents } = services
      const done =
        fields.do === 'withdraw'
          ? await consents.withdraw(visit.who, fields.id)
          : await consents.answer(visit.who, fields.id, fields.do)
      return done.ok ? { go: withQuery(path, { done: fields.do }) } : { show: await load(act, done.why), status: 400 }
    },
  },
})

function ConsentsPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const asked = data.consents.filter(({ state }) => state === 'asked')
  const given = data.consents.filter(({ state }) => state === 'given')
  const past = data.consents.filter(({ state }) => state !== 'asked' && state !== 'given')
  return (
    <>
      <div class="stack">
        <h1>{t('consents.title')}</h1>
        <p class="lead">{t('consents.lead')}</p>
        <Told trouble={data.trouble} done={data.done && t(`consents.done.${data.done}`)} visit={visit} />
      </div>
      {data.consents.length === 0 && <Empty title={t('consents.none')} />}
      <Part title={t('consents.asked')} consents={asked} visit={visit} />
      <Part title={t('consents.given')} consents={given} visit={visit} />
      <Part title={t('consents.past')} consents={past} visit={visit} />
    </>
  )
}

function Part({ title, consents, visit }: { title: string; consents: readonly ConsentView[]; visit: Visit }) {
  if (consents.length === 0) return null
  return (
    <section class="stack">
      <h2>{title}</h2>
      <ul class="grid">
        {consents.map((one) => (
          <li key={one.id} class="card snug">
            <Consent one={one} visit={visit} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Consent({ one, visit }: { one: ConsentView; visit: Visit }) {
  const { t, format } = visit
  const who = partyText(one.recipient, visit)
  const isOver = one.state !== 'asked' && one.state !== 'given'
  return (
    <>
      <h3>
        {who} {isOver && <span class="badge">{t(`consents.state.${one.state}`)}</span>}
      </h3>
      <p>{t('consents.sentence', { who, about: one.about, purposes: listNames(one.purposes, visit), service: one.service })}</p>
      {one.category === 'sensitive' && (
        <p>
          <strong>{t('consents.sensitive')}</strong>
        </p>
      )}
      {one.byGuardian && <p>{t('consents.byGuardian')}</p>}
      <p class="quiet">
        {one.state === 'asked' && t('consents.wouldHold', { count: one.days })}
        {one.state === 'given' && one.until && t('consents.until', { day: format.moment(one.until) })}
        {isOver && t('consents.ended', { day: format.moment(one.endedAt ?? one.until ?? one.answeredAt ?? one.askedAt) })}
      </p>
      <form class="row" method="post" action={path}>
        <Token visit={visit} />
        <input type="hidden" name="id" value={one.id} />
        {one.state === 'asked' && (
          <>
            <button type="submit" name="do" value="give" aria-label={t('consents.giveTo', { who })}>
              {t('consents.give')}
            </button>
            <button class="second" type="submit" name="do" value="refuse" aria-label={t('consents.refuseTo', { who })}>
              {t('consents.refuse')}
            </button>
          </>
        )}
        {one.state === 'given' && (
          <button class="second" type="submit" name="do" value="withdraw" aria-label={t('consents.withdrawFrom', { who })}>
            {t('consents.withdraw')}
          </button>
        )}
        {one.state !== 'asked' && (
          <a href={`${path}/${one.id}/receipt.json`} aria-label={t('consents.receiptFor', { who })}>
            {t('consents.receipt')}
          </a>
        )}
      </form>
    </>
  )
}

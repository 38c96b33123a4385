import type { AgreementView, DatasetView, Outcome as Done, Terms } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { departmentText } from '../../ui/department.ts'
import { type Option, TextField, Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { nameText } from '../../ui/words.tsx'
import { LimitForm } from './agreement-limit.tsx'
import { AgreedTerms } from './agreement-terms.tsx'
import { lastDay, lastMoment, StateBadge, WhyNot } from './agreement-words.tsx'
import { areaOptions, readTerms, termsFields } from './terms-fields.tsx'

export type AgreementData = {
  readonly agreement: AgreementView
  readonly dataset?: DatasetView
  readonly areas: readonly Option[]
  readonly masks: Asked<unknown>['services']['agreements']['masks']
  readonly done?: string
  readonly outcome?: Done
  /** What the owner was about to approve. */
  readonly draft?: Terms
}

const list = '/exchange/agreements'
const acts = ['approve', 'limit', 'refuse', 'sign', 'end', 'renew'] as const
const Act = Type.Enum([...acts])

async function load(asked: Asked<{ done?: string }>, outcome?: Done, draft?: Terms): Promise<AgreementData> {
  const { services, visit, params, query } = asked
  const agreement = await services.agreements.find(visit.who, params.id ?? '')
  if (agreement === undefined) throw noSuch('There is no such agreement')
  const dataset = await services.datasets.find(agreement.terms.dataset)
  const { area } = agreement.terms
  const mayLimit = agreement.may.includes('approve')
  return {
    agreement,
    ...(dataset && { dataset }),
    areas: mayLimit ? await areaOptions(services, [area], visit, area === '/') : [],
    masks: services.agreements.masks,
    ...(query.done !== undefined && { done: query.done }),
    ...(outcome && { outcome }),
    ...(draft && { draft }),
  }
}

/** One agreement: what was asked, what was approved, who signed, and what is next. */
export const agreement = definePage({
  path: `${list}/:id`,
  section: 'account',
  audience: 'officer',
  query: Type.Object({ done: Type.Optional(Type.String({ maxLength: 20 })) }),
  load: async (asked): Promise<Outcome<AgreementData>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: nameText(data.agreement.datasetTitles, visit),
    trail: [{ href: list, text: visit.t('agreements.title') }],
    body: <AgreementPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ do: Act, reason: Type.Optional(Type.String({ maxLength: 2000 })), ...termsFields }),
    run: async (act): Promise<Outcome<AgreementData>> => {
      const { fields, services, visit, params } = act
      const id = params.id ?? ''
      const { do: what, reason = '', ...sent } = fields
      const { agreements } = services
      const found = await agreements.find(visit.who, id)
      if (found === undefined) throw noSuch('There is no such agreement')
      const dataset = await services.datasets.find(found.terms.dataset)
      const draft = what === 'limit' ? readTerms(sent, dataset?.fields ?? [], found.terms) : undefined
      const run = {
        approve: () => agreements.approve(visit.who, id, { reason }),
        limit: () => agreements.approve(visit.who, id, { reason, ...(draft && { terms: draft }) }),
        refuse: () => agreements.refuse(visit.who, id, reason),
        sign: () => agreements.sign(visit.who, id),
        end: () => agreements.end(visit.who, id, reason),
        renew: () => agreements.renew(visit.who, id, sent.until ?? ''),
      }
      const done = await run[what]()
      if (done.ok) return { go: `${list}/${done.id}?done=${what}` }
      return { show: await load({ ...act, query: {} }, done, draft), status: 400 }
    },
  },
})

function AgreementPage({ data, visit }: { data: AgreementData; visit: Visit }) {
  const { t } = visit
  const { agreement: one, done } = data
  const isKnown = (text: string): text is (typeof acts)[number] | 'ask' => text === 'ask' || acts.some((act) => act === text)
  return (
    <>
      <div class="stack">
        <h1>
          {nameText(one.datasetTitles, visit)} <StateBadge agreement={one} visit={visit} />
        </h1>
        <p class="lead">
          {t('agreement.sentence', { recipient: departmentText(one.recipient, visit), owner: departmentText(one.owner, visit) })}
        </p>
        <WhyNot outcome={data.outcome} visit={visit} />
        {done !== undefined && isKnown(done) && data.outcome === undefined && (
          <Notice kind="fine">
            <p role="status">{t(`agreement.done.${done}`)}</p>
          </Notice>
        )}
        {one.reason && (
          <Notice>
            <p>{t('agreement.reason', { reason: one.reason })}</p>
          </Notice>
        )}
      </div>
      <Next data={data} visit={visit} />
      <AgreedTerms agreement={one} visit={visit} />
      <Signatures agreement={one} visit={visit} />
      {(one.may.includes('end') || one.may.includes('withdraw') || one.may.includes('renew')) && (
        <Later agreement={one} visit={visit} />
      )}
    </>
  )
}

/** What the reader can do now, before anything else. */
function Next({ data, visit }: { data: AgreementData; visit: Visit }) {
  const { t } = visit
  const { agreement: one } = data
  const path = `${list}/${one.id}`
  if (one.may.includes('approve')) return <Decide data={data} visit={visit} />
  if (one.may.includes('sign'))
    return (
      <form class="card snug" method="post" action={path}>
        <Token visit={visit} />
        <p>{t('agreement.signHint')}</p>
        <div>
          <button type="submit" name="do" value="sign">
            {t('agreement.sign')}
          </button>
        </div>
      </form>
    )
  const holds = one.activeFrom !== undefined
  if (!one.may.includes('ask') && !holds) return null
  return (
    <p class="row">
      {one.may.includes('ask') && (
        <a class="button" href={`${path}/ask`}>
          {t('agreement.ask')}
        </a>
      )}
      {holds && (
        <>
          <a class="button second" href={`${path}/use`}>
            {t('agreementUse.title')}
          </a>
          <a class="button second" href={`/exchange/receipts?agreement=${one.id}`}>
            {t('receipts.title')}
          </a>
        </>
      )}
    </p>
  )
}

function Decide({ data, visit }: { data: AgreementData; visit: Visit }) {
  const { t } = visit
  const path = `${list}/${data.agreement.id}`
  return (
    <>
      <form class="card snug" method="post" action={path}>
        <Token visit={visit} />
        <h2>{t('agreement.decide')}</h2>
        <p>{t('agreement.approveHint')}</p>
        <div>
          <button type="submit" name="do" value="approve">
            {t('agreement.approve')}
          </button>
        </div>
      </form>
      <LimitForm data={data} path={path} visit={visit} />
      <details class="card snug">
        <summary>{t('agreement.refuseOpen')}</summary>
        <form class="stack" method="post" action={path}>
          <Token visit={visit} />
          <TextField id="refuse-reason" name="reason" label={t('agreement.why')} isNeeded />
          <div>
            <button class="second" type="submit" name="do" value="refuse">
              {t('agreement.refuse')}
            </button>
          </div>
        </form>
      </details>
    </>
  )
}

function Signatures({ agreement: one, visit }: { agreement: AgreementView; visit: Visit }) {
  const { t, format } = visit
  return (
    <section class="card snug">
      <h2>{t('agreement.signatures')}</h2>
      <p class="quiet">{t('agreement.askedBy', { name: one.askedBy.name, moment: format.moment(one.askedAt) })}</p>
      {one.signatures.length === 0 && <p>{t('agreement.unsigned')}</p>}
      <ul>
        {one.signatures.map(({ side, department, officer, at }) => (
          <li key={side}>
            {t('agreement.signedBy', {
              department: departmentText(department, visit),
              name: officer.name,
              moment: format.moment(at),
            })}
          </li>
        ))}
      </ul>
      {one.signatures.length > 0 && (
        <p>
          <a href={`/exchange/v1/agreements/${one.id}/text`}>{t('agreement.text')}</a>
        </p>
      )}
      {one.renews && (
        <p>
          <a href={`${list}/${one.renews}`}>{t('agreement.renews')}</a>
        </p>
      )}
    </section>
  )
}

/** Going on with it, or ending it. */
function Later({ agreement: one, visit }: { agreement: AgreementView; visit: Visit }) {
  const { t } = visit
  const path = `${list}/${one.id}`
  const isActive = one.may.includes('end')
  return (
    <>
      {one.may.includes('renew') && (
        <details class="card snug">
          <summary>{t('agreement.renewOpen')}</summary>
          <form class="stack" method="post" action={path}>
            <Token visit={visit} />
            <p>{t('agreement.renewHint', { day: lastMoment(one.terms.until, visit) })}</p>
            <TextField
              id="renew-until"
              name="until"
              type="date"
              label={t('terms.until')}
              value={lastDay(one.terms.until, visit)}
              isNeeded
            />
            <div>
              <button type="submit" name="do" value="renew">
                {t('agreement.renew')}
              </button>
            </div>
          </form>
        </details>
      )}
      <details class="card snug">
        <summary>{t(isActive ? 'agreement.endOpen' : 'agreement.withdrawOpen')}</summary>
        <form class="stack" method="post" action={path}>
          <Token visit={visit} />
          <TextField id="end-reason" name="reason" label={t('agreement.why')} isNeeded={isActive} />
          <div>
            <button class="second" type="submit" name="do" value="end">
              {t(isActive ? 'agreement.end' : 'agreement.withdraw')}
            </button>
          </div>
        </form>
      </details>
    </>
  )
}

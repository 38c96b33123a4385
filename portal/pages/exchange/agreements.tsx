import type { AgreementCounts, AgreementView } from '@datong/server/contract'
import Type from 'typebox'
import { definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { departmentText } from '../../ui/department.ts'
import { Empty, Notice } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { nameText } from '../../ui/words.tsx'
import { lastMoment, StateBadge } from './agreement-words.tsx'

type Data = AgreementCounts & { readonly items: readonly AgreementView[]; readonly page: number }

const path = '/exchange/agreements'
const perPage = 20

/** What the officer's department may ask of others and others of it, and what waits for it. */
export const agreements = definePage({
  path,
  section: 'account',
  audience: 'officer',
  query: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })) }),
  load: async ({ services, visit, query }): Promise<Outcome<Data>> => {
    const page = query.page ?? 1
    return { show: { ...(await services.agreements.list(visit.who, { limit: perPage, offset: (page - 1) * perPage })), page } }
  },
  view: (data, visit) => ({
    title: visit.t('agreements.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <AgreementsPage data={data} visit={visit} />,
  }),
})

function AgreementsPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const pages = Math.max(1, Math.ceil(data.count / perPage))
  return (
    <>
      <div class="stack">
        <h1>{t('agreements.title')}</h1>
        <p class="lead">{t('agreements.lead')}</p>
        {data.waiting > 0 && (
          <Notice kind="warn">
            <p>{t('agreements.waiting', { count: data.waiting })}</p>
          </Notice>
        )}
        {data.ending > 0 && (
          <Notice>
            <p>{t('agreements.ending', { count: data.ending })}</p>
          </Notice>
        )}
        <p class="row">
          <a class="button" href="/exchange">
            {t('agreements.catalogue')}
          </a>
          <a class="button second" href="/exchange/receipts">
            {t('receipts.title')}
          </a>
        </p>
      </div>
      {data.items.length === 0 ? (
        <Empty title={t('agreements.none')}>
          <p>{t('agreements.noneHint')}</p>
        </Empty>
      ) : (
        <ul class="grid">
          {data.items.map((one) => (
            <li key={one.id} class="card snug">
              <Item one={one} visit={visit} />
            </li>
          ))}
        </ul>
      )}
      <Pages visit={visit} page={data.page} pages={pages} href={(page) => withQuery(path, { page })} />
    </>
  )
}

function Item({ one, visit }: { one: AgreementView; visit: Visit }) {
  const { t, format } = visit
  const isWaiting = one.may.includes('approve') || one.may.includes('sign')
  return (
    <>
      <h2>
        <a href={`${path}/${one.id}`}>{nameText(one.datasetTitles, visit)}</a> <StateBadge agreement={one} visit={visit} />
      </h2>
      <p>
        {t(`agreement.who.${one.side}`, { department: departmentText(one.side === 'owner' ? one.recipient : one.owner, visit) })}
      </p>
      <p class="quiet">
        {t('agreement.until', { day: lastMoment(one.terms.until, visit) })}
        {one.state === 'active' && ` ${t('agreement.used', { count: one.used, number: format.number(one.used) })}`}
      </p>
      {one.isEnding && (
        <p>
          <strong>{t('agreement.ending')}</strong>
        </p>
      )}
      {isWaiting && (
        <p>
          <strong>{t(one.may.includes('sign') ? 'agreement.waits.sign' : 'agreement.waits.decide')}</strong>
        </p>
      )}
      {one.may.includes('ask') && (
        <p>
          <a class="button" href={`${path}/${one.id}/ask`}>
            {t('agreement.ask')}
          </a>
        </p>
      )}
    </>
  )
}

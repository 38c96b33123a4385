import type { UnusualReview, UnusualView } from '@datong/server/contract'
import Type from 'typebox'
import { definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { departmentTitle } from '../../ui/department.ts'
import { Empty, Notice } from '../../ui/notice.tsx'
import { Pages, withQuery } from '../../ui/pages.tsx'
import { ProtectionTabs, protectionTrail, SpanForm } from './protection-tabs.tsx'
import { Reasons } from './unusual-reasons.tsx'

type Data = {
  readonly found: readonly UnusualView[]
  readonly cut: readonly string[]
  readonly reviews: readonly UnusualReview[]
  readonly days: number
  readonly page: number
  readonly isDone: boolean
}

const path = '/officers/protection/unusual'
const perPage = 20

/** Officers whose looks at people stand out, and those that were reviewed. */
export const unusual = definePage({
  path,
  section: 'account',
  audience: 'data-protection',
  query: Type.Object({
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 92 })),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    done: Type.Optional(Type.String({ maxLength: 10 })),
  }),
  load: async ({ services, visit, query }): Promise<Outcome<Data>> => {
    const { days = 30, page = 1, done } = query
    const { found, cut } = await services.oversight.unusual(visit.who, days)
    // One more than is shown tells whether there is a next page.
    const reviews = await services.oversight.reviews(visit.who, { limit: perPage + 1, offset: (page - 1) * perPage })
    return { show: { found, cut, reviews, days, page, isDone: done !== undefined } }
  },
  view: (data, visit) => ({
    title: visit.t('unusual.title'),
    trail: protectionTrail(visit),
    body: <UnusualPage data={data} visit={visit} />,
  }),
})

function UnusualPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  const { page, days } = data
  const first = (page - 1) * perPage
  const shown = data.found.slice(first, first + perPage)
  const hasNext = data.reviews.length > perPage || data.found.length > first + perPage
  return (
    <>
      <ProtectionTabs visit={visit} />
      <div class="stack">
        <h1>{t('unusual.title')}</h1>
        <p class="lead">{t('unusual.lead')}</p>
        {data.isDone && (
          <Notice kind="fine">
            <p role="status">{t('unusual.done')}</p>
          </Notice>
        )}
        <SpanForm path={path} days={days} visit={visit} />
        {data.cut.length > 0 && (
          <Notice kind="warn">
            <p>{t('unusual.cut', { departments: format.list(data.cut) })}</p>
          </Notice>
        )}
      </div>
      <section class="stack">
        <h2>{t('unusual.open')}</h2>
        {data.found.length === 0 ? (
          <Empty title={t('unusual.none')} />
        ) : (
          <p role="status">{t('unusual.count', { count: data.found.length })}</p>
        )}
        <ul class="grid">
          {shown.map((one) => (
            <li key={one.officer.id} class="card snug">
              <h3>{one.officer.name}</h3>
              <Standing one={one} visit={visit} />
              <Reasons reasons={one.reasons} visit={visit} />
              <p>
                <a
                  href={withQuery(`${path}/${one.officer.id}`, { days })}
                  aria-label={t('unusual.readNamed', { name: one.officer.name })}
                >
                  {t('unusual.read')}
                </a>
              </p>
            </li>
          ))}
        </ul>
      </section>
      {data.reviews.length > 0 && (
        <section class="stack">
          <h2>{t('unusual.reviewed')}</h2>
          <ul class="grid">
            {data.reviews.slice(0, perPage).map((one) => (
              <li key={one.id} class="card snug">
                <h3>{one.officer.name}</h3>
                <Standing one={one} visit={visit} />
                <Reasons reasons={one.reasons} visit={visit} />
                <p>{one.note}</p>
                <p class="quiet">{t('unusual.by', { name: one.by, day: format.moment(one.at) })}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Pages visit={visit} page={page} hasNext={hasNext} href={(next) => withQuery(path, { days, page: next })} />
    </>
  )
}

/** Who it is, and how much was looked at. */
export function Standing({ one, visit }: { one: Pick<UnusualView, 'officer' | 'looks' | 'people' | 'since'>; visit: Visit }) {
  const { t, format } = visit
  return (
    <p class="quiet">
      {departmentTitle(one.officer.department, visit)}
      {t('words.dot')}
      {t('unusual.looks', { count: one.looks })}
      {t('words.dot')}
      {t('unusual.people', { count: one.people })}
      {t('words.dot')}
      {t('unusual.since', { day: format.moment(one.since) })}
    </p>
  )
}

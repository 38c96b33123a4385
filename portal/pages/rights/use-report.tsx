import type { UseRow } from '@datong/server/contract'
import Type from 'typebox'
import { definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Empty } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { Table } from '../../ui/table.tsx'
import { nameText } from '../../ui/words.tsx'
import { partyText } from './done.tsx'
import { basisText } from './looks.tsx'
import { ProtectionTabs, protectionTrail, SpanForm } from './protection-tabs.tsx'

type Data = { readonly rows: readonly UseRow[]; readonly days: number }

export const usePath = '/officers/protection/use'

/** Which departments and apps looked at people's data, for what, on which basis, and how often that was refused. */
export const useReport = definePage({
  path: usePath,
  section: 'account',
  audience: 'data-protection',
  query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 92 })) }),
  load: async ({ services, visit, query: { days = 30 } }): Promise<Outcome<Data>> => ({
    show: { rows: await services.oversight.use(visit.who, days), days },
  }),
  view: (data, visit) => ({
    title: visit.t('dataUse.title'),
    trail: protectionTrail(visit),
    body: <ReportPage data={data} visit={visit} />,
  }),
})

function ReportPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  const { rows, days } = data
  const sum = (of: (row: UseRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  return (
    <>
      <ProtectionTabs visit={visit} />
      <div class="stack">
        <h1>{t('dataUse.title')}</h1>
        <p class="lead">{t('dataUse.lead')}</p>
        <SpanForm path={usePath} days={days} visit={visit} />
      </div>
      {rows.length === 0 ? (
        <Empty title={t('dataUse.none')} />
      ) : (
        <section class="stack">
          <p role="status">
            {t('unusual.looks', { count: sum(({ looks }) => looks) })}
            {t('words.dot')}
            {t('dataUse.refusedCount', { count: sum(({ refused }) => refused) })}
          </p>
          <Table
            caption={t('dataUse.table')}
            rows={rows}
            rowKey={(row) => JSON.stringify([row.kind, row.name, row.purpose, row.basis])}
            columns={[
              { key: 'who', head: t('dataUse.who'), cell: (row) => partyText(row, visit), isName: true },
              { key: 'why', head: t('file.purpose'), cell: ({ purpose }) => (purpose ? nameText(purpose, visit) : '—') },
              { key: 'basis', head: t('file.basis'), cell: ({ basis }) => (basis ? basisText({ kind: basis }, visit) : '—') },
              { key: 'looks', head: t('dataUse.looks'), cell: ({ looks }) => format.number(looks), isNumber: true },
              { key: 'people', head: t('dataUse.people'), cell: ({ people }) => format.number(people), isNumber: true },
              { key: 'refused', head: t('dataUse.refused'), cell: ({ refused }) => format.number(refused), isNumber: true },
            ]}
          />
          <p>
            <a class="button second" href={withQuery(`${usePath}.csv`, { days })}>
              {t('dataUse.csv')}
            </a>
          </p>
        </section>
      )}
    </>
  )
}

import type { AgreementUse, AgreementView } from '@datong/server/contract'
import Type from 'typebox'
import { definePage, type Outcome } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Empty } from '../../ui/notice.tsx'
import { Table } from '../../ui/table.tsx'
import { nameText } from '../../ui/words.tsx'

type Data = { readonly agreement: AgreementView; readonly use: readonly AgreementUse[] }

const list = '/exchange/agreements'

/** How an agreement is used, by day and by whoever asked: both sides see the same. */
export const agreementUse = definePage({
  path: `${list}/:id/use`,
  section: 'account',
  audience: 'officer',
  query: Type.Object({}),
  load: async ({ services, visit, params }): Promise<Outcome<Data>> => {
    const agreement = await services.agreements.find(visit.who, params.id ?? '')
    if (agreement === undefined) throw noSuch('There is no such agreement')
    return { show: { agreement, use: await services.agreements.use(visit.who, agreement.id) } }
  },
  view: (data, visit) => ({
    title: visit.t('agreementUse.title'),
    trail: [
      { href: list, text: visit.t('agreements.title') },
      { href: `${list}/${data.agreement.id}`, text: nameText(data.agreement.datasetTitles, visit) },
    ],
    body: <UsePage data={data} visit={visit} />,
  }),
})

function UsePage({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('agreementUse.title')}</h1>
        <p class="lead">{t('agreementUse.lead')}</p>
      </div>
      {data.use.length === 0 ? (
        <Empty title={t('agreementUse.none')} />
      ) : (
        <Table
          caption={t('agreementUse.table')}
          rows={data.use}
          rowKey={({ day, by }) => `${day} ${by.kind} ${by.id}`}
          columns={[
            { key: 'day', head: t('agreementUse.day'), cell: ({ day }) => day, isName: true },
            { key: 'by', head: t('agreementUse.by'), cell: ({ by }) => by.name ?? by.id },
            { key: 'queries', head: t('agreementUse.queries'), cell: ({ queries }) => format.number(queries), isNumber: true },
            { key: 'persons', head: t('agreementUse.persons'), cell: ({ persons }) => format.number(persons), isNumber: true },
            {
              key: 'answered',
              head: t('agreementUse.answered'),
              cell: ({ answered }) => format.number(answered),
              isNumber: true,
            },
            {
              key: 'refused',
              head: t('agreementUse.refused'),
              cell: ({ refused }) =>
                refused.length === 0 ? (
                  '—'
                ) : (
                  <ul>
                    {refused.map(({ why, persons }) => (
                      <li key={nameText(why, visit)}>
                        {format.number(persons)} × {nameText(why, visit)}
                      </li>
                    ))}
                  </ul>
                ),
            },
          ]}
        />
      )}
    </>
  )
}

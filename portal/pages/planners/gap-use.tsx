/** The gap as it shows in use, where services have told of it: who waited how long, who gave up, who was content. */
import type { Estimate, UseGroup, UseMonth, UseOfService } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Notice } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { nameText } from '../../ui/words.tsx'
import type { GapData } from './gap.tsx'

export function GapUse({ data, visit }: { data: GapData; visit: Visit }) {
  const { t } = visit
  if (data.use === undefined) return <p>{t('use.nothing')}</p>
  const [all] = data.use.gaps
  return (
    <>
      {all?.meanDays && <p>{t('use.waiting', interval(all.meanDays, visit))}</p>}
      {all?.completed && <p>{t('use.completed', interval(all.completed, visit))}</p>}
      {data.use.warnings.map(({ figure, growth, since }) => (
        <Notice key={figure} kind="warn">
          <p>{t(`use.warning.${figure}`, { since, growth: visit.format.share(growth.value - 1) })}</p>
        </Notice>
      ))}
      <Groups use={data.use} visit={visit} />
      {data.use.months.length > 1 && <Months use={data.use} visit={visit} />}
    </>
  )
}

/** The gap month by month, the newest first: what a warning is found in. */
function Months({ use, visit }: { use: UseOfService; visit: Visit }) {
  const { t, format } = visit
  const shown = (estimate: Estimate | undefined) =>
    estimate === undefined ? t('words.none') : t('use.interval', interval(estimate, visit))
  const columns: readonly Column<UseMonth>[] = [
    { key: 'month', isName: true, head: t('use.month'), cell: (row) => row.month },
    { key: 'cases', isNumber: true, head: t('use.cases'), cell: (row) => format.number(row.cases) },
    { key: 'days', isNumber: true, head: t('use.monthWaiting'), cell: (row) => shown(row.meanDays) },
    { key: 'completed', isNumber: true, head: t('use.monthAnswered'), cell: (row) => shown(row.completed) },
  ]
  const rows = use.months.toReversed()
  return <Table caption={t('use.monthsCaption')} columns={columns} rows={rows} rowKey={(row) => row.month} />
}

/** Above everything else: where the gap grows, with the way to it. */
export function GrowingGaps({ data: { growing, report, area }, visit }: { data: GapData; visit: Visit }) {
  if (growing.length === 0) return null
  const nameOf = (kind: string) => {
    const known = report.services.find((one) => one.kind === kind)
    return known ? nameText(known.names, visit) : kind
  }
  // Only of what is measured is there a page of its own.
  const isMeasured = (kind: string) => report.services.some((one) => one.kind === kind)
  return (
    <Notice kind="warn">
      <p>{visit.t('use.growing', { count: growing.length })}</p>
      <ul>
        {growing.map(({ service, warnings }) => (
          <li key={service}>
            {isMeasured(service) ? (
              <a href={withQuery('/gap', { kind: service, area: area?.code })}>{nameOf(service)}</a>
            ) : (
              nameOf(service)
            )}
            {visit.t('words.dot')}
            {visit.format.list(warnings.map(({ figure }) => visit.t(`use.growing.${figure}`)))}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function interval({ value, low, high }: Estimate, { format }: Visit) {
  return { value: format.number(value, 2), low: format.number(low, 2), high: format.number(high, 2) }
}

function Groups({ use, visit }: { use: UseOfService; visit: Visit }) {
  const { t, format } = visit
  const shown = (estimate: Estimate | undefined, text: (value: number) => string) =>
    estimate === undefined ? t('words.none') : text(estimate.value)
  const columns: readonly Column<UseGroup>[] = [
    { key: 'class', isName: true, head: t('gap.class'), cell: (row) => t(`class.${row.class}`) },
    { key: 'age', head: t('use.age'), cell: (row) => row.age ?? t('use.allAges') },
    { key: 'cases', isNumber: true, head: t('use.cases'), cell: (row) => format.number(row.cases) },
    {
      key: 'days',
      isNumber: true,
      head: t('use.days'),
      cell: (row) => shown(row.meanDays, (value) => format.number(value, 1)),
    },
    { key: 'completed', isNumber: true, head: t('use.answered'), cell: (row) => shown(row.completed, format.share) },
    {
      key: 'content',
      isNumber: true,
      head: t('use.satisfaction'),
      cell: (row) => shown(row.satisfaction, (value) => format.number(value, 1)),
    },
  ]
  return (
    <Table caption={t('use.caption')} columns={columns} rows={use.groups} rowKey={(row) => `${row.class} ${row.age ?? ''}`} />
  )
}

/** Before and after, side by side: for everybody and for each class. */
import type { PlanFigures } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { type Column, Table } from '../../ui/table.tsx'

type Row = { readonly key: string; readonly before: PlanFigures; readonly after: PlanFigures | undefined }

export function PlanTable({
  before,
  after,
  visit,
}: {
  before: readonly PlanFigures[]
  after: readonly PlanFigures[]
  visit: Visit
}) {
  const { t, format } = visit
  const rows = before.map(
    (one): Row => ({ key: one.class ?? 'all', before: one, after: after.find((other) => other.class === one.class) }),
  )
  const hidden = (row: Row, text: string) => (row.before.isSuppressed ? t('gap.withheld') : text)
  const share = (figures: PlanFigures | undefined) =>
    figures?.share === undefined ? t('words.none') : format.share(figures.share)
  const columns: Column<Row>[] = [
    {
      key: 'class',
      isName: true,
      head: t('gap.class'),
      cell: ({ before: { class: name } }) => (name ? t(`class.${name}`) : t('scenario.everybody')),
    },
    { key: 'people', isNumber: true, head: t('gap.people'), cell: (row) => hidden(row, format.number(row.before.population)) },
    { key: 'before', isNumber: true, head: t('scenario.shareBefore'), cell: (row) => hidden(row, share(row.before)) },
    { key: 'after', isNumber: true, head: t('scenario.shareAfter'), cell: (row) => hidden(row, share(row.after)) },
  ]
  const isOnline = before.some(({ able }) => able !== undefined)
  columns.push(...(isOnline ? onlineColumns(visit) : minutesColumns(visit, hidden)))
  return <Table caption={t('scenario.beforeAfter')} columns={columns} rows={rows} rowKey={(row) => row.key} />
}

function minutesColumns({ t, format }: Visit, hidden: (row: Row, text: string) => string): Column<Row>[] {
  const minutes = (figures: PlanFigures | undefined) =>
    figures?.meanMinutes === undefined ? t('words.none') : t('plan.minutes', { minutes: format.number(figures.meanMinutes, 1) })
  return [
    { key: 'minutesBefore', isNumber: true, head: t('scenario.minutesBefore'), cell: (row) => hidden(row, minutes(row.before)) },
    { key: 'minutesAfter', isNumber: true, head: t('scenario.minutesAfter'), cell: (row) => hidden(row, minutes(row.after)) },
  ]
}

/** Points shorten no way. Of a service that is given at a distance, too: who can use it so, and what both ways give. */
function onlineColumns({ t, format }: Visit): Column<Row>[] {
  const able = (figures: PlanFigures | undefined) => (figures?.able === undefined ? t('words.none') : format.share(figures.able))
  const joint = (figures: PlanFigures | undefined) =>
    figures?.jointPerThousand === undefined ? t('words.none') : format.number(figures.jointPerThousand, 3)
  return [
    { key: 'ableBefore', isNumber: true, head: t('plan.ableBefore'), cell: ({ before }) => able(before) },
    { key: 'ableAfter', isNumber: true, head: t('plan.ableAfter'), cell: ({ after }) => able(after) },
    { key: 'jointBefore', isNumber: true, head: t('plan.jointBefore'), cell: ({ before }) => joint(before) },
    { key: 'jointAfter', isNumber: true, head: t('plan.jointAfter'), cell: ({ after }) => joint(after) },
  ]
}

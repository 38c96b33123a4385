import type { ComponentChildren } from 'preact'
import type { Visit } from '../../site/visit.ts'
import { Empty } from '../../ui/notice.tsx'
import { Pages } from '../../ui/pages.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Name, nameText } from '../../ui/words.tsx'
import type { Row, WorkbenchData } from './workbench-data.ts'
import { interfaceOf, lookAt, type sorts } from './workbench-query.ts'
import { unitText, valueText } from './workbench-values.ts'

const perPage = 50

/** Everything that is on the map, as a table: sortable, in pages, and as a file. */
export function WorkbenchTable({ data, visit }: { data: WorkbenchData; visit: Visit }) {
  const { t, format } = visit
  const { rows, query, layer, service, report } = data
  if (rows.length === 0) return <Empty title={t('planning.noRows')} />
  const page = query.page ?? 1
  const pages = Math.ceil(rows.length / perPage)
  const columns: readonly Column<Row>[] = [
    {
      key: 'name',
      isName: true,
      head: <SortLink by="name" data={data} text={t(`planning.layer.${layer}`)} />,
      ...sortedBy('name', data),
      cell: (row) =>
        layer === 'areas' && row.id !== query.area ? (
          <a href={lookAt(query, { area: row.id })}>
            <Name names={row.names} visit={visit} />
          </a>
        ) : (
          <Name names={row.names} visit={visit} />
        ),
    },
    { key: 'class', head: t('gap.class'), cell: (row) => (row.class ? t(`class.${row.class}`) : t('words.none')) },
    {
      key: 'people',
      isNumber: true,
      head: <SortLink by="people" data={data} text={t('gap.people')} />,
      ...sortedBy('people', data),
      cell: (row) => (row.isSuppressed || row.people === undefined ? t('gap.withheld') : format.number(row.people)),
    },
    {
      key: 'value',
      isNumber: true,
      head: <SortLink by="value" data={data} text={unitText(report.unit, visit)} />,
      ...sortedBy('value', data),
      cell: (row) => valueCell(row, data, visit),
    },
  ]
  const caption = t('planning.tableCaption', {
    measure: t(`planning.measure.${query.measure ?? 'nearest'}`),
    service: nameText(service.names, visit),
  })
  return (
    <>
      <p>{t('planning.rows', { count: rows.length, number: format.number(rows.length) })}</p>
      <Table
        caption={caption}
        columns={columns}
        rows={rows.slice((page - 1) * perPage, page * perPage)}
        rowKey={(row) => row.id}
      />
      <Pages visit={visit} page={page} pages={pages} href={(next) => lookAt(query, { page: next })} />
      <p class="row">
        <a
          class="button second"
          href={interfaceOf(query, service.kind, { by: layer === 'areas' ? 'area' : 'settlement', format: 'csv' })}
          download={`${service.kind}-${query.measure ?? 'nearest'}-${layer}.csv`}
        >
          {t('gap.csv')}
        </a>
        <a href={interfaceOf(query, service.kind, { by: layer === 'areas' ? 'area' : 'settlement' })}>{t('gap.json')}</a>
        <a href="/equity/v1/collections">{t('planning.features')}</a>
      </p>
    </>
  )
}

function valueCell(row: Row, { report, layer }: WorkbenchData, visit: Visit): ComponentChildren {
  // How far a place is says nothing of who lives there; of a group it would.
  if (row.isSuppressed && layer === 'areas') return visit.t('gap.withheld')
  const isNothing = row.value === undefined || (row.value === 0 && !report.isBurden)
  return isNothing ? visit.t('planning.without') : valueText(row.value, report.unit, visit)
}

type Sort = (typeof sorts)[number]

function isDown({ query, report }: WorkbenchData): boolean {
  return query.sort === undefined ? report.isBurden : query.down === 'yes'
}

function sortedBy(by: Sort, data: WorkbenchData): { readonly sorted?: 'ascending' | 'descending' } {
  if ((data.query.sort ?? 'value') !== by) return {}
  return { sorted: isDown(data) ? 'descending' : 'ascending' }
}

/** Pressed again, it turns the order round; numbers begin with the largest. */
function SortLink({ by, data, text }: { by: Sort; data: WorkbenchData; text: string }) {
  const { sorted } = sortedBy(by, data)
  const isNextDown = sorted === undefined ? by !== 'name' : sorted === 'ascending'
  return (
    <a class="sort" href={`${lookAt(data.query, { sort: by, down: isNextDown ? 'yes' : undefined })}#table`}>
      {text}
      {sorted && <span aria-hidden="true">{sorted === 'ascending' ? ' ▲' : ' ▼'}</span>}
    </a>
  )
}

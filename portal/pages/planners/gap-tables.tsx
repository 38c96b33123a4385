import type { GapOfArea, GapOfService, GapReport, GapRow } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Meter } from '../../ui/meter.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Name, nameText } from '../../ui/words.tsx'

export function GapByClass({ service, visit }: { service: GapOfService; visit: Visit }) {
  const { t, format } = visit
  const columns: readonly Column<GapRow>[] = [
    { key: 'class', isName: true, head: t('gap.class'), cell: (row) => t(`class.${row.class}`) },
    { key: 'people', isNumber: true, head: t('gap.people'), cell: (row) => peopleText(row, visit) },
    { key: 'promise', isNumber: true, head: t('gap.promise'), cell: (row) => format.minutes(service.standard[row.class]) },
    { key: 'share', isNumber: true, head: t('gap.share'), cell: (row) => shareText(row, visit) },
    { key: 'mean', isNumber: true, head: t('gap.mean'), cell: (row) => minutesText(row.meanMinutes, visit) },
    { key: 'median', isNumber: true, head: t('gap.median'), cell: (row) => minutesText(row.medianMinutes, visit) },
  ]
  const caption = t('gap.byClassCaption', { service: nameText(service.names, visit) })
  return <Table caption={caption} columns={columns} rows={service.rows} rowKey={(row) => row.class} />
}

/** How people travel and when, which links keep as they were chosen. */
type Asked = { readonly mode?: string; readonly when?: string }

export function GapByArea(props: { service: GapOfService; areas: readonly GapOfArea[]; asked: Asked; visit: Visit }) {
  const { service, areas, asked, visit } = props
  const { t } = visit
  const columns: readonly Column<GapOfArea>[] = [
    {
      key: 'area',
      isName: true,
      head: t('gap.area'),
      cell: (row) => (
        <a href={withQuery('/gap', { ...asked, kind: service.kind, area: row.area })}>
          <Name names={row.names} visit={visit} />
        </a>
      ),
    },
    { key: 'class', head: t('gap.class'), cell: (row) => (row.class ? t(`class.${row.class}`) : t('words.none')) },
    { key: 'people', isNumber: true, head: t('gap.people'), cell: (row) => peopleText(row, visit) },
    {
      key: 'bar',
      head: <span class="unseen">{t('gap.bar')}</span>,
      cell: (row) => row.share !== undefined && <Meter share={row.share} />,
    },
    { key: 'share', isNumber: true, head: t('gap.share'), cell: (row) => shareText(row, visit) },
    { key: 'mean', isNumber: true, head: t('gap.mean'), cell: (row) => minutesText(row.meanMinutes, visit) },
  ]
  const rows = areas.toSorted((a, b) => (a.share ?? 2) - (b.share ?? 2))
  const caption = t('gap.byAreaCaption', { service: nameText(service.names, visit) })
  return <Table caption={caption} columns={columns} rows={rows} rowKey={(row) => row.area} />
}

export function GapOfAllServices(props: { report: GapReport; area: string | undefined; asked: Asked; visit: Visit }) {
  const { report, area, asked, visit } = props
  const { t, format } = visit
  const row = (service: GapOfService, name: GapRow['class']) => service.rows.find((one) => one.class === name)
  const columns: readonly Column<GapOfService>[] = [
    {
      key: 'service',
      isName: true,
      head: t('gap.service'),
      cell: (service) => (
        <a href={withQuery('/gap', { ...asked, kind: service.kind, area })}>
          <Name names={service.names} visit={visit} />
        </a>
      ),
    },
    { key: 'facilities', isNumber: true, head: t('gap.facilities'), cell: (service) => format.number(service.facilities) },
    ...(['urban', 'town', 'rural'] as const).map((name) => ({
      key: name,
      isNumber: true,
      head: t('gap.shareOf', { class: t(`class.${name}`) }),
      cell: (service: GapOfService) => {
        const one = row(service, name)
        return one ? shareText(one, visit) : t('words.none')
      },
    })),
    {
      key: 'ratio',
      isNumber: true,
      head: t('gap.ratio'),
      cell: ({ ruralToUrban }) => (ruralToUrban === undefined ? t('words.none') : format.number(ruralToUrban, 2)),
    },
  ]
  return <Table caption={t('gap.allCaption')} columns={columns} rows={report.services} rowKey={(service) => service.kind} />
}

type Shared = { readonly share?: number; readonly isSuppressed?: true }

function shareText(row: Shared, { t, format }: Visit): string {
  if (row.isSuppressed) return t('gap.withheld')
  return row.share === undefined ? t('words.none') : format.share(row.share)
}

function peopleText(
  { population, isSuppressed }: { readonly population: number; readonly isSuppressed?: true },
  visit: Visit,
): string {
  return isSuppressed ? visit.t('gap.withheld') : visit.format.number(population)
}

function minutesText(minutes: number | undefined, { t, format }: Visit): string {
  return minutes === undefined ? t('words.none') : format.minutes(minutes)
}

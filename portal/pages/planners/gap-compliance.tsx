/** Which area keeps what the standards of the region owe, in words and area by area. */
import type { ComplianceReport, ComplianceRow, Requirement } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { withQuery } from '../../ui/pages.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Name, nameText } from '../../ui/words.tsx'
import type { GapData } from './gap.tsx'

/** So many areas are named in a sentence. */
const mostNamed = 5

export function GapCompliance({ data, visit }: { data: GapData; visit: Visit }) {
  const { t } = visit
  const { compliance, chosen, area } = data
  if (compliance.requirements.length === 0 || compliance.rows.length === 0) return <p>{t('owed.nothing')}</p>
  return (
    <>
      <KeptText report={compliance} visit={visit} />
      <Requirements report={compliance} visit={visit} />
      <ByArea data={data} visit={visit} />
      <p class="quiet">{t('owed.method')}</p>
      <p>
        <a
          class="button second"
          href={withQuery('/equity/v1/compliance', { service: chosen.kind, area: area?.code, format: 'csv' })}
          download
        >
          {t('owed.csv')}
        </a>
      </p>
    </>
  )
}

/** In how many areas all that can be told is kept, and where not. */
function KeptText({ report, visit }: { report: ComplianceReport; visit: Visit }) {
  const { t, format } = visit
  const judged = [...Map.groupBy(report.rows, ({ area }) => area).values()].filter((rows) =>
    rows.some(({ isMet }) => isMet !== undefined),
  )
  const broken = judged.filter((rows) => rows.some(({ isMet }) => isMet === false))
  if (judged.length === 0) return <p class="lead">{t('owed.unknown')}</p>
  if (broken.length === 0) return <p class="lead">{t('owed.allKept')}</p>
  const names = broken.slice(0, mostNamed).flatMap(([row]) => (row ? nameText(row.names, visit) : []))
  const more = broken.length - names.length
  const all = more > 0 ? [...names, t('owed.more', { count: more, number: format.number(more) })] : names
  return (
    <p class="lead">
      {t('owed.kept', {
        kept: format.number(judged.length - broken.length),
        all: format.number(judged.length),
        areas: format.list(all),
      })}
    </p>
  )
}

/** Everything that is owed, in how many areas it is kept, and where it is laid down: a list, since a phone has no room for columns. */
function Requirements({ report, visit }: { report: ComplianceReport; visit: Visit }) {
  const { t, format } = visit
  const keptText = ({ number }: Requirement): string => {
    const judged = report.rows.filter((row) => row.number === number && row.isMet !== undefined)
    if (judged.length === 0) return t('owed.notKnown')
    const kept = judged.filter(({ isMet }) => isMet).length
    return t('owed.ofAreas', { kept: format.number(kept), all: format.number(judged.length) })
  }
  const [source, ...others] = new Set(report.requirements.map((one) => one.source))
  // Where all of it is from one place, that is said once.
  const isOne = others.length === 0 && source !== undefined
  return (
    <ul class="plain card stack tight">
      {report.requirements.map((one) => (
        <li key={one.number}>
          <strong>{requirementText(one, visit)}</strong>
          {t('words.dot')}
          {keptText(one)}
          {one.source !== undefined && !isOne && (
            <>
              <br />
              <span class="quiet">{t('owed.source', { source: one.source })}</span>
            </>
          )}
        </li>
      ))}
      {isOne && <li class="quiet">{t('owed.source', { source })}</li>}
    </ul>
  )
}

type AreaRow = { readonly area: string; readonly rows: readonly ComplianceRow[] }

function ByArea({ data, visit }: { data: GapData; visit: Visit }) {
  const { t } = visit
  const { compliance, chosen } = data
  const areas = [...Map.groupBy(compliance.rows, ({ area }) => area)].map(([area, rows]): AreaRow => ({ area, rows }))
  const columns: readonly Column<AreaRow>[] = [
    {
      key: 'area',
      isName: true,
      head: t('gap.area'),
      cell: ({ area, rows: [first] }) => (
        <a href={withQuery('/gap', { kind: chosen.kind, area })}>{first && <Name names={first.names} visit={visit} />}</a>
      ),
    },
    ...compliance.requirements.map((one) => ({
      key: String(one.number),
      head: requirementText(one, visit),
      cell: ({ rows }: AreaRow) => <Kept row={rows.find(({ number }) => number === one.number)} visit={visit} />,
    })),
  ]
  return (
    <Table
      caption={t('owed.byAreaCaption', { service: nameText(chosen.names, visit) })}
      columns={columns}
      rows={areas.toSorted((a, b) => brokenIn(b) - brokenIn(a))}
      rowKey={({ area }) => area}
    />
  )
}

const brokenIn = ({ rows }: AreaRow) => rows.filter(({ isMet }) => isMet === false).length

/** Whether it is kept, and by how much: a word besides the colour. */
function Kept({ row, visit }: { row: ComplianceRow | undefined; visit: Visit }) {
  const { t, format } = visit
  if (row === undefined) return t('words.none')
  if (row.isSuppressed) return t('gap.withheld')
  if (row.isMet === undefined) return row.population === 0 ? t('owed.nobody') : t('owed.notKnown')
  const figure = row.share === undefined ? format.number(row.per1000 ?? 0, 2) : format.share(roundDown(row.share))
  return (
    <>
      <span class={row.isMet ? 'badge fine' : 'badge warn'}>{t(row.isMet ? 'owed.isKept' : 'owed.isBroken')}</span>{' '}
      <span class="number">{figure}</span>
    </>
  )
}

/** So that 99.6 of 100 do not read as all. */
const roundDown = (share: number) => Math.floor(share * 100 + 1e-9) / 100

/** One requirement as a sentence: for whom, and what. */
export function requirementText(one: Requirement, { t, format }: Visit): string {
  const group = t(`owed.who.${one.class ?? 'all'}`)
  const who = one.ages === undefined ? group : t('owed.aged', { who: group, ages: format.list(one.ages) })
  if (one.minutes === undefined) return t('owed.capacity', { who, number: format.number(one.per1000 ?? 0, 2) })
  const minutes = format.minutes(one.minutes)
  if (one.share === undefined || one.share === 1) return t('owed.minutes', { who, minutes })
  return t('owed.minutesOf', { who, minutes, share: format.share(one.share) })
}

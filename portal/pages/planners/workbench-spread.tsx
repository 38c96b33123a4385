import type { AccessBin, AccessOfClass, AccessReport } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Histogram } from '../../ui/pictures/histogram.tsx'
import { Key, Keys } from '../../ui/pictures/keys.tsx'
import { Lorenz } from '../../ui/pictures/lorenz.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { nameText } from '../../ui/words.tsx'
import type { WorkbenchData } from './workbench-data.ts'
import { classes } from './workbench-query.ts'
import { unitText, valueText } from './workbench-values.ts'

/** City beside countryside in one sentence, and in a row for each class. */
export function ByClass({ data, visit }: { data: WorkbenchData; visit: Visit }) {
  const { t, format } = visit
  const { report, service } = data
  const columns: readonly Column<AccessOfClass>[] = [
    { key: 'class', isName: true, head: t('gap.class'), cell: (row) => t(`class.${row.class}`) },
    {
      key: 'people',
      isNumber: true,
      head: t('gap.people'),
      cell: (row) => (row.isSuppressed ? t('gap.withheld') : format.number(row.population ?? 0)),
    },
    {
      key: 'mean',
      isNumber: true,
      head: t('planning.mean', { unit: unitText(report.unit, visit) }),
      cell: (row) => (row.isSuppressed ? t('gap.withheld') : valueText(row.mean, report.unit, visit)),
    },
    {
      key: 'unreached',
      isNumber: true,
      head: t('planning.nothing'),
      cell: (row) => (row.isSuppressed ? t('gap.withheld') : format.number(row.unreached ?? 0)),
    },
  ]
  return (
    <>
      <p class="lead">{sentence(data, visit)}</p>
      <p>{ratioText(report, visit)}</p>
      <Table
        caption={t('planning.classCaption', { service: nameText(service.names, visit) })}
        columns={columns}
        rows={report.classes}
        rowKey={(row) => row.class}
      />
    </>
  )
}

function sentence({ report, service }: WorkbenchData, visit: Visit): string {
  const { t } = visit
  const mean = (name: string) => report.classes.find((row) => row.class === name)?.mean
  const [urban, rural] = [mean('urban'), mean('rural')]
  if (urban === undefined || rural === undefined) return t('gap.noRatio')
  const words = { urban: valueText(urban, report.unit, visit), rural: valueText(rural, report.unit, visit) }
  const name = nameText(service.names, visit)
  if (report.unit === 'minutes') return t('planning.sentenceMinutes', { service: name, ...words })
  return t('planning.sentenceOther', { service: name, unit: unitText(report.unit, visit), ...words })
}

function ratioText({ ruralToUrban, interval }: AccessReport, { t, format }: Visit): string {
  if (ruralToUrban === undefined) return t('gap.noRatio')
  const ratio = format.number(ruralToUrban, 2)
  if (!interval) return t('planning.ratio', { ratio })
  return t('planning.ratioBetween', { ratio, low: format.number(interval.low, 2), high: format.number(interval.high, 2) })
}

/** How it is spread over the people: columns, and for what can be shared out the Lorenz curve with its index in words. */
export function Spread({ data, visit }: { data: WorkbenchData; visit: Visit }) {
  const { t, format } = visit
  const { report, service } = data
  if (report.bins.length === 0) return <p>{t('planning.noSpread')}</p>
  const title = t('planning.spreadTitle', { service: nameText(service.names, visit) })
  return (
    <>
      <figure class="stack">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1). */}
        <section class="scroll plain-scroll" tabIndex={0} aria-label={title}>
          <Histogram
            title={title}
            bins={report.bins}
            people={(count) => format.number(count)}
            value={(value) => valueText(value, report.unit, visit)}
            unit={t('gap.people')}
          />
        </section>
        <figcaption>
          <Keys>
            {classes.map((name) => (
              <Key key={name} text={t(`class.${name}`)}>
                <rect class={name} x="2" y="4" width="20" height="16" rx="3" />
              </Key>
            ))}
          </Keys>
        </figcaption>
      </figure>
      <details>
        <summary>{t('planning.spreadTable')}</summary>
        <SpreadTable bins={report.bins} data={data} visit={visit} />
      </details>
      <Inequality data={data} visit={visit} />
    </>
  )
}

type SpreadProps = { bins: readonly AccessBin[]; data: WorkbenchData; visit: Visit }

function SpreadTable({ bins, data, visit }: SpreadProps) {
  const { t, format } = visit
  const { unit } = data.report
  const columns: readonly Column<AccessBin>[] = [
    {
      key: 'range',
      isName: true,
      head: unitText(unit, visit),
      cell: ({ from, to }) => t('words.range', { low: valueText(from, unit, visit), high: valueText(to, unit, visit) }),
    },
    ...classes.map((name) => ({
      key: name,
      isNumber: true,
      head: t(`class.${name}`),
      cell: ({ people }: AccessBin) => (people[name] === undefined ? t('gap.withheld') : format.number(people[name])),
    })),
  ]
  return <Table caption={t('planning.spreadTable')} columns={columns} rows={bins} rowKey={(bin) => String(bin.from)} />
}

function Inequality({ data, visit }: { data: WorkbenchData; visit: Visit }) {
  const { t, format } = visit
  const { inequality } = data.report
  if (!inequality) return <p class="quiet">{t(data.report.isBurden ? 'planning.noInequality' : 'planning.noSpread')}</p>
  const { lorenz, gini, theil, atkinson, hoover, palma } = inequality
  const share = (tenths: number) => format.share(lorenz[tenths] ?? 0)
  const facts: readonly (readonly [string, string])[] = [
    [t('planning.gini'), format.number(gini, 3)],
    [t('planning.theil'), format.number(theil.total, 3)],
    [t('planning.theilBetween'), theil.total > 0 ? format.share(theil.between / theil.total) : t('words.none')],
    [t('planning.atkinson'), format.number(atkinson, 3)],
    [t('planning.hoover'), format.number(hoover, 3)],
    [t('planning.palma'), palma === undefined ? t('words.none') : format.number(palma, 2)],
  ]
  return (
    <section class="stack">
      <h3>{t('planning.inequality')}</h3>
      <p>
        {t('planning.giniWords', {
          gini: format.number(gini, 2),
          low: share(2),
          high: format.share(1 - (lorenz[8] ?? 1)),
        })}
      </p>
      <div class="split">
        <figure>
          <Lorenz
            title={t('planning.lorenzTitle')}
            curves={[{ name: 'main', shares: lorenz }]}
            percent={format.share}
            across={t('planning.lorenzPeople')}
            up={t('planning.lorenzWhole')}
          />
        </figure>
        <dl class="facts card">
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      <details>
        <summary>{t('planning.lorenzTable')}</summary>
        <Table
          caption={t('planning.lorenzTable')}
          rows={lorenz.map((whole, tenth) => ({ tenth, whole }))}
          rowKey={({ tenth }) => String(tenth)}
          columns={[
            {
              key: 'people',
              isName: true,
              head: t('planning.lorenzPeople'),
              cell: ({ tenth }) => format.share(tenth / 10),
            },
            { key: 'whole', isNumber: true, head: t('planning.lorenzWhole'), cell: ({ whole }) => format.share(whole) },
          ]}
        />
      </details>
    </section>
  )
}

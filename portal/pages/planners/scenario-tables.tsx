import type { BeforeAfter, ScenarioComparison, ScenarioGroup, ScenarioMeasure } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { withQuery } from '../../ui/pages.tsx'
import { Key, Keys } from '../../ui/pictures/keys.tsx'
import { Lorenz } from '../../ui/pictures/lorenz.tsx'
import { Table } from '../../ui/table.tsx'
import { Name } from '../../ui/words.tsx'
import type { ScenarioData } from './scenario.tsx'

const measures = [
  'reached',
  'share',
  'meanMinutes',
  'medianMinutes',
  'secondNearest',
  'capacityPerThousand',
  'daysReached',
  'shareWithOnline',
  'online',
  'jointPerThousand',
  'jointGini',
  'gini',
  'theil',
  'theilBetween',
  'ruralToUrban',
] as const satisfies readonly ScenarioMeasure[]

type Line = { readonly key: string; readonly group: string; readonly measure: ScenarioMeasure; readonly value: BeforeAfter }

/** Every figure before and after, for everybody and for each class. */
export function ScenarioFigures({ comparison, visit }: { comparison: ScenarioComparison; visit: Visit }) {
  const { t } = visit
  const groups = [
    { name: t('scenario.everybody'), ...comparison.all },
    ...comparison.classes.map((group) => ({ name: t(`class.${group.class}`), ...group })),
  ]
  const lines = groups.flatMap((group) =>
    measures.flatMap((measure): Line[] => {
      const value = group.figures[measure]
      return value === undefined ? [] : [{ key: `${group.name} ${measure}`, group: group.name, measure, value }]
    }),
  )
  return (
    <Table
      caption={t('scenario.figures')}
      rows={lines}
      rowKey={({ key }) => key}
      columns={[
        { key: 'group', isName: true, head: t('gap.class'), cell: ({ group }) => group },
        { key: 'measure', head: t('planning.measure'), cell: ({ measure }) => t(`scenario.measure.${measure}`) },
        {
          key: 'before',
          isNumber: true,
          head: t('scenario.before'),
          cell: ({ measure, value }) => figure(measure, value.before, visit),
        },
        {
          key: 'after',
          isNumber: true,
          head: t('scenario.after'),
          cell: ({ measure, value }) => figure(measure, value.after, visit),
        },
      ]}
    />
  )
}

function figure(measure: ScenarioMeasure, value: number | undefined, { t, format }: Visit): string {
  if (value === undefined) return t('words.none')
  if (measure === 'share' || measure === 'shareWithOnline' || measure === 'online') return format.share(value)
  if (measure === 'reached') return format.number(value)
  if (measure === 'meanMinutes' || measure === 'medianMinutes' || measure === 'secondNearest')
    return t('plan.minutes', { minutes: format.number(value, 1) })
  return format.number(value, 3)
}

/** Each area before and after, those that win most first. */
export function ScenarioAreas({ data, visit }: { data: ScenarioData; visit: Visit }) {
  const { t, format } = visit
  const { comparison, scenario } = data
  const share = (group: ScenarioGroup, when: 'before' | 'after') => {
    const value = group.figures.share?.[when]
    return value === undefined ? t('words.none') : format.share(value)
  }
  const hidden = (group: ScenarioGroup, text: string) => (group.isSuppressed ? t('gap.withheld') : text)
  return (
    <Table
      caption={t('scenario.areasCaption')}
      rows={comparison.areas.toSorted((a, b) => (b.won ?? 0) - (a.won ?? 0))}
      rowKey={({ area }) => area}
      columns={[
        {
          key: 'area',
          isName: true,
          head: t('gap.area'),
          cell: ({ area, names }) => (
            <a href={withQuery(`/planning/scenarios/${scenario.id}`, { area })}>
              <Name names={names} visit={visit} />
            </a>
          ),
        },
        { key: 'people', isNumber: true, head: t('gap.people'), cell: (row) => hidden(row, format.number(row.population)) },
        { key: 'before', isNumber: true, head: t('scenario.shareBefore'), cell: (row) => hidden(row, share(row, 'before')) },
        { key: 'after', isNumber: true, head: t('scenario.shareAfter'), cell: (row) => hidden(row, share(row, 'after')) },
        { key: 'won', isNumber: true, head: t('scenario.wonPeople'), cell: (row) => hidden(row, format.number(row.won ?? 0)) },
        { key: 'lost', isNumber: true, head: t('scenario.lostPeople'), cell: (row) => hidden(row, format.number(row.lost ?? 0)) },
      ]}
    />
  )
}

export function ScenarioWeek({ comparison, visit }: { comparison: ScenarioComparison; visit: Visit }) {
  const { t, format } = visit
  return (
    <Table
      caption={t('scenario.weekCaption')}
      rows={comparison.week}
      rowKey={({ day }) => day}
      columns={[
        { key: 'day', isName: true, head: t('planning.day'), cell: ({ day }) => t(`scenario.day.${day}`) },
        { key: 'before', isNumber: true, head: t('scenario.before'), cell: ({ before }) => format.number(before) },
        { key: 'after', isNumber: true, head: t('scenario.after'), cell: ({ after }) => format.number(after) },
      ]}
    />
  )
}

/** Two Lorenz curves, where capacity per resident can be shared out. */
export function ScenarioLorenz({ comparison, visit }: { comparison: ScenarioComparison; visit: Visit }) {
  const { t, format } = visit
  const { before, after } = comparison.lorenz
  if (before === undefined || after === undefined) return null
  return (
    <section class="stack">
      <h2>{t('planning.inequality')}</h2>
      <figure class="stack">
        <Lorenz
          title={t('planning.lorenzTitle')}
          curves={[
            { name: 'past', shares: before },
            { name: 'main', shares: after },
          ]}
          percent={format.share}
          across={t('planning.lorenzPeople')}
          up={t('planning.lorenzWhole')}
        />
        <figcaption>
          <Keys>
            <Key text={t('scenario.before')}>
              <path class="line past" d="M2 12h20" />
            </Key>
            <Key text={t('scenario.after')}>
              <path class="line" d="M2 12h20" />
            </Key>
          </Keys>
        </figcaption>
      </figure>
      <details>
        <summary>{t('planning.lorenzTable')}</summary>
        <Table
          caption={t('planning.lorenzTable')}
          rows={before.map((share, tenth) => ({ tenth, before: share, after: after[tenth] ?? 0 }))}
          rowKey={({ tenth }) => String(tenth)}
          columns={[
            { key: 'people', isName: true, head: t('planning.lorenzPeople'), cell: ({ tenth }) => format.share(tenth / 10) },
            { key: 'before', isNumber: true, head: t('scenario.before'), cell: (row) => format.share(row.before) },
            { key: 'after', isNumber: true, head: t('scenario.after'), cell: (row) => format.share(row.after) },
          ]}
        />
      </details>
    </section>
  )
}

import { definePage } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Empty, Notice } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { nameText } from '../../ui/words.tsx'
import { NoRegion } from '../residents/no-region.tsx'
import { PlanningTabs } from './planning-tabs.tsx'
import { loadWorkbench, type WorkbenchData } from './workbench-data.ts'
import { WorkbenchForm } from './workbench-form.tsx'
import { WorkbenchMap } from './workbench-map.tsx'
import { WorkbenchQuery } from './workbench-query.ts'
import { ByClass, Spread } from './workbench-spread.tsx'
import { WorkbenchTable } from './workbench-table.tsx'

/** What is shown, and why it is not what was asked for. */
type Loaded = { readonly data: WorkbenchData | undefined; readonly cannot?: string }

export const workbench = definePage({
  path: '/planning',
  section: 'planning',
  query: WorkbenchQuery,
  load: async ({ services, visit, query }) => {
    try {
      return { show: { data: await loadWorkbench(services, visit, query) } as Loaded }
    } catch (error) {
      const { status, message } = error as { status?: number; message?: string }
      if (status !== 400 || message === undefined) throw error
      const { service, area, layer, class: name } = query
      const plain = { ...(service && { service }), ...(area && { area }), ...(layer && { layer }), ...(name && { class: name }) }
      return { show: { data: await loadWorkbench(services, visit, plain), cannot: message } as Loaded, status: 400 }
    }
  },
  view: ({ data, cannot }, visit) => ({
    title: visit.t('planning.title'),
    body: data ? <WorkbenchView data={data} cannot={cannot} visit={visit} /> : <Nothing visit={visit} />,
  }),
})

function Nothing({ visit }: { visit: Visit }) {
  return (
    <>
      <h1>{visit.t('planning.title')}</h1>
      <PlanningTabs visit={visit} />
      {visit.region ? <Empty title={visit.t('gap.noServices')} /> : <NoRegion visit={visit} />}
    </>
  )
}

function WorkbenchView({ data, cannot, visit }: { data: WorkbenchData; cannot: string | undefined; visit: Visit }) {
  const { t } = visit
  const { service, area, query, report } = data
  const here = area ? nameText(area.names, visit) : t('gap.wholeRegion')
  const measure = query.measure ?? 'nearest'
  return (
    <>
      <div class="stack">
        <h1>{t('planning.title')}</h1>
        <PlanningTabs visit={visit} />
        <p class="lead">{t('planning.lead')}</p>
      </div>
      {cannot !== undefined && (
        <Notice kind="bad">
          <p>{t('planning.cannot', { why: `${cannot} ` })}</p>
        </Notice>
      )}
      <WorkbenchForm data={data} visit={visit} />
      <section class="stack">
        <h2>{t('gap.of', { service: nameText(service.names, visit), area: here })}</h2>
        <p class="quiet">{t(`planning.says.${measure}`)}</p>
        {query.asOf !== undefined && (
          <Notice>
            <p>{t('planning.isPast', { day: visit.format.date(query.asOf) })}</p>
          </Notice>
        )}
        <Faults faults={report.faults ?? []} visit={visit} />
        <ByClass data={data} visit={visit} />
        <WorkbenchMap data={data} visit={visit} />
      </section>
      <section class="stack" id="table">
        <h2>{t('planning.table')}</h2>
        <WorkbenchTable data={data} visit={visit} />
      </section>
      <section class="stack">
        <h2>{t('planning.spread')}</h2>
        <Spread data={data} visit={visit} />
      </section>
      <section class="stack">
        <h2>{t('planning.next')}</h2>
        <ul>
          <li>
            <a href={withQuery('/planning/plans', { service: service.kind, area: area?.code })}>{t('planning.toPlan')}</a>
          </li>
          <li>
            <a href={withQuery('/planning/scenarios', { service: service.kind })}>{t('planning.toScenario')}</a>
          </li>
          <li>
            <a href={withQuery('/gap', { kind: service.kind, area: area?.code })}>{t('planning.toGap')}</a>
          </li>
        </ul>
        <p class="quiet">{t('planning.share')}</p>
        <p class="quiet">{methodText(data, visit)}</p>
      </section>
    </>
  )
}

/** Files of the region pack that could not be used: figures without them are others. */
function Faults({ faults, visit }: { faults: readonly string[]; visit: Visit }) {
  if (faults.length === 0) return null
  return (
    <Notice kind="warn">
      <p>{visit.t('planning.faults')}</p>
      <ul>
        {faults.map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </Notice>
  )
}

function methodText({ report }: WorkbenchData, { t, format }: Visit): string {
  const total = report.travel.reduce((sum, { pairs }) => sum + pairs, 0)
  const ways = report.travel.map(({ by, pairs }) =>
    t('planning.way', { way: t(`planning.by.${by}`), share: format.share(total > 0 ? pairs / total : 0) }),
  )
  return t('planning.method', {
    mode: t(`planning.mode.${report.mode}`),
    ways: ways.length > 0 ? format.list(ways) : t('words.none'),
    time: report.time ?? t('planning.anyTime'),
    at: format.moment(report.at),
  })
}

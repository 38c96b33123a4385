import type {
  Area,
  Facility,
  Feature,
  Outline,
  Scenario,
  ScenarioChange,
  ScenarioComparison,
  ScenarioFacility,
  ScenarioSettlement,
  Services,
} from '@datong/server/contract'
import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Notice } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { nameText } from '../../ui/words.tsx'
import { PlanningTabs } from './planning-tabs.tsx'
import { ChangeFields, readChange } from './scenario-change.ts'
import { ScenarioForms } from './scenario-form.tsx'
import { ScenarioMaps } from './scenario-maps.tsx'
import { PlannersOnly, problemText } from './scenario-parts.tsx'
import { ScenarioAreas, ScenarioFigures, ScenarioLorenz, ScenarioWeek } from './scenario-tables.tsx'

const Query = Type.Object({ area: Type.Optional(Type.String({ maxLength: 64 })) })

export type ScenarioData = {
  readonly scenario: Scenario
  readonly comparison: ScenarioComparison
  readonly settlements: readonly ScenarioSettlement[]
  readonly changed: readonly ScenarioFacility[]
  /** Those that a form can name: of the kind, in the area that is looked at. */
  readonly facilities: readonly Facility[]
  readonly areas: readonly Area[]
  readonly area: Area | undefined
  readonly outlines: readonly Outline[]
  readonly features: readonly Feature[]
  readonly problem?: string
}

const mostFacilities = 300

async function load(services: Services, id: string, code: string | undefined): Promise<ScenarioData> {
  const { scenarios, region } = services
  const scenario = await scenarios?.get(id)
  if (!scenario || !scenarios) throw noSuch(`There is no scenario ${id}`)
  const area = code === undefined ? undefined : await region.area(code)
  if (code !== undefined && !area) throw noSuch(`There is no area ${code}`)
  const [comparison, settlements, changed, facilities, areas, outlines, features] = await Promise.all([
    scenarios.compare(id, code),
    scenarios.settlements(id, code),
    scenarios.facilities(id),
    region.facilities({ kind: scenario.kind, ...(code !== undefined && { area: code }), limit: mostFacilities }),
    region.children(code),
    region.outlines(code),
    region.features(),
  ])
  return {
    scenario,
    comparison,
    settlements,
    changed,
    facilities,
    areas,
    area,
    outlines,
    features: features.filter(({ kind }) => kind !== 'lane'),
  }
}

/** One scenario: its changes, and before and after on the map and in tables. Open to whoever has the address. */
export const scenario = definePage({
  path: '/planning/scenarios/:id',
  section: 'planning',
  query: Query,
  load: async ({ services, params, query }) => ({ show: await load(services, params.id ?? '', query.area) }),
  view: (data, visit) => ({ title: data.scenario.name, body: <ScenarioView data={data} visit={visit} /> }),
  act: {
    audience: 'planner',
    needsToken: true,
    fields: ChangeFields,
    run: async ({ services, params, query, fields, request }) => {
      const id = params.id ?? ''
      const here = withQuery(`/planning/scenarios/${id}`, { area: query.area })
      try {
        await services.planGuard.may(request, 'write', { area: (await services.scenarios?.get(id))?.area })
        return { go: await act(services, id, fields, here) }
      } catch (error) {
        return { show: { ...(await load(services, id, query.area)), problem: problemText(error) }, status: 400 }
      }
    },
  },
})

/** @returns where to go then */
async function act({ scenarios, region }: Services, id: string, fields: ChangeFields, here: string): Promise<string> {
  const old = await scenarios?.get(id)
  if (!scenarios || !old) throw noSuch(`There is no scenario ${id}`)
  if (fields.act === 'remove') {
    await scenarios.remove(id)
    return '/planning/scenarios'
  }
  if (fields.act === 'copy') return `/planning/scenarios/${(await scenarios.copy(id, fields.name ?? old.name)).id}`
  const changes = await changesAfter(old, fields, region)
  const isPublished = fields.act === 'publish' || (fields.act !== 'withdraw' && old.isPublished === true)
  const { id: _, version, createdAt: __, savedAt: ___, from: ____, ...draft } = old
  await scenarios.save({ ...draft, changes, isPublished }, { id, version: fields.version ?? version })
  return here
}

async function changesAfter(
  old: Scenario,
  fields: ChangeFields,
  region: Parameters<typeof readChange>[1],
): Promise<readonly ScenarioChange[]> {
  if (fields.act === 'publish' || fields.act === 'withdraw') return old.changes
  if (fields.act === 'drop') return old.changes.filter((_, i) => i !== fields.number)
  const change = await readChange(
    fields,
    region,
    old.changes.map(({ id }) => id),
  )
  return [...old.changes, change]
}

function ScenarioView({ data, visit }: { data: ScenarioData; visit: Visit }) {
  const { t, format } = visit
  const { scenario: one, comparison, area } = data
  const { won = 0, lost = 0 } = comparison.all
  const online = comparison.all.figures.shareWithOnline
  const names = visit.region?.services.find(({ kind }) => kind === one.kind)?.names
  const service = names ? nameText(names, visit) : one.kind
  return (
    <>
      <div class="stack">
        <h1>{one.name}</h1>
        <PlanningTabs visit={visit} />
        <p class="lead">{t('scenario.won', { service, won: format.number(won), lost: format.number(lost) })}</p>
        {online?.before !== undefined && online.after !== undefined && (
          <p>{t('scenario.online', { before: format.share(online.before), after: format.share(online.after) })}</p>
        )}
        <p class="quiet">{t(one.isPublished ? 'scenario.published' : 'scenario.shareHint')}</p>
      </div>
      {data.problem !== undefined && (
        <Notice kind="bad">
          <p>{data.problem}</p>
        </Notice>
      )}
      {comparison.notes.map((note) => (
        <Notice key={note} kind="warn">
          <p>{note}</p>
        </Notice>
      ))}
      {visit.isPlanner ? <ScenarioForms data={data} visit={visit} /> : <PlannersOnly visit={visit} />}
      <section class="stack">
        <h2>{t('scenario.beforeAfter')}</h2>
        <p>{t('gap.of', { service, area: area ? nameText(area.names, visit) : t('gap.wholeRegion') })}</p>
        <ScenarioMaps data={data} visit={visit} />
        <ScenarioFigures comparison={comparison} visit={visit} />
      </section>
      <section class="stack">
        <h2>{t('gap.byArea')}</h2>
        <ScenarioAreas data={data} visit={visit} />
      </section>
      <section class="stack">
        <h2>{t('scenario.week')}</h2>
        <ScenarioWeek comparison={comparison} visit={visit} />
      </section>
      <ScenarioLorenz comparison={comparison} visit={visit} />
      <p class="row">
        <a class="button second" href={withQuery(`/equity/v1/scenarios/${one.id}/report`, { language: visit.language })}>
          {t('scenario.report')}
        </a>
        <a class="button second" href={`/equity/v1/scenarios/${one.id}/csv?by=area`} download>
          {t('gap.csv')}
        </a>
        <a class="button second" href={`/equity/v1/scenarios/${one.id}/geojson`} download={`scenario-${one.kind}.geojson`}>
          {t('gap.geojson')}
        </a>
        <a class="button second" href={`/equity/v1/scenarios/${one.id}/gpkg`} download={`scenario-${one.kind}.gpkg`}>
          {t('plan.geopackage')}
        </a>
      </p>
    </>
  )
}

import { randomBytes } from 'node:crypto'
import type { PlanService, Scenario, ScenarioDraft, ScenarioService } from '#contract'
import { type Clock, Conflict, Invalid, NotFound, type Pool } from '#kernel'
import { requireOnline } from './digital.ts'
import { findKind, spanOf } from './find.ts'
import { writeGeoPackage } from './geopackage.ts'
import { changesOf } from './plan-changes.ts'
import { none } from './reckoning.ts'
import { applyChanges } from './scenario-changes.ts'
import {
  type CompareDeps,
  type Compared,
  compareChanges,
  isReadable,
  toComparison,
  toFacilities,
  toSettlements,
} from './scenario-compare.ts'
import { scenarioLayers, writeScenarioCsv, writeScenarioFeatures } from './scenario-export.ts'
import { writeScenarioReport } from './scenario-report.ts'
import { deleteScenario, findScenario, insertScenario, listScenarios, listVersions, saveOver } from './scenario-store.ts'
import { keepSnapshot } from './snapshot.ts'
import { modeOf, seasonOf } from './travel-service.ts'

export type ScenarioDeps = CompareDeps & { readonly pool: Pool; readonly clock: Clock; readonly plans: Pick<PlanService, 'get'> }

/** Comparisons that are kept of one version of the region: as many as are looked at in one sitting. */
const mostKept = 8

/** @throws NotFound, from every function that needs it, where there is no region, no such scenario, kind or area */
export function createScenarioService(deps: ScenarioDeps): ScenarioService {
  const { pool, clock, plans } = deps
  const current = keepSnapshot(pool, (places) => ({ places, kept: new Map<string, Promise<Compared>>() }))

  const need = async (id: string, version?: number): Promise<Scenario> => {
    const scenario = await findScenario(pool, id, version)
    if (scenario === undefined)
      throw new NotFound(`There is no scenario ${id}${version === undefined ? '' : ` in version ${version}`}.`)
    return scenario
  }
  const compared = async (scenario: string | ScenarioDraft): Promise<Compared> => {
    const { kind, changes, within, mode, season } = typeof scenario === 'string' ? await need(scenario) : scenario
    const { places, kept } = await current()
    if (typeof scenario !== 'string') await check(scenario)
    const key = JSON.stringify([kind, changes, within, mode, season])
    const known = kept.get(key)
    if (known !== undefined) return known
    if (kept.size >= mostKept) kept.clear()
    const made = compareChanges(places, { kind, changes, ...definedOf({ within, mode, season }) }, deps)
    kept.set(key, made)
    made.catch(() => kept.delete(key))
    return made
  }
  /** What cannot be is refused when it is saved or tried; what cannot be any more is told with the comparison. */
  const check = async ({ name, kind, changes, mode, season, area }: ScenarioDraft): Promise<void> => {
    const { places } = await current()
    findKind(places.services, kind)
    spanOf(places, area)
    modeOf(places, mode)
    seasonOf(places, season)
    if (name.trim() === '') throw new Invalid('A scenario needs a name.', [{ pointer: '/name', message: 'It is empty.' }])
    const { faults } = applyChanges(places.facilities.get(kind) ?? none, changes, isReadable(deps.isOpen))
    if (changes.some((change) => change.do === 'point')) await requireOnline(deps.travel, places, findKind(places.services, kind))
    if (faults.length > 0) throw new Invalid(`${faults.length} of the changes cannot be made: ${faults[0]?.message}`, faults)
  }
  const create = async (draft: ScenarioDraft, from?: string): Promise<Scenario> => {
    const id = randomBytes(16).toString('base64url')
    await pool.transaction((tx) => insertScenario(tx, { id, draft, at: clock(), from }))
    return need(id)
  }
  return {
    list: (ask) => listScenarios(pool, ask),
    get: (id, version) => findScenario(pool, id, version),
    versions: async (id) => {
      await need(id)
      return listVersions(pool, id)
    },
    save: async (draft, over) => {
      await check(draft)
      if (over === undefined) return create(draft)
      const { version } = await need(over.id)
      const isSaved = await pool.transaction((tx) => saveOver(tx, over, draft, clock()))
      if (!isSaved)
        throw new Conflict(`Somebody saved this scenario meanwhile: version ${version} is the newest, not ${over.version}.`)
      return need(over.id)
    },
    copy: async (id, name) => {
      const { kind, note, changes, within, mode, season, area } = await need(id)
      return create({ name, kind, changes, ...definedOf({ note, within, mode, season, area }) }, id)
    },
    fromPlan: async (id, name, language = 'en') => {
      const plan = await plans.get(id)
      if (plan === undefined) throw new NotFound(`There is no plan ${id}.`)
      if (plan.answer === undefined) throw new Conflict(`This plan has no sites: it is ${plan.state}.`)
      const { kind, within, mode, season, area } = plan.question
      const changes = changesOf(plan.question, plan.answer, language)
      return create({ name, kind, changes, ...definedOf({ within, mode, season, area }) }, id)
    },
    remove: async (id) => {
      if (!(await deleteScenario(pool, id))) throw new NotFound(`There is no scenario ${id}.`)
    },
    compare: async (scenario, area) => toComparison(await compared(scenario), area, clock()),
    settlements: async (scenario, area) => toSettlements(await compared(scenario), area),
    facilities: async (scenario) => toFacilities(await compared(scenario)),
    csv: async (id, by) => writeScenarioCsv(await need(id), await compared(id), by, clock()),
    geojson: async (id) => writeScenarioFeatures(await need(id), await compared(id)),
    geopackage: async (id) => writeGeoPackage(scenarioLayers(await need(id), await compared(id)), clock()),
    report: async (id, language) => writeScenarioReport(await need(id), await compared(id), language, clock()),
  }
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

/** Without what is undefined. */
function definedOf<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>
}

import type { Scenario } from '#contract'
import type { Pool } from '#kernel'
import type { Collection, Feature } from './feature.ts'
import { isInBox } from './feature-question.ts'
import type { Reached } from './feature-reached.ts'
import { none } from './reckoning.ts'
import { applyChanges } from './scenario-changes.ts'
import { toFacilities } from './scenario-compare.ts'
import { findScenario, listPublished } from './scenario-store.ts'

/**
 * What published scenarios would change, place by place: facilities that are new, moved, closed or changed, stops of mobile units, and
 * points. Of what is not published, there is nothing.
 */
export function createScenarioFeatures(pool: Pool, reached: () => Promise<Reached>): Collection {
  return {
    id: 'scenarios',
    title: 'Scenarios',
    description:
      'What published scenarios would change: facilities that are new, moved, closed or changed, mobile units, points.',
    filters: (kinds) => ({
      scenario: undefined,
      service: kinds,
      change: ['added', 'moved', 'closed', 'changed', 'mobile', 'point'],
    }),
    find: async ({ filters, box, limit, offset }) => {
      const scenarios = await listPublished(pool, filters)
      const now = scenarios.length === 0 ? undefined : await reached()
      const found = scenarios
        .flatMap((scenario) => (now === undefined ? [] : featuresOf(scenario, now)))
        .filter(({ position }) => !box || isInBox(box, ...position))
        .filter(({ feature }) => (filters.change ?? feature.properties.change) === feature.properties.change)
        .map(({ feature }) => feature)
      return { matched: found.length, features: found.slice(offset, offset + limit) }
    },
    get: async (id) => {
      const [scenarioId = ''] = id.split(':')
      const scenario = await findScenario(pool, scenarioId)
      if (!scenario?.isPublished) return undefined
      return featuresOf(scenario, await reached()).find(({ feature }) => feature.id === id)?.feature
    },
  }
}

function featuresOf(scenario: Scenario, { places }: Reached) {
  const { id, name, version, kind, savedAt, area, changes } = scenario
  // Hours were read when it was saved: here they are only told.
  const changed = applyChanges(places.facilities.get(kind) ?? none, changes, () => true)
  return toFacilities(changed)
    .filter(({ change }) => change !== 'same')
    .map(({ id: facility, position, change, capacity, openingHours, days }) => {
      const properties = {
        ...{ scenario: id, name, version, saved_at: savedAt.toISOString(), service: kind, facility, change },
        ...(area !== undefined && { area }),
        ...(capacity !== undefined && { capacity }),
        ...(openingHours !== undefined && { opening_hours: openingHours }),
        ...(days !== undefined && { days: days.join(',') }),
      }
      const geometry = { type: 'Point', coordinates: [...position] }
      const feature: Feature = { type: 'Feature', id: `${id}:${facility}`, geometry, properties }
      return { position, feature }
    })
}

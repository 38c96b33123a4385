import type { EnvironmentService } from '#contract'
import type { Clock } from '#kernel'
import { type EntityView, nobody, type Reader } from '#trust'
import { findBand } from './bands.ts'
import { kindOf, toMeasures, toStation, typesOf } from './station.ts'

export function createEnvironment(reader: Reader, clock: Clock): EnvironmentService {
  const show = async (views: readonly EntityView[]) => {
    const usual = await reader.readUsualIntervals(nobody, views, measuredIn)
    return views.flatMap((view) => {
      const kind = kindOf(view)
      return kind === undefined ? [] : [toStation(view, kind, usual.get(view.id), clock())]
    })
  }
  return {
    near: async ({ near, scope }, kind, limit) => {
      const where = { ...(near !== undefined && { near }), ...(scope !== undefined && { scope }) }
      const { entities } = await reader.readEntities(nobody, { types: [typesOf[kind]], ...where, limit })
      return show(entities)
    },
    station: async (id) => {
      const view = await reader.readEntity(nobody, id)
      return view === undefined ? undefined : (await show([view]))[0]
    },
    trend: async (id, measure, hours) => {
      const to = clock()
      const from = new Date(to.getTime() - hours * 3_600_000)
      const means = await reader.readHourlyMeans(nobody, { id, attribute: measure, from, to })
      return means.map(({ at, value }) => ({ at, value }))
    },
    band: findBand,
  }
}

/** The attribute that shows how often a station reports: any that it measures. */
const measuredIn = (view: EntityView) => toMeasures(view)[0]?.name

import type { Forecast, ParkingService } from '#contract'
import { type Clock, NotFound } from '#kernel'
import { type EntityView, nobody, numberIn, type Reader } from '#trust'
import { freeSpaces, toSite } from './site.ts'

const type = 'OffStreetParking'

/** @param forecast of a site by its id */
export function createParking(reader: Reader, forecast: (id: string) => Promise<Forecast>, clock: Clock): ParkingService {
  const find = async (id: string) => {
    const view = await reader.readEntity(nobody, id)
    return view?.types.includes(type) ? view : undefined
  }
  return {
    near: async ({ near, scope }, limit, offset = 0) => {
      const where = { ...(near !== undefined && { near }), ...(scope !== undefined && { scope }) }
      const { entities, count } = await reader.readEntities(nobody, { types: [type], ...where, limit, offset })
      const usual = await reader.readUsualIntervals(nobody, entities, measuredIn)
      return { sites: entities.map((view) => toSite(view, usual.get(view.id), clock())), count }
    },
    site: async (id) => {
      const view = await find(id)
      if (view === undefined) return undefined
      const usual = await reader.readUsualIntervals(nobody, [view], measuredIn)
      return toSite(view, usual.get(id), clock())
    },
    forecast: async (id) => {
      if ((await find(id)) === undefined) throw new NotFound(`There is no car park ${id}.`)
      return forecast(id)
    },
    recent: async (id, hours) => {
      const view = await find(id)
      if (view === undefined) return []
      const attribute = measuredIn(view)
      const total = numberIn(view, 'totalSpotNumber')
      const to = clock()
      const from = new Date(to.getTime() - hours * 3_600_000)
      const readings = await reader.readHistory(nobody, { id, attribute, from, to })
      return readings.flatMap(({ at, number }) => {
        const free = attribute === 'availableSpotNumber' ? freeSpaces(number) : freeSpaces(undefined, number, total)
        return free === undefined ? [] : [{ at, free }]
      })
    },
  }
}

/** The attribute that the readings of a site arrive in. */
const measuredIn = (view: EntityView) => ('availableSpotNumber' in view.facts ? 'availableSpotNumber' : 'occupiedSpotNumber')

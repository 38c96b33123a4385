import { createHash } from 'node:crypto'
import type { Pairs } from './pairs.ts'
import { joinPlaces } from './road-join.ts'
import type { RoadNetwork } from './road-network.ts'
import { layRoutes, nearestOnRoutes, pairOnRoutes, type Routes } from './road-pairs.ts'
import { pairByBus } from './travel-bus.ts'
import { listPairs } from './travel-pairs.ts'
import { byLine, joinParts, type Part, without } from './travel-parts.ts'
import { lineSpeeds } from './travel-settings.ts'
import { openSources, type Sources } from './travel-sources.ts'
import { visitTable } from './travel-table.ts'
import { type Journeys, type TravelTask, travelMethods } from './travel-task.ts'

/** How far somebody goes by bus for the nearest, in minutes. */
const furthestByBus = 240
/** Hours of setting out by bus that are kept: two weeks' worth of them. */
const mostRides = 336
/** Prepared journeys that are kept: the kinds of facilities of a region. */
const mostRoutes = 40

/**
 * Works out travel by the best that is known of each pair: a settlement that a table from elsewhere has goes by that table alone;
 * what is on the network (or, by bus, whoever can walk on it) goes by that; what is left goes in a straight line with detour.
 */
export function createTravelWork(): (task: TravelTask) => Promise<Journeys> {
  const sources = openSources()
  const kept = new Map<string, { readonly network: RoadNetwork; readonly routes: Routes }>()
  const routesOf = (network: RoadNetwork, task: TravelTask): Routes => {
    const key = `${task.mode} ${task.season ?? ''} ${task.key}`
    const known = kept.get(key)
    if (known?.network === network) return known.routes
    if (kept.size >= mostRoutes) kept.delete(kept.keys().next().value as string)
    const routes = layRoutes(network, task.settlements, task.facilities)
    kept.set(key, { network, routes })
    return routes
  }
  const rides = new Map<string, Journeys>()
  return async (task) => {
    const key = await rideKeyOf(sources, task)
    const known = key === undefined ? undefined : rides.get(key)
    if (known !== undefined) return copyOf(known)
    const journeys = await workOut(task)
    if (key === undefined) return journeys
    if (rides.size >= mostRides) rides.delete(rides.keys().next().value as string)
    rides.set(key, copyOf(journeys))
    return journeys
  }

  async function workOut(task: TravelTask): Promise<Journeys> {
    const table = await byTable(sources, task)
    const { part, day, by, isLand } = await byNetwork(sources, task, routesOf)
    const line = byLine(task, table, part)
    const method = (s: number, f: number): number => {
      if (table?.knowsHome(s)) return travelMethods.indexOf('table')
      if (!part?.knowsHome(s) || !part.knowsGoal(f)) return travelMethods.indexOf('line')
      return travelMethods.indexOf(isLand(s, f) ? 'grid' : by)
    }
    const parts = [table?.pairs, part && without(part.pairs, (s) => table?.knowsHome(s) === true), line]
    const pairs = joinParts(
      parts.filter((pairs) => pairs !== undefined),
      task,
    )
    const methods = new Uint8Array(pairs.facilities.length)
    for (let s = 0; s + 1 < pairs.offsets.length; s++)
      for (let p = pairs.offsets[s] as number; p < (pairs.offsets[s + 1] as number); p++)
        methods[p] = method(s, pairs.facilities[p] as number)
    return { pairs, methods, faults: sources.faults(task), ...(day !== undefined && { day }) }
  }
}

/**
 * By bus to the nearest, days on which the same trips run are one: a week has few that differ. Undefined for other tasks.
 */
async function rideKeyOf(sources: Sources, task: TravelTask): Promise<string | undefined> {
  if (task.mode !== 'bus' || task.limit !== undefined) return undefined
  const found = await sources.timetable(task)
  if (found === undefined) return undefined
  const { files, settings, season, key, facilities, departure } = task
  const { from, to, percentile } = departure
  const ids = Object.values(files).map(({ id }) => id)
  const text = JSON.stringify([ids, settings, season, key, found.running, from, to, percentile, [...facilities.capacities]])
  return createHash('sha1').update(text).digest('base64url')
}

/** What is sent to whoever asked is gone from here. */
const copyOf = ({ pairs: { offsets, facilities, minutes }, methods, ...rest }: Journeys): Journeys => ({
  ...rest,
  pairs: { offsets: offsets.slice(), facilities: facilities.slice(), minutes: minutes.slice() },
  methods: methods.slice(),
})

async function byTable(sources: Sources, task: TravelTask): Promise<Part | undefined> {
  const table = await sources.table(task)
  if (table === undefined) return undefined
  const list = listPairs()
  const known = new Uint8Array(task.settlements.ids.length)
  const { settlements, facilities, mode, limit = Number.POSITIVE_INFINITY } = task
  visitTable(table, mode, { settlements: settlements.ids, facilities: facilities.ids }, (s, f, minutes) => {
    known[s] = 1
    if (minutes <= limit && (facilities.capacities[f] as number) > 0) list.add(s, f, minutes)
  })
  return { pairs: list.toPairs(known.length), knowsHome: (s) => known[s] === 1, knowsGoal: () => true }
}

type ByNetwork = {
  readonly part?: Part
  readonly day?: string
  readonly by: 'road' | 'timetable'
  /** Whether a journey begins or ends on land without roads. */
  readonly isLand: (s: number, f: number) => boolean
}

async function byNetwork(
  sources: Sources,
  task: TravelTask,
  routesOf: (network: RoadNetwork, task: TravelTask) => Routes,
): Promise<ByNetwork> {
  const bus = task.mode === 'bus' ? await byBus(sources, task) : undefined
  if (bus !== undefined) return bus
  // On a day without a bus, one walks.
  const network = await sources.network(task, task.mode === 'bus' ? 'foot' : task.mode)
  if (network === undefined) return { by: 'road', isLand: () => false }
  const routes = routesOf(network, task)
  const { homes, goals } = routes
  const isOpen = Uint8Array.from(task.facilities.capacities, (capacity) => Number(capacity > 0))
  const pairs =
    task.limit === undefined
      ? nearestPairs(routes, isOpen)
      : without(
          pairOnRoutes(routes, task.limit),
          () => false,
          (f) => isOpen[f] === 0,
        )
  return {
    by: 'road',
    part: { pairs, knowsHome: (s) => (homes.vertices[s] as number) >= 0, knowsGoal: (f) => (goals.vertices[f] as number) >= 0 },
    isLand: (s, f) => (homes.vertices[s] as number) >= network.roads || (goals.vertices[f] as number) >= network.roads,
  }
}

/** Undefined where nothing runs on that day. */
async function byBus(sources: Sources, task: TravelTask): Promise<ByNetwork | undefined> {
  const found = await sources.timetable(task)
  if (found === undefined) return undefined
  const network = await sources.network(task, 'foot')
  const { settings, settlements, facilities, departure, limit = furthestByBus } = task
  const walkers = { detour: settings.detour, speed: lineSpeeds(settings, 'foot').rural, ...(network && { network }) }
  // At night, when everything is shut, there is nowhere to go.
  const isAnyOpen = facilities.capacities.some((capacity) => capacity > 0)
  const all = isAnyOpen
    ? pairByBus(found.timetable, { settlements, facilities }, walkers, departure, limit)
    : listPairs().toPairs(settlements.longitudes.length)
  const pairs = without(
    all,
    () => false,
    (f) => (facilities.capacities[f] as number) === 0,
  )
  // Who is nowhere near a way one can walk on is not known to go by bus either.
  const on = network && joinPlaces(network.entrances, network.profile, settlements).vertices
  const knowsHome = (s: number) => on === undefined || (on[s] as number) >= 0
  return { part: { pairs, knowsHome, knowsGoal: () => true }, day: found.day, by: 'timetable', isLand: () => false }
}

function nearestPairs(routes: Routes, isOpen: Uint8Array): Pairs {
  const { minutes, facilities } = nearestOnRoutes(routes, isOpen)
  const list = listPairs()
  facilities.forEach((f, s) => {
    if (f >= 0) list.add(s, f, minutes[s] as number)
  })
  return list.toPairs(facilities.length)
}

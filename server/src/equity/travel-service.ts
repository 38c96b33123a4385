import { createHash } from 'node:crypto'
import type { TravelMode } from '#contract'
import { Invalid, type Pool } from '#kernel'
import type { Facilities, Places, Settlements } from './places.ts'
import { startTravelCrew } from './travel-crew.ts'
import { keepLocalFiles } from './travel-files.ts'
import { travelModes } from './travel-settings.ts'
import type { Departure, Journeys, LocalFile, TravelTask } from './travel-task.ts'

/** How somebody travels: what is missing is as usual in the region. */
export type TravelAsk = {
  readonly mode?: TravelMode | undefined
  readonly season?: string | undefined
  /** Matters by bus only. */
  readonly departure?: Departure | undefined
}

/** Where one may want to go: facilities, or sites where one could be. Those with a capacity of 0 are passed over. */
export type Goals = Pick<Facilities, 'ids' | 'longitudes' | 'latitudes' | 'capacities'>

/** Travel between the settlements of a region and any places, worked out in a thread of its own and kept while nothing changes. */
export type Travel = {
  /** The pair of each settlement and the goal nearest to it. @throws Invalid for a mode or season that the region does not have */
  nearest(places: Places, goals: Goals, ask: TravelAsk): Promise<Journeys>
  /** Every pair within so many minutes. @throws Invalid for a mode or season that the region does not have */
  within(places: Places, goals: Goals, ask: TravelAsk, limit: number): Promise<Journeys>
  /** A file of the pack on this machine; undefined where the pack has none. */
  fileOf(places: Places, role: keyof typeof roles): Promise<LocalFile | undefined>
  stop(): Promise<void>
}

/** What is kept, in pairs: some 400 MB. */
const mostPairs = 30_000_000

export function startTravel(pool: Pool): Travel {
  const crew = startTravelCrew()
  const files = keepLocalFiles()
  const kept = new Map<string, Promise<Journeys>>()
  const sizes = new Map<string, number>()

  const find = async (places: Places, goals: Goals, ask: TravelAsk, limit?: number): Promise<Journeys> => {
    const task = taskOf(places, goals, ask, limit)
    const key = keyOf(places, goals, task)
    const known = kept.get(key)
    if (known !== undefined) {
      // The least lately used goes first.
      kept.delete(key)
      kept.set(key, known)
      return known
    }
    const journeys = carryOut(places, task)
    kept.set(key, journeys)
    try {
      sizes.set(key, (await journeys).pairs.minutes.length)
      forget()
      return await journeys
    } catch (error) {
      kept.delete(key)
      throw error
    }
  }
  const fileOf = async (places: Places, role: keyof typeof roles): Promise<LocalFile | undefined> => {
    const file = places.files.get(roles[role])
    return file && files.fetch(pool, file)
  }
  const carryOut = async (places: Places, task: TravelTask): Promise<Journeys> => {
    const local: Record<string, LocalFile> = {}
    for (const role of Object.keys(roles) as (keyof typeof roles)[]) {
      const file = await fileOf(places, role)
      if (file !== undefined) local[role] = file
    }
    return crew.carryOut({ ...task, files: local })
  }
  const forget = () => {
    let total = 0
    for (const size of sizes.values()) total += size
    for (const [key] of kept) {
      if (total <= mostPairs || kept.size <= 1) return
      total -= sizes.get(key) ?? 0
      sizes.delete(key)
      kept.delete(key)
    }
  }
  return {
    nearest: (places, goals, ask) => find(places, goals, ask),
    within: (places, goals, ask, limit) => find(places, goals, ask, limit),
    fileOf,
    stop: async () => {
      await crew.stop()
      await files.remove()
    },
  }
}

const roles = { roads: 'roads.osm.pbf', transit: 'transit.zip', table: 'travel.csv', land: 'land.csv' } as const

/** The modes that this region can be asked about: by bus, only where something says how buses go. */
export function modesOf({ files, travel }: Places): readonly TravelMode[] {
  const inTable = String(files.get('travel.csv')?.facts.modes ?? '').split(' ')
  const hasBus = files.has('transit.zip') || travel.modes?.bus?.speed !== undefined || inTable.includes('bus')
  return travelModes.filter((mode) => mode !== 'bus' || hasBus)
}

/** @throws Invalid for a mode that the region does not have, naming those it has */
export function modeOf(places: Places, mode: TravelMode | undefined): TravelMode {
  const wanted = mode ?? places.travel.mode ?? 'car'
  const modes = modesOf(places)
  if (modes.includes(wanted)) return wanted
  throw new Invalid(`This region has no travel by ${wanted}: its pack has no timetable. It has: ${modes.join(', ')}.`)
}

/** @throws Invalid for a season that the region does not have, naming those it has */
export function seasonOf({ travel }: Places, season: string | undefined): string | undefined {
  const wanted = season ?? travel.season
  const seasons = Object.keys(travel.seasons ?? {})
  if (wanted === undefined || seasons.includes(wanted)) return wanted
  throw new Invalid(`This region has no season ${wanted}. It has: ${seasons.join(', ') || 'none'}.`)
}

/** When one sets out where nobody asks for a time. */
export function usualDeparture({ travel }: Places): Departure {
  const { day, time } = travel.departure ?? { day: 'tuesday', time: '08:00' }
  const [hours = 8, minutes = 0] = time.split(':').map(Number)
  const from = (hours * 60 + minutes) * 60
  return { day, from, to: from + 3600, percentile: 50 }
}

function taskOf(places: Places, goals: Goals, ask: TravelAsk, limit: number | undefined): TravelTask {
  const { settlements, travel } = places
  const mode = modeOf(places, ask.mode)
  const season = seasonOf(places, ask.season)
  const { ids, longitudes, latitudes, classes } = settlements
  return {
    files: {},
    settings: travel,
    mode,
    ...(season !== undefined && { season }),
    key: `${digestOf(settlements)} ${digest([goals.longitudes, goals.latitudes])}`,
    // Only the table from elsewhere is by id.
    settlements: { ids: places.files.has('travel.csv') ? ids : [], longitudes, latitudes, classes },
    facilities: {
      ids: places.files.has('travel.csv') ? goals.ids : [],
      longitudes: goals.longitudes,
      latitudes: goals.latitudes,
      capacities: goals.capacities.map((capacity) => Number(capacity > 0)),
    },
    departure: ask.departure ?? usualDeparture(places),
    ...(limit !== undefined && { limit }),
  }
}

/** Everything that minutes depend on: the files, the settings, the places, which of them are open, the way to travel. */
function keyOf(
  { files }: Places,
  { ids }: Goals,
  { settings, mode, season, key, facilities, departure, limit }: TravelTask,
): string {
  const versions = Object.values(roles).map((name) => files.get(name)?.id)
  const names = files.has('travel.csv') ? createHash('sha1').update(ids.join('\n')).digest('base64url') : ''
  const when = mode === 'bus' ? departure : undefined
  return JSON.stringify([versions, settings, mode, season, key, names, digest([facilities.capacities]), when, limit])
}

const digests = new WeakMap<Settlements, string>()

function digestOf(settlements: Settlements): string {
  const known = digests.get(settlements)
  if (known !== undefined) return known
  const made = digest([settlements.longitudes, settlements.latitudes, settlements.classes])
  digests.set(settlements, made)
  return made
}

function digest(arrays: readonly (Float64Array | Uint8Array)[]): string {
  const hash = createHash('sha1')
  for (const { buffer, byteOffset, byteLength } of arrays) hash.update(new Uint8Array(buffer, byteOffset, byteLength)).update(' ')
  return hash.digest('base64url')
}

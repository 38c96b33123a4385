import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import type { TravelMode } from '#contract'
import { type Land, noRoads, withLand } from './road-grid.ts'
import { type RoadMap, readRoadMap } from './road-map.ts'
import { buildNetwork, type RoadNetwork } from './road-network.ts'
import { addDays, runsOn } from './transit-calendar.ts'
import { chooseDay } from './transit-day.ts'
import { type Feed, readFeed } from './transit-feed.ts'
import { buildTimetable, type Timetable } from './transit-timetable.ts'
import { landSpeeds, profileOf } from './travel-settings.ts'
import { readTravelTable, type TravelTable } from './travel-table.ts'
import type { TravelTask } from './travel-task.ts'

/** What the files of a pack say, read once and kept while they stay the same. */
export type Sources = {
  /** Undefined where there is neither a road nor land that can be crossed. */
  network(task: TravelTask, mode: TravelMode): Promise<RoadNetwork | undefined>
  /** With the day that is ridden; undefined without a feed, or where it has no such day. */
  timetable(task: TravelTask): Promise<TimetableOfDay | undefined>
  table(task: TravelTask): Promise<TravelTable | undefined>
  /** Why files could not be used, each told as often as it is asked for. */
  faults(task: TravelTask): readonly string[]
}

export type TimetableOfDay = {
  readonly timetable: Timetable
  readonly day: string
  /** Same text, same trips: those of the day, and of the days before and after, which pass midnight. */
  readonly running: string
}

/** Networks and timetables that are kept: each mode in a season or two, and a week. */
const mostKept = 8

export function openSources(): Sources {
  const kept = new Map<string, Promise<unknown>>()
  const broken = new Map<string, string>()
  /** The newest few of each subject; what has failed is not tried again until there is another file. */
  const once = <Value>(subject: string, key: string, make: () => Promise<Value>): Promise<Value> => {
    const name = `${subject} ${key}`
    const known = kept.get(name) as Promise<Value> | undefined
    if (known !== undefined) return known
    const alike = [...kept.keys()].filter((other) => other.startsWith(`${subject} `))
    if (alike.length >= mostKept) kept.delete(alike[0] as string)
    const made = make()
    kept.set(name, made)
    return made
  }
  const read = <Value>(
    task: TravelTask,
    which: keyof TravelTask['files'],
    reader: (path: string) => Promise<Value>,
  ): Promise<Value | undefined> => {
    const file = task.files[which]
    if (file === undefined) return Promise.resolve(undefined)
    return once(which, file.id, () =>
      reader(file.path).catch((error: Error) => {
        broken.set(file.id, error.message)
        return undefined
      }),
    )
  }
  const network: Sources['network'] = (task, mode) => {
    const { files, settings, season = '' } = task
    const key = JSON.stringify([mode, season, files.roads?.id, files.land?.id, settings])
    return once('network', key, async () => {
      const map: RoadMap | undefined = await read(task, 'roads', readRoadMap)
      const land: Land | undefined = await read(task, 'land', readLand)
      const profile = profileOf(settings, mode, season || undefined)
      const roads = map === undefined ? noRoads(profile) : buildNetwork(map, profile)
      const whole = land === undefined ? roads : withLand(roads, land, landSpeeds(settings, mode))
      return whole.entrances.vertices.length > 0 ? whole : undefined
    })
  }
  return {
    network,
    timetable: async (task) => {
      const feed: Feed | undefined = await read(task, 'transit', readFeed)
      if (feed === undefined) return undefined
      const day = chooseDay([feed], task.departure.day)
      if (day === undefined) return undefined
      const timetable = await once('timetable', `${task.files.transit?.id} ${day}`, async () => buildTimetable([feed], day))
      return { timetable, day, running: runningAbout(feed, day) }
    },
    table: (task) => read(task, 'table', readTravelTable),
    faults: ({ files }) => Object.values(files).flatMap(({ id }) => broken.get(id) ?? []),
  }
}

function runningAbout({ services }: Feed, day: string): string {
  const running = (date: string) => [...services].filter(([, service]) => runsOn(service, date)).map(([id]) => id)
  return JSON.stringify([-1, 0, 1].map((shift) => running(addDays(day, shift))))
}

/** Reads `land.csv`, which the import has checked. */
async function readLand(file: string): Promise<Land> {
  const land = new Map<string, string>()
  const columns = (header: string[]) => header.map((cell) => cell.trim())
  const rows = parse({ bom: true, columns, relax_column_count: true, skip_empty_lines: true, trim: true })
  await pipeline(createReadStream(file), rows, async (parsed: AsyncIterable<Readonly<Record<string, string>>>) => {
    for await (const { cell = '', cover = '' } of parsed) land.set(cell, cover)
  })
  return land
}

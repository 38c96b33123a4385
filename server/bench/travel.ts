import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import {
  buildNetwork,
  buildTimetable,
  car,
  createRider,
  type Feed,
  foot,
  type Points,
  pairByRoad,
  pairByTransit,
  type RoadMap,
  type RoadNetwork,
  readFeed,
  readRoadMap,
  type Timetable,
  toPairs,
} from '#equity'
import { type BenchOptions, compareCost, compareRates, countFaults, median, type Result } from './result.ts'
import { valhallaMinutes } from './travel-valhalla.ts'

const folder = join(import.meta.dirname, '../../../shared/data/transit-porto-alegre')
const roads = join(folder, 'poa_osm.pbf')
/** A Wednesday within the feeds. */
const day = '20190515'
/** Both begin and end at the road nearest to a place, so that roads are compared and not the way to them. */
const onRoad = { offRoad: 1e6 }

/** Travel in Porto Alegre: roads beside Valhalla's, buses and trains beside what is published, and pairs per second. */
export async function* travel({ small }: BenchOptions): AsyncIterable<Result> {
  if (!existsSync(folder)) {
    process.stdout.write('The sample data transit-porto-alegre is not beside this folder: nothing to measure.\n')
    return
  }
  const hexagons = readHexagons()
  const map = await readRoadMap(roads)
  yield* besideValhalla(map, pick(hexagons, small ? 20 : 5), pick(hexagons, 25))
  yield* pairsPerSecond(map, hexagons, small ? 3 : 7)
  yield* besideTimetable(map, pick(hexagons, small ? 40 : 10), pick(hexagons, 50))
}

async function* besideValhalla(map: RoadMap, from: Points, to: Points): AsyncIterable<Result> {
  for (const [profile, costing] of [[car, 'auto'] as const, [foot, 'pedestrian'] as const]) {
    const theirs = await valhallaMinutes(roads, from, to, costing)
    if (theirs === undefined) return
    const { pairs } = pairByRoad(buildNetwork(map, { ...profile, ...onRoad }), from, to, 1000)
    const both: [ours: number, theirs: number][] = []
    for (let s = 0; s + 1 < pairs.offsets.length; s++)
      for (let p = pairs.offsets[s] as number; p < (pairs.offsets[s + 1] as number); p++) {
        const other = theirs[s * to.longitudes.length + (pairs.facilities[p] as number)] as number
        if (other > 0) both.push([pairs.minutes[p] as number, other])
      }
    const name = `${profile.name}, ${both.length} pairs beside Valhalla's`
    yield compareRates(`${name}: rank correlation (Spearman)`, rankCorrelation(both), 0.97, 1, '')
    const off = median(both.map(([ours, other]) => Math.abs(ours / other - 1)))
    yield compareCost(`${name}: median error`, off * 100, 10, '%')
  }
}

/** On a network that stands ready: places are joined to it, it is contracted to them, and searched from each. */
async function* pairsPerSecond(map: RoadMap, hexagons: Points, rounds: number): AsyncIterable<Result> {
  const start = performance.now()
  const network = buildNetwork(map, car)
  process.stdout.write(`${network.points.length / 3} vertices, built in ${Math.round(performance.now() - start)} ms\n`)
  const rates: number[] = []
  const worked: number[] = []
  for (let round = 0; round < rounds; round++) {
    const [from, before] = [performance.now(), process.cpuUsage()]
    const { pairs } = pairByRoad(network, hexagons, hexagons, 60)
    rates.push(pairs.minutes.length / ((performance.now() - from) / 1000))
    const { user, system } = process.cpuUsage(before)
    worked.push(pairs.minutes.length / ((user + system) / 1e6))
  }
  // On a machine that others use, this says more than the rate does.
  process.stdout.write(`${Math.round(median(worked.slice(1)) / 1000)} thousand road pairs a second of processor time\n`)
  yield compareRates('road pairs per second on one core', median(rates.slice(1)), 300_000, 1, 'pairs/s')
}

async function* besideTimetable(map: RoadMap, homes: Points, goals: Points): AsyncIterable<Result> {
  const feeds = [await readFeed(join(folder, 'poa_eptc.zip')), await readFeed(join(folder, 'poa_trensurb.zip'))]
  const timetable = buildTimetable(feeds, day)
  const { late, ratio, rides } = keepPublished(feeds, timetable)
  yield countFaults(`${rides} rides that are published: journeys that arrive later`, late)
  yield compareCost('published rides: median journey ÷ published ride', ratio, 1, '')
  const network = buildNetwork(map, foot)
  yield* besideWalking(network, timetable, homes, goals)
}

/** Sets out from a stop when a trip leaves it: nobody may be later at a further stop of the trip than the trip itself. */
function keepPublished(feeds: readonly Feed[], timetable: Timetable) {
  const stops = timetable.stops.longitudes.length
  const rider = createRider(timetable, toPairs(stops, []), { rides: 3, limit: 240 })
  const ratios: number[] = []
  let late = 0
  let before = 0
  for (const { trips, services, stopIds } of feeds) {
    const runs = trips.filter(({ service, repeats }) => services.get(service)?.weekdays[3] === true && repeats.length === 0)
    for (let i = 0; i < runs.length; i += 7) {
      const trip = runs[i]
      if (trip === undefined) continue
      const [first, last] = [Math.floor(trip.stops.length * 0.2), Math.floor(trip.stops.length * 0.8)]
      const departure = trip.departures[first] as number
      const published = trip.arrivals[last] as number
      if (first >= last || departure >= 86_400 || published <= departure || trip.closed[first] !== 0) continue
      const goal = before + (trip.stops[last] as number)
      let arrival = Number.POSITIVE_INFINITY
      rider.clear()
      rider.depart(Uint32Array.of(before + (trip.stops[first] as number)), Float64Array.of(0), departure, (stop, second) => {
        if (stop === goal && second < arrival) arrival = second
      })
      if (arrival > published) late++
      ratios.push((arrival - departure) / (published - departure))
    }
    before += stopIds.length
  }
  return { late, rides: ratios.length, ratio: median(ratios) }
}

/** A bus never takes longer than walking all the way; where it helps, it is as fast as buses are. */
async function* besideWalking(network: RoadNetwork, timetable: Timetable, homes: Points, goals: Points): AsyncIterable<Result> {
  const walk = (from: Points, to: Points, limit: number) => pairByRoad(network, from, to, limit).pairs
  const direct = walk(homes, goals, 600)
  const walks = {
    toStops: walk(homes, timetable.stops, 15),
    betweenStops: walk(timetable.stops, timetable.stops, 5),
    fromStops: walk(timetable.stops, goals, 15),
    direct,
  }
  const start = performance.now()
  const window = { from: 14 * 3600, to: 15 * 3600, step: 300 }
  const { pairs, slow } = pairByTransit(timetable, walks, goals.longitudes.length, window, { rides: 4, limit: 180 })
  const seconds = (performance.now() - start) / 1000
  let [slower, unordered, helped] = [0, 0, 0]
  for (let s = 0; s + 1 < pairs.offsets.length; s++) {
    const onFoot = new Map<number, number>()
    for (let p = direct.offsets[s] as number; p < (direct.offsets[s + 1] as number); p++)
      onFoot.set(direct.facilities[p] as number, direct.minutes[p] as number)
    for (let p = pairs.offsets[s] as number; p < (pairs.offsets[s + 1] as number); p++) {
      const walked = onFoot.get(pairs.facilities[p] as number) ?? Number.POSITIVE_INFINITY
      if ((pairs.minutes[p] as number) > walked + 1e-9) slower++
      if ((pairs.minutes[p] as number) < walked - 1e-9) helped++
      if ((slow[p] as number) < (pairs.minutes[p] as number)) unordered++
    }
  }
  const count = pairs.minutes.length
  yield countFaults(`${count} pairs by bus: longer than on foot`, slower)
  yield countFaults(`${count} pairs by bus: 85 of 100 departures quicker than half of them`, unordered)
  process.stdout.write(
    `${helped} of ${count} pairs are quicker by bus; ${Math.round(((homes.longitudes.length * 12) / seconds) * 10) / 10} departures/s\n`,
  )
}

function readHexagons(): Points {
  const rows = parse(readFileSync(join(folder, 'poa_hexgrid.csv')), { columns: true }) as { lon: string; lat: string }[]
  return {
    longitudes: Float64Array.from(rows, ({ lon }) => Number(lon)),
    latitudes: Float64Array.from(rows, ({ lat }) => Number(lat)),
  }
}

const pick = ({ longitudes, latitudes }: Points, every: number): Points => ({
  longitudes: longitudes.filter((_, i) => i % every === 3),
  latitudes: latitudes.filter((_, i) => i % every === 3),
})

/** @see Spearman (1904), American Journal of Psychology 15(1); equal values do not occur among minutes */
function rankCorrelation(both: readonly (readonly [number, number])[]): number {
  const ranks = (which: 0 | 1) => {
    const order = [...both.keys()].sort((a, b) => (both[a]?.[which] ?? 0) - (both[b]?.[which] ?? 0))
    const places = new Float64Array(both.length)
    order.forEach((pair, place) => {
      places[pair] = place
    })
    return places
  }
  const [ours, theirs] = [ranks(0), ranks(1)]
  let apart = 0
  for (let i = 0; i < both.length; i++) apart += ((ours[i] as number) - (theirs[i] as number)) ** 2
  const n = both.length
  return 1 - (6 * apart) / (n * (n * n - 1))
}

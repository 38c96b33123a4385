import type { PlanCandidate, PlanQuestion, PlanRound, PlanRounds, Position } from '#contract'
import { Invalid } from '#kernel'
import { type Rounds, shortestTour } from './locate-rounds.ts'
import { areaClasses, type Places } from './places.ts'
import { goalsOf } from './plan-candidates.ts'
import { weekdays } from './scenario-changes.ts'
import type { Travel } from './travel-service.ts'

/** How rounds go among the candidates of a plan: what they need to be laid. */
export type RoundWays = Omit<Rounds, 'lists' | 'weights'>

/** Between so many places, the ways are a table that fits into memory. */
const mostCandidates = 2000
const [usualDay, usualStay] = [480, 120]

/** Units go by car, whatever the residents go by. @throws Invalid where rounds contradict themselves or have too many places */
export async function readRounds(
  places: Places,
  candidates: readonly PlanCandidate[],
  { rounds, season }: PlanQuestion,
  travel: Travel,
): Promise<{ readonly ways: RoundWays; readonly faults: readonly string[] }> {
  const { units = 1, days, stops = 1, base, dayMinutes = usualDay, stayMinutes = usualStay } = rounds as PlanRounds
  if (days.length === 0) throw new Invalid('Say on which days of the week the units go.')
  if (new Set(days).size < days.length) throw new Invalid('A day is named twice.')
  if (stayMinutes > dayMinutes) throw new Invalid('A stop takes longer than the working day.')
  if (candidates.length > mostCandidates)
    throw new Invalid(
      `There are ${candidates.length} places for rounds, more than ${mostCandidates}. Ask for one area, or name candidates.`,
    )
  const sites = candidates.length
  const all = base === undefined ? candidates : [...candidates, { id: 'base', position: base }]
  const { pairs, faults } = await travel.within(standAt(places, all), goalsOf(all), { mode: 'car', season }, dayMinutes)
  const ways = new Float64Array(sites * sites).fill(Number.POSITIVE_INFINITY)
  const toBase = new Float64Array(sites).fill(base === undefined ? 0 : Number.POSITIVE_INFINITY)
  for (let a = 0; a < sites; a++)
    for (let p = pairs.offsets[a] as number; p < (pairs.offsets[a + 1] as number); p++) {
      const b = pairs.facilities[p] as number
      if (b === sites) toBase[a] = pairs.minutes[p] as number
      else ways[a * sites + b] = pairs.minutes[p] as number
    }
  return { ways: { sites, ways, toBase, count: units * days.length, stops, dayMinutes, stayMinutes }, faults }
}

/** Rounds by unit and day: neighbours in direction follow each other, so that a unit keeps to its side of the region. */
export function dateRounds(
  candidates: readonly PlanCandidate[],
  { rounds }: PlanQuestion,
  ways: RoundWays,
  found: readonly (readonly number[])[],
): PlanRound[] {
  const { days, base } = rounds as PlanRounds
  const inOrder = weekdays.filter((day) => days.includes(day))
  const middle = base ?? middleOf(found.flat().map((stop) => (candidates[stop] as PlanCandidate).position))
  return found
    .map((stops) => shortestTour(ways, stops))
    .map((tour) => ({
      ...tour,
      bearing: bearingTo(middle, middleOf(tour.stops.map((stop) => (candidates[stop] as PlanCandidate).position))),
    }))
    .sort((a, b) => a.bearing - b.bearing)
    .map(({ stops, driving }, k) => ({
      unit: Math.floor(k / inOrder.length) + 1,
      day: inOrder[k % inOrder.length] ?? 'Mo',
      stops: stops.map((stop) => (candidates[stop] as PlanCandidate).id),
      driving,
    }))
}

/** The candidates in the place of the settlements: ways are between them. */
function standAt(places: Places, all: readonly PlanCandidate[]): Places {
  const at = new Map(places.settlements.ids.map((id, s) => [id, s]))
  const rural = areaClasses.indexOf('rural')
  return {
    ...places,
    settlements: {
      ids: all.map(({ id }) => id),
      areas: all.map(() => ''),
      longitudes: Float64Array.from(all, ({ position }) => position[0]),
      latitudes: Float64Array.from(all, ({ position }) => position[1]),
      people: new Float64Array(all.length).fill(1),
      classes: Uint8Array.from(all, ({ id }) => places.settlements.classes[at.get(id) ?? -1] ?? rural),
    },
  }
}

function middleOf(positions: readonly Position[]): Position {
  const mean = (of: 0 | 1) => positions.reduce((sum, position) => sum + position[of], 0) / Math.max(1, positions.length)
  return [mean(0), mean(1)]
}

const bearingTo = ([west, south]: Position, [longitude, latitude]: Position) => Math.atan2(latitude - south, longitude - west)

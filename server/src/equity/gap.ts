import type { AreaClass, GapOfArea, GapOfService, GapOfSettlement, GapRow, TravelUse } from '#contract'
import { ratiosOfGap } from './gap-ratio.ts'
import { type AreaOfGap, areaClasses, type Places, positionOf, type Span, type Standard } from './places.ts'
import { measureReachOver, type Reach, type Slice } from './reach.ts'
import { isSmall, isWithheld } from './suppression.ts'
import { travelMethods } from './travel-task.ts'

/** How far the facilities of a service are. */
export type Travelled = {
  readonly slices: readonly Slice[]
  /** Per settlement, what its minutes came from: a place in `travelMethods`, 255 where it has none. */
  readonly methods: Uint8Array
  readonly unknownHours: number
  /** Shares of residents who can use services at a distance, for a service that is given so. */
  readonly able?: Float64Array
}

/** One service in a region or an area: its three classes beside each other, and the countryside against the city. */
export function gapOfService(
  places: Places,
  service: Standard,
  { slices, methods, unknownHours, able }: Travelled,
  span: Span,
): GapOfService {
  const rows = areaClasses.map(
    (name): GapRow => ({
      class: name,
      ...reachOf(places, service, slices, span, name),
      ...(able !== undefined && shareWithOnline(places, service, { slices, able }, span, name)),
    }),
  )
  const isCompared = rows.every((row) => row.class === 'town' || row.isSuppressed === undefined)
  return {
    kind: service.kind,
    names: service.names,
    standard: service.standard,
    facilities: places.facilities.get(service.kind)?.capacities.length ?? 0,
    rows,
    ...(isCompared && ratiosOfGap(places.settlements, service, slices, span)),
    travel: usesOf(places, methods, span),
    unknownHours,
  }
}

/** Residents who get there in time, and of the others those who can use the service at a distance. */
function shareWithOnline(
  { settlements }: Places,
  service: Standard,
  { slices, able }: { readonly slices: readonly Slice[]; readonly able: Float64Array },
  [from, to]: Span,
  only: AreaClass,
): { readonly shareWithOnline?: number } {
  const chosen: number[] = []
  for (let s = from; s < to; s++) if (areaClasses[settlements.classes[s] as number] === only) chosen.push(s)
  const people = Float64Array.from(chosen, (s) => settlements.people[s] as number)
  const population = people.reduce((sum, residents) => sum + residents, 0)
  if (population === 0 || isWithheld(people)) return {}
  let served = 0
  chosen.forEach((s, i) => {
    const inTime = slices.reduce(
      (sum, { share, minutes }) => sum + share * Number((minutes[s] as number) <= service.standard[only]),
      0,
    )
    served += (people[i] as number) * (inTime + (1 - inTime) * (able[s] as number))
  })
  return { shareWithOnline: served / population }
}

/** For how many residents minutes came from where; groups that are too small to be told are named without a number. */
function usesOf({ settlements }: Places, methods: Uint8Array, [from, to]: Span): TravelUse[] {
  return travelMethods
    .map((by, method) => {
      const people = settlements.people.slice(from, to).filter((residents, k) => residents > 0 && methods[from + k] === method)
      return {
        by,
        count: people.length,
        people: people.reduce((sum, residents) => sum + residents, 0),
        isHidden: isWithheld(people),
      }
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.people - a.people)
    .map(({ by, people, isHidden }) => ({ by, ...(!isHidden && { people }) }))
}

/**
 * One service for each child of an area, or for each area at the top. Residents directly in the area itself, in none of its
 * children, are in a row with its own code, so that the rows add up to the area.
 */
export function gapByArea(places: Places, service: Standard, slices: readonly Slice[], parent?: AreaOfGap): GapOfArea[] {
  return partsOf(places, parent).map(({ code, names, class: name, span }) => {
    const { medianMinutes: _, unreachable: __, ...told } = reachOf(places, service, slices, span)
    return { area: code, names, ...(name !== undefined && { class: name }), ...told }
  })
}

/**
 * One service for each settlement of a span; over a time, the minutes are those of half of it, and who is within the standard for
 * half of it is reached. Minutes belong to the place on the map and are always told; how many people live
 * there is withheld (reads 0) where it is 1 to 9.
 */
export function gapBySettlement(
  places: Places,
  service: Standard,
  slices: readonly Slice[],
  [from, to]: Span,
): GapOfSettlement[] {
  const { ids, people, classes } = places.settlements
  return ids.slice(from, to).map((id, k) => {
    const i = from + k
    const name = areaClasses[classes[i] as number] ?? 'rural'
    const time = usualMinutes(slices, i)
    const residents = people[i] as number
    const isHidden = isSmall(residents)
    return {
      id,
      position: positionOf(places.settlements, i),
      class: name,
      population: isHidden ? 0 : residents,
      isReached: time <= service.standard[name],
      ...(time !== Number.POSITIVE_INFINITY && { minutes: time }),
      ...(isHidden && { isSuppressed: true as const }),
    }
  })
}

/** The fewest minutes within which it is for half of the time. */
export function usualMinutes(slices: readonly Slice[], settlement: number): number {
  const [only] = slices
  if (only !== undefined && slices.length === 1) return only.minutes[settlement] as number
  const ordered = slices
    .map(({ share, minutes }) => ({ share, time: minutes[settlement] as number }))
    .sort((a, b) => (a.time === b.time ? 0 : a.time - b.time))
  let before = 0
  for (const { share, time } of ordered) {
    before += share
    if (before >= 0.5 - 1e-9) return time
  }
  return Number.POSITIVE_INFINITY
}

/** Nothing but that it is withheld, where too few live there. */
function reachOf(
  { settlements }: Places,
  service: Standard,
  slices: readonly Slice[],
  [from, to]: Span,
  only?: AreaClass,
): Reach & { readonly isSuppressed?: true } {
  const chosen: number[] = []
  for (let i = from; i < to; i++) if (only === undefined || areaClasses[settlements.classes[i] as number] === only) chosen.push(i)
  const people = Float64Array.from(chosen, (i) => settlements.people[i] as number)
  if (isWithheld(people)) return { population: 0, reached: 0, unreachable: 0, isSuppressed: true }
  return measureReachOver(
    people,
    slices.map(({ share, minutes }) => ({ share, minutes: Float64Array.from(chosen, (i) => minutes[i] as number) })),
    Float64Array.from(chosen, (i) => service.standard[areaClasses[settlements.classes[i] as number] ?? 'rural']),
  )
}

/** The parts that an area's report has a row for: its children, and itself for the residents in none of them. */
export function partsOf(places: Places, parent?: AreaOfGap): AreaOfGap[] {
  const children = [...places.areas.values()].filter((area) => area.parent === parent?.code)
  return parent === undefined ? children : [...children, ...directlyIn(parent, children)]
}

function directlyIn(parent: AreaOfGap, children: readonly AreaOfGap[]): AreaOfGap[] {
  const below = children.filter(({ span: [from, to] }) => to > from).map(({ span }) => span[0])
  const span: Span = [parent.span[0], Math.min(parent.span[1], ...below)]
  return span[1] > span[0] ? [{ ...parent, span }] : []
}

import type { AreaClass, GapOfArea, GapOfService, GapOfSettlement, GapRow } from '#contract'
import { type AreaOfGap, areaClasses, type Places, positionOf, type Span, type Standard } from './places.ts'
import { measureReach, type Reach } from './reach.ts'
import { findSuppressed, leastResidents } from './suppression.ts'

/** One service in a region or an area: its three classes beside each other, and the countryside against the city. */
export function gapOfService(places: Places, service: Standard, minutes: Float64Array, span: Span): GapOfService {
  const byClass = areaClasses.map((name) => ({ name, reach: reachOf(places, service, minutes, span, name) }))
  const suppressed = findSuppressed(byClass.map(({ reach }) => reach.population))
  const rows = byClass.map(({ name, reach }, i): GapRow => ({ class: name, ...(suppressed[i] ? withhold(reach) : reach) }))
  const [urban, , rural] = rows
  const ruralToUrban = ratio(rural?.share, urban?.share)
  const minutesRuralToUrban = ratio(rural?.meanMinutes, urban?.meanMinutes)
  return {
    kind: service.kind,
    names: service.names,
    standard: service.standard,
    facilities: places.facilities.get(service.kind)?.capacities.length ?? 0,
    rows,
    ...(ruralToUrban !== undefined && { ruralToUrban }),
    ...(minutesRuralToUrban !== undefined && { minutesRuralToUrban }),
  }
}

/**
 * One service for each child of an area, or for each area at the top. Residents directly in the area itself, in none of its
 * children, are in a row with its own code, so that the rows add up to the area.
 */
export function gapByArea(places: Places, service: Standard, minutes: Float64Array, parent?: AreaOfGap): GapOfArea[] {
  const parts = partsOf(places, parent)
  const reaches = parts.map(({ span }) => reachOf(places, service, minutes, span))
  const suppressed = findSuppressed(reaches.map(({ population }) => population))
  return parts.map((area, i) => {
    const { medianMinutes: _, unreachable: __, ...shown } = reaches[i] as Reach
    const { code, names, class: name } = area
    const told = suppressed[i] ? { population: shown.population, reached: 0, isSuppressed: true as const } : shown
    return { area: code, names, ...(name !== undefined && { class: name }), ...told }
  })
}

/**
 * One service for each settlement of a span. Minutes belong to the place on the map and are always told; how many people live
 * there is withheld (reads 0) where it is 1 to 9.
 */
export function gapBySettlement(places: Places, service: Standard, minutes: Float64Array, [from, to]: Span): GapOfSettlement[] {
  const { ids, people, classes } = places.settlements
  return ids.slice(from, to).map((id, k) => {
    const i = from + k
    const name = areaClasses[classes[i] as number] ?? 'rural'
    const time = minutes[i] as number
    const residents = people[i] as number
    const isSmall = residents > 0 && residents < leastResidents
    return {
      id,
      position: positionOf(places.settlements, i),
      class: name,
      population: isSmall ? 0 : residents,
      isReached: time <= service.standard[name],
      ...(time !== Number.POSITIVE_INFINITY && { minutes: time }),
      ...(isSmall && { isSuppressed: true as const }),
    }
  })
}

function reachOf({ settlements }: Places, service: Standard, minutes: Float64Array, [from, to]: Span, only?: AreaClass): Reach {
  const chosen: number[] = []
  for (let i = from; i < to; i++) if (only === undefined || areaClasses[settlements.classes[i] as number] === only) chosen.push(i)
  return measureReach(
    Float64Array.from(chosen, (i) => settlements.people[i] as number),
    Float64Array.from(chosen, (i) => minutes[i] as number),
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

const withhold = ({ population }: Reach) => ({ population, reached: 0, unreachable: 0, isSuppressed: true as const })

function ratio(rural: number | undefined, urban: number | undefined): number | undefined {
  return rural === undefined || urban === undefined || urban === 0 ? undefined : rural / urban
}

import type {
  BeforeAfter,
  ScenarioComparison,
  ScenarioDraft,
  ScenarioFacility,
  ScenarioGroup,
  ScenarioMeasure,
  ScenarioSettlement,
} from '#contract'
import { ableOf } from './digital.ts'
import { findArea, findKind, findLoneTop, spanOf } from './find.ts'
import { partsOf } from './gap.ts'
import { type AreaOfGap, areaClasses, type Places, positionOf, type Span, type Standard } from './places.ts'
import { none } from './reckoning.ts'
import { applyChanges, type Changed, type Point, weekdays } from './scenario-changes.ts'
import { figuresOf, lorenzOf, measureStates, type Online, type State } from './scenario-measure.ts'
import type { IsOpen } from './supply.ts'
import { isSmall, isWithheld } from './suppression.ts'
import type { Travel } from './travel-service.ts'

export type CompareDeps = { readonly travel: Travel; readonly isOpen: IsOpen }

/** A region before and after some changes, measured. */
export type Compared = {
  readonly places: Places
  readonly kind: string
  readonly standard: ScenarioComparison['standard']
  readonly facilities: readonly Changed[]
  readonly points: readonly Point[]
  readonly standards: Float64Array
  readonly before: State
  readonly after: State
  readonly notes: readonly string[]
}

/** @throws NotFound for a kind, Invalid for a mode or season that the region does not have */
export async function compareChanges(
  places: Places,
  { kind, changes, within, mode, season }: Omit<ScenarioDraft, 'name' | 'note'>,
  deps: CompareDeps,
): Promise<Compared> {
  const service = findKind(places.services, kind)
  const { facilities, points, faults } = applyChanges(places.facilities.get(kind) ?? none, changes, isReadable(deps.isOpen))
  const standards = Float64Array.from(places.settlements.classes, (g) => within ?? service.standard[areaClasses[g] ?? 'rural'])
  const online = await readAble(deps.travel, places, service, points)
  const {
    before,
    after,
    faults: unused,
  } = await measureStates(places, facilities, standards, {
    ...deps,
    ask: { mode, season },
    ...(online && { online }),
  })
  const notes = [...faults.map(({ pointer, message }) => `${pointer}: ${message} It was passed over.`), ...unused]
  if (points.length > 0 && online === undefined)
    notes.push(`${kind} is not given at a distance (any more): points were passed over.`)
  const standard = within === undefined ? service.standard : { urban: within, town: within, rural: within }
  return { places, kind, standard, facilities, points, standards, before, after, notes }
}

/** Who can use a service at a distance before and after; undefined where it is not given so, or nobody knows who could. */
async function readAble(
  travel: Travel,
  places: Places,
  { online: part = 0 }: Standard,
  points: readonly Point[],
): Promise<Online | undefined> {
  const before = part > 0 ? await ableOf(travel, places) : undefined
  if (before === undefined) return undefined
  const after = points.length === 0 ? before : ((await ableOf(travel, places, points)) ?? before)
  return { part, before, after }
}

export const isReadable = (isOpen: IsOpen) => (hours: string) => isOpen(hours, 0, 0) !== undefined

export function toComparison(compared: Compared, area: string | undefined, at: Date): ScenarioComparison {
  const { places, kind, standard, facilities, before, after, notes } = compared
  const span = spanOf(places, area)
  const all = settlementsIn(span)
  const parent = area === undefined ? findLoneTop(places) : findArea(places, area)
  const { people, classes } = places.settlements
  const reachedOn = (state: State, day: number) =>
    all.reduce((sum, s) => sum + (people[s] as number) * (state.days[day]?.[s] as number), 0)
  const isHidden = isWithheld(people.slice(...span))
  const [lorenzBefore, lorenzAfter] = isHidden ? [] : [lorenzOf(places, before, all), lorenzOf(places, after, all)]
  return {
    kind,
    ...(area !== undefined && { area }),
    at,
    standard,
    facilities: {
      before: facilities.filter((one) => one.before !== undefined).length,
      after: facilities.filter((one) => one.after !== undefined).length,
    },
    all: groupOf(compared, all, true),
    classes: areaClasses.flatMap((name, g) => {
      const own = all.filter((s) => classes[s] === g)
      return own.length === 0 ? [] : [{ class: name, ...groupOf(compared, own, false) }]
    }),
    areas: partsOf(places, parent).map((part: AreaOfGap) => ({
      area: part.code,
      names: part.names,
      ...(part.class !== undefined && { class: part.class }),
      ...groupOf(compared, settlementsIn(part.span), true),
    })),
    week: isHidden ? [] : weekdays.map((day, d) => ({ day, before: reachedOn(before, d), after: reachedOn(after, d) })),
    lorenz: {
      ...(lorenzBefore !== undefined && { before: lorenzBefore }),
      ...(lorenzAfter !== undefined && { after: lorenzAfter }),
    },
    notes,
  }
}

const settlementsIn = ([from, to]: Span) => Uint32Array.from({ length: to - from }, (_, k) => from + k)

function groupOf({ places, standards, before, after }: Compared, chosen: Uint32Array, isWhole: boolean): ScenarioGroup {
  const residents = Float64Array.from(chosen, (s) => places.settlements.people[s] as number)
  const population = residents.reduce((sum, here) => sum + here, 0)
  if (isWithheld(residents)) return { population, isSuppressed: true, figures: {} }
  const [then, now] = [before, after].map((state) => figuresOf(places, state, standards, chosen, isWhole))
  const isReached = (state: State, s: number) => (state.minutes[s] as number) <= (standards[s] as number)
  const who = (is: (s: number) => boolean) => residents.reduce((sum, here, i) => sum + (is(chosen[i] as number) ? here : 0), 0)
  const names = [...new Set([...Object.keys(then ?? {}), ...Object.keys(now ?? {})])] as ScenarioMeasure[]
  const figures = names.map((name): [ScenarioMeasure, BeforeAfter] => {
    const [old, next] = [then?.[name], now?.[name]]
    return [name, { ...(old !== undefined && { before: old }), ...(next !== undefined && { after: next }) }]
  })
  return {
    population,
    won: who((s) => !isReached(before, s) && isReached(after, s)),
    lost: who((s) => isReached(before, s) && !isReached(after, s)),
    figures: Object.fromEntries(figures),
  }
}

/** Every settlement of a span, with its minutes before and after; how many live there is withheld where it is 1 to 9. */
export function toSettlements({ places, standards, before, after }: Compared, area: string | undefined): ScenarioSettlement[] {
  const { ids, people, classes } = places.settlements
  return [...settlementsIn(spanOf(places, area))].map((s) => {
    const [then, now] = [before.minutes[s] as number, after.minutes[s] as number]
    const isHidden = isSmall(people[s] as number)
    return {
      id: ids[s] as string,
      position: positionOf(places.settlements, s),
      class: areaClasses[classes[s] as number] ?? 'rural',
      population: isHidden ? 0 : (people[s] as number),
      ...(isHidden && { isSuppressed: true as const }),
      ...(Number.isFinite(then) && { before: then }),
      ...(Number.isFinite(now) && { after: now }),
      change: changeOf(then, now, standards[s] as number),
    }
  })
}

function changeOf(then: number, now: number, standard: number): ScenarioSettlement['change'] {
  if (then > standard && now <= standard) return 'won'
  if (then <= standard && now > standard) return 'lost'
  if (then === now || Math.abs(then - now) < 1e-6) return 'same'
  return now < then ? 'nearer' : 'farther'
}

export function toFacilities({ facilities, points }: Pick<Compared, 'facilities' | 'points'>): ScenarioFacility[] {
  const standing = facilities.flatMap(({ id, change, before, after }): ScenarioFacility[] => {
    const now = after ?? before
    return now === undefined ? [] : [{ id, ...now, change }]
  })
  return [...standing, ...points.map((point) => ({ ...point, change: 'point' as const }))]
}

import type { Position, ScenarioChange, ScenarioFacility, Weekday } from '#contract'
import type { Fault } from '#kernel'
import type { Facilities } from './places.ts'

export const weekdays = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const satisfies readonly Weekday[]

/** A facility of a kind before and after the changes; undefined where it is not there. */
export type Changed = {
  readonly id: string
  readonly change: ScenarioFacility['change']
  readonly before?: Standing
  readonly after?: Standing
}

/** A facility as it stands: where, how large, when. */
export type Standing = {
  readonly position: Position
  readonly capacity: number
  readonly openingHours?: string
  /** Of a stop of a mobile unit: when it is there. */
  readonly days?: readonly Weekday[]
}

/** A point from which what is given at a distance can be used. */
export type Point = { readonly id: string; readonly position: Position }

/**
 * Carries out changes one after the other. A mobile unit becomes a facility for each of its stops, which has of the unit's capacity
 * the part of the week that the unit is there.
 *
 * @param isReadable whether opening hours can be evaluated
 * @returns what cannot be done as faults, each pointing to its change; all else is done
 */
export function applyChanges(
  facilities: Facilities,
  changes: readonly ScenarioChange[],
  isReadable: (hours: string) => boolean,
): { readonly facilities: readonly Changed[]; readonly points: readonly Point[]; readonly faults: readonly Fault[] } {
  const points: Point[] = []
  const all = new Map(standing(facilities).map((facility) => [facility.id, facility]))
  const faults: Fault[] = []
  changes.forEach((change, i) => {
    const fault = faultIn(change, all, isReadable) ?? faultOfPoint(change, points)
    if (fault !== undefined) faults.push({ pointer: `/changes/${i}`, ...fault })
    else if (change.do === 'point') points.push({ id: change.id, position: change.position })
    else carryOut(change, all)
  })
  return { facilities: [...all.values()], points, faults }
}

function standing({ ids, longitudes, latitudes, capacities, hours }: Facilities): Changed[] {
  return ids.map((id, f) => {
    const openingHours = hours[f]
    const now: Standing = {
      position: [longitudes[f] as number, latitudes[f] as number],
      capacity: capacities[f] as number,
      ...(openingHours !== undefined && { openingHours }),
    }
    return { id, change: 'same', before: now, after: now }
  })
}

function faultIn(
  change: ScenarioChange,
  all: ReadonlyMap<string, Changed>,
  isReadable: (hours: string) => boolean,
): Fault | undefined {
  const isNew = change.do === 'add' || change.do === 'mobile' || change.do === 'point'
  const known = all.get(change.id)
  if (isNew && (known !== undefined || all.has(stopId(change.id, 0))))
    return { message: `There is a facility ${change.id} already.`, fix: 'Give what is added an id of its own.' }
  if (!isNew && known?.after === undefined)
    return {
      message: `There is no facility ${change.id} to ${change.do} (any more).`,
      fix: 'Name a facility of this kind by its id.',
    }
  if ('openingHours' in change && change.openingHours !== undefined && !isReadable(change.openingHours))
    return {
      message: `The opening hours "${change.openingHours}" cannot be read.`,
      fix: 'Write them as OpenStreetMap does, for example Mo-Fr 08:00-17:00.',
    }
  if (change.do === 'mobile' && change.stops.some(({ days }) => new Set(days).size < days.length))
    return { message: 'A stop names a day twice.' }
  return undefined
}

function faultOfPoint(change: ScenarioChange, points: readonly Point[]): Fault | undefined {
  if (change.do !== 'point' || !points.some(({ id }) => id === change.id)) return undefined
  return { message: `There is a point ${change.id} already.`, fix: 'Give what is added an id of its own.' }
}

function carryOut(change: Exclude<ScenarioChange, { readonly do: 'point' }>, all: Map<string, Changed>): void {
  const known = all.get(change.id)
  const now = known?.after
  switch (change.do) {
    case 'add': {
      const { id, position, capacity = 1, openingHours } = change
      all.set(id, { id, change: 'added', after: { position, capacity, ...(openingHours !== undefined && { openingHours }) } })
      return
    }
    case 'mobile': {
      change.stops.forEach(({ position, days }, i) => {
        const id = stopId(change.id, i)
        all.set(id, { id, change: 'mobile', after: { position, days, capacity: ((change.capacity ?? 1) * days.length) / 7 } })
      })
      return
    }
    default:
  }
  if (known === undefined || now === undefined) return
  const wasAdded = known.before === undefined
  switch (change.do) {
    case 'close': {
      const { after: _, ...rest } = known
      if (wasAdded) all.delete(change.id)
      else all.set(change.id, { ...rest, change: 'closed' })
      return
    }
    case 'move':
      all.set(change.id, { ...known, change: wasAdded ? 'added' : 'moved', after: { ...now, position: change.position } })
      return
    case 'enlarge':
      all.set(change.id, { ...known, change: changeOf(known), after: { ...now, capacity: change.capacity } })
      return
    case 'hours':
      all.set(change.id, { ...known, change: changeOf(known), after: { ...now, openingHours: change.openingHours } })
  }
}

/** What has moved or is new stays that; everything else has changed. */
const changeOf = ({ change }: Changed): Changed['change'] => (change === 'same' ? 'changed' : change)

const stopId = (unit: string, stop: number) => `${unit}#${stop + 1}`

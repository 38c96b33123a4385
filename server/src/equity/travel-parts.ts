import type { Pairs } from './pairs.ts'
import { pairWithNearest, visitPairsWithin } from './travel-line.ts'
import { listPairs } from './travel-pairs.ts'
import { lineSpeeds } from './travel-settings.ts'
import type { TravelTask } from './travel-task.ts'

/** Pairs of a method that knows some of the places only: of what it does not know, it says nothing. */
export type Part = {
  readonly pairs: Pairs
  readonly knowsHome: (s: number) => boolean
  readonly knowsGoal: (f: number) => boolean
}

/** Straight lines for the pairs that nothing better knows. */
export function byLine(task: TravelTask, table: Part | undefined, part: Part | undefined): Pairs {
  const { settlements, facilities, limit } = task
  const line = { detour: task.settings.detour, speed: lineSpeeds(task.settings, task.mode) }
  const isOpen = (f: number) => (facilities.capacities[f] as number) > 0
  const list = listPairs()
  const add = (homes: readonly number[], goals: (f: number) => boolean) => {
    if (homes.length === 0) return
    const pick = (all: Float64Array) => Float64Array.from(homes, (s) => all[s] as number)
    const from = {
      longitudes: pick(settlements.longitudes),
      latitudes: pick(settlements.latitudes),
      classes: Uint8Array.from(homes, (s) => settlements.classes[s] as number),
    }
    const to = { ...facilities, capacities: facilities.capacities.map((_, f) => Number(isOpen(f) && goals(f))) }
    if (!to.capacities.some((capacity) => capacity > 0)) return
    if (limit !== undefined) visitPairsWithin(from, to, line, limit, (h, f, minutes) => list.add(homes[h] as number, f, minutes))
    else {
      const nearest = pairWithNearest(from, to, line)
      homes.forEach((s, h) => {
        for (let p = nearest.offsets[h] as number; p < (nearest.offsets[h + 1] as number); p++)
          list.add(s, nearest.facilities[p] as number, nearest.minutes[p] as number)
      })
    }
  }
  const untold = [...settlements.longitudes.keys()].filter((s) => table?.knowsHome(s) !== true)
  add(
    untold.filter((s) => part?.knowsHome(s) !== true),
    () => true,
  )
  if (part !== undefined)
    add(
      untold.filter((s) => part.knowsHome(s)),
      (f) => !part.knowsGoal(f),
    )
  return list.toPairs(settlements.longitudes.length)
}

export function without(pairs: Pairs, isHomeOut: (s: number) => boolean, isGoalOut: (f: number) => boolean = () => false): Pairs {
  const list = listPairs()
  visit(pairs, (s, f, minutes) => {
    if (!isHomeOut(s) && !isGoalOut(f)) list.add(s, f, minutes)
  })
  return list.toPairs(pairs.offsets.length - 1)
}

/** All pairs of some parts, or for the nearest the best of each settlement. */
export function joinParts(parts: readonly Pairs[], { limit, settlements }: TravelTask): Pairs {
  const count = settlements.longitudes.length
  const list = listPairs()
  if (limit !== undefined) {
    for (const part of parts) visit(part, list.add)
    return list.toPairs(count)
  }
  const best = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
  const to = new Int32Array(count).fill(-1)
  for (const part of parts)
    visit(part, (s, f, minutes) => {
      if (minutes >= (best[s] as number)) return
      best[s] = minutes
      to[s] = f
    })
  to.forEach((f, s) => {
    if (f >= 0) list.add(s, f, best[s] as number)
  })
  return list.toPairs(count)
}

function visit({ offsets, facilities, minutes }: Pairs, found: (s: number, f: number, minutes: number) => void): void {
  for (let s = 0; s + 1 < offsets.length; s++)
    for (let p = offsets[s] as number; p < (offsets[s + 1] as number); p++)
      found(s, facilities[p] as number, minutes[p] as number)
}

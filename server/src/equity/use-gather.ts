import type { AreaClass, UseChannel } from '#contract'
import { leastResidents } from './suppression.ts'
import { roundParts } from './use-round.ts'

/** A fact of use that is in no batch yet. */
export type WaitingFact = {
  readonly id: number
  readonly service: string
  readonly class: AreaClass
  readonly age: string | null
  /** Of the area; empty for one that the region does not have (any more). */
  readonly path: string
  readonly channel: UseChannel
  readonly isCompleted: boolean
}

export type Batch = {
  readonly service: string
  readonly class: AreaClass
  readonly age: string | null
  readonly path: string
  readonly facts: readonly number[]
  readonly completed: number
  readonly completedSlack: number
  readonly channels: Readonly<Partial<Record<UseChannel, number>>>
  readonly channelsSlack: number
}

/**
 * Puts facts of one service, class and age band together in the smallest area that has ten of them. What an area has fewer of goes
 * to the area around it; what is left at the top waits on.
 *
 * @param random from 0 up to 1: decides how small numbers within a batch are rounded
 */
export function gather(facts: readonly WaitingFact[], random: () => number): Batch[] {
  const alike = Map.groupBy(facts, (fact) => JSON.stringify([fact.service, fact.class, fact.age]))
  return [...alike.values()].flatMap((group) => gatherUpwards(group).map(([path, members]) => toBatch(path, members, random)))
}

function gatherUpwards(facts: readonly WaitingFact[]): [path: string, members: readonly WaitingFact[]][] {
  const found: [string, readonly WaitingFact[]][] = []
  const byPath = Map.groupBy(facts, ({ path }) => path)
  let depth = Math.max(...[...byPath.keys()].map(depthOf))
  for (; depth >= 0; depth--)
    for (const [path, members] of [...byPath].filter(([one]) => depthOf(one) === depth)) {
      byPath.delete(path)
      if (members.length >= leastResidents) found.push([path, members])
      else if (path !== '') {
        const above = path.slice(0, path.lastIndexOf('/'))
        byPath.set(above, [...(byPath.get(above) ?? []), ...members])
      }
    }
  return found
}

const depthOf = (path: string) => path.split('/').length - 1

function toBatch(path: string, facts: readonly WaitingFact[], random: () => number): Batch {
  const [first] = facts as [WaitingFact]
  const completed = facts.filter(({ isCompleted }) => isCompleted).length
  const outcomes = roundParts([completed, facts.length - completed], random)
  const byChannel = [...Map.groupBy(facts, ({ channel }) => channel)]
  const channels = roundParts(
    byChannel.map(([, members]) => members.length),
    random,
  )
  return {
    service: first.service,
    class: first.class,
    age: first.age,
    path,
    facts: facts.map(({ id }) => id),
    completed: outcomes.parts[0] ?? 0,
    completedSlack: outcomes.slack,
    channels: Object.fromEntries(byChannel.map(([channel], i) => [channel, channels.parts[i] ?? 0])),
    channelsSlack: channels.slack,
  }
}

import type { MeasureName, MeasureUnit } from '#contract'
import { balancingTime, minutesToKth, minutesToNearest, minutesToReach } from './access.ts'
import { perPerson } from './catchment.ts'
import { balanced, type CatchmentMethod, huffThreeStep, modifiedTwoStep, threeStep, twoStep } from './catchment-methods.ts'
import { type Decay, weigh } from './decay.ts'
import { cumulativeOpportunities, gravity, intervalOpportunities } from './opportunities.ts'
import type { Pairs } from './pairs.ts'
import { rationalAgentAccess } from './raam.ts'
import { jointAccess, virtualTwoStep } from './virtual.ts'

/** What is asked for: the measure and whatever of the rest it takes. */
export type Parameters = {
  readonly decay: Decay
  /** Minutes beyond which nothing counts. */
  readonly limit: number
  readonly k: number
  readonly amount: number
  readonly needed: number
  readonly tau: number
}

type Problem = {
  readonly pairs: Pairs
  readonly capacities: Float64Array
  readonly people: Float64Array
  /** The part of the capacity that is given at a distance, and who can use it; for measures that are `online`. */
  readonly online?: { readonly part: number; readonly able: Float64Array }
}

export type Measure = {
  readonly unit: MeasureUnit
  /** Whether less is better, and nothing within reach is `Infinity` instead of 0. */
  readonly isBurden?: true
  /** Whether it takes what is known of who can use services at a distance. */
  readonly isOnline?: true
  readonly of: (problem: Problem, parameters: Parameters) => Float64Array
}

const shared = (method: CatchmentMethod): Measure => ({
  unit: 'capacity per resident',
  of: ({ pairs, people, capacities }, { decay, limit }) =>
    perPerson(method, { pairs, weights: weigh(pairs, decay, limit), people }, capacities),
})

/** The measures by the names that the interface has for them. */
export const measures = {
  nearest: { unit: 'minutes', isBurden: true, of: ({ pairs, capacities }) => minutesToNearest(pairs, capacities) },
  'k-th': { unit: 'minutes', isBurden: true, of: ({ pairs, capacities }, { k }) => minutesToKth(pairs, capacities, k) },
  amount: {
    unit: 'minutes',
    isBurden: true,
    of: ({ pairs, capacities }, { amount }) => minutesToReach(pairs, capacities, amount),
  },
  balancing: {
    unit: 'minutes',
    isBurden: true,
    of: ({ pairs, capacities, people }, { needed }) => balancingTime(pairs, capacities, { people, needed, increment: 0 }),
  },
  cumulative: { unit: 'capacity', of: ({ pairs, capacities }, { limit }) => cumulativeOpportunities(pairs, capacities, limit) },
  interval: {
    unit: 'capacity',
    of: ({ pairs, capacities }, { limit }) => intervalOpportunities(pairs, capacities, { from: limit / 2, to: limit, step: 1 }),
  },
  gravity: {
    unit: 'capacity',
    of: ({ pairs, capacities }, { decay, limit }) => gravity(pairs, capacities, weigh(pairs, decay, limit)),
  },
  'two-step': shared(twoStep),
  'modified-two-step': shared(modifiedTwoStep),
  'three-step': shared(threeStep),
  'huff-three-step': shared(huffThreeStep),
  balanced: shared(balanced),
  'rational-agent': {
    unit: 'cost',
    isBurden: true,
    of: ({ pairs, capacities, people }, { tau }) => rationalAgentAccess(pairs, capacities, { people, tau }),
  },
  online: { unit: 'share', isOnline: true, of: ({ online }) => onlineOf(online).able },
  virtual: { unit: 'capacity per resident', isOnline: true, of: (problem) => virtual(problem) },
  joint: {
    unit: 'capacity per resident',
    isOnline: true,
    of: (problem, { decay, limit }) => {
      const { pairs, people, capacities } = problem
      const inPlace = capacities.map((capacity) => capacity * (1 - onlineOf(problem.online).part))
      return jointAccess(perPerson(twoStep, { pairs, weights: weigh(pairs, decay, limit), people }, inPlace), virtual(problem))
    },
  },
} as const satisfies Readonly<Record<MeasureName, Measure>>

function virtual({ capacities, people, online }: Problem): Float64Array {
  const { part, able } = onlineOf(online)
  return virtualTwoStep(
    capacities.map((capacity) => capacity * part),
    people,
    able,
  )
}

function onlineOf(online: Problem['online']): NonNullable<Problem['online']> {
  if (online === undefined) throw new RangeError('a measure of what is given at a distance needs to know who can use it')
  return online
}

export const measureNames = Object.keys(measures) as MeasureName[]

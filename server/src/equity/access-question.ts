import Type from 'typebox'
import type { AccessAsk } from '#contract'
import { Invalid } from '#kernel'
import type { Decay } from './decay.ts'
import { measureNames, type Parameters } from './measure.ts'
import { circumstances } from './shapes.ts'

const positive = (description: string, standard?: number) =>
  Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e6,
      description,
      ...(standard !== undefined && { default: standard }),
    }),
  )

export const accessQuestion = Type.Object({
  service: Type.String({ description: 'Kind of service' }),
  measure: Type.Enum(measureNames, { description: 'Which measure of access: see the guide on how the gap is measured' }),
  area: Type.Optional(Type.String({ description: 'Code of an area; without it, the region' })),
  by: Type.Optional(Type.Enum(['area', 'settlement'], { description: 'Without it, by class of area' })),
  asOf: Type.Optional(
    Type.String({
      description: 'A day such as 2026-11-20: supply as it was when it had ended; people and roads as they are now',
    }),
  ),
  ...circumstances,
  percentile: Type.Optional(
    Type.Enum(['median', 'slow'], {
      default: 'median',
      description: 'By bus: minutes that half of the departures stay within, or 85 of 100',
    }),
  ),
  limit: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 240, default: 60, description: 'Minutes beyond which nothing counts' }),
  ),
  decay: Type.Optional(
    Type.Enum(['none', 'stepped', 'linear', 'power', 'exponential', 'gaussian', 'gaussian-to-zero', 'logistic'], {
      default: 'stepped',
      description: 'How much less a facility counts the longer the way is; linear and gaussian-to-zero end at the limit',
    }),
  ),
  steps: Type.Optional(
    Type.String({
      pattern: '^\\d{1,4}(\\.\\d+)?:\\d(\\.\\d+)?(,\\d{1,4}(\\.\\d+)?:\\d(\\.\\d+)?){0,19}$',
      default: '15:1,30:0.68,60:0.22',
      description: 'Of a stepped decay: minutes and weight of each step',
    }),
  ),
  rate: positive('Of an exponential decay, per minute', 0.05),
  exponent: positive('Of a power decay, in minutes, at least 1', 1),
  sigma: positive('Of a Gaussian decay, in minutes', 20),
  midpoint: positive('Of a logistic decay, in minutes', 30),
  deviation: positive('Of a logistic decay, in minutes', 5),
  k: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 2, description: 'Of k-th: which of the nearest' })),
  amount: positive('Of amount: capacity units to be reached', 1),
  needed: positive('Of balancing: capacity units per resident', 0.001),
  tau: positive('Of rational-agent: minutes worth the mean crowd', 60),
  format: Type.Optional(Type.Enum(['json', 'csv'], { description: 'Stands above the Accept header' })),
})

export type AccessQuestion = Type.Static<typeof accessQuestion>

/** @throws Invalid where the steps are not in order */
export function readParameters(question: AccessAsk): Parameters {
  const { limit = 60, k = 2, amount = 1, needed = 0.001, tau = 60 } = question
  return { decay: readDecay(question, limit), limit, k, amount, needed, tau }
}

function readDecay(question: AccessAsk, limit: number): Decay {
  const { decay = 'stepped', rate = 0.05, exponent = 1, sigma = 20, midpoint = 30, deviation = 5 } = question
  switch (decay) {
    case 'none':
      return { kind: 'stepped', until: [limit], weights: [1] }
    case 'stepped':
      return readSteps(question.steps ?? '15:1,30:0.68,60:0.22')
    case 'linear':
    case 'gaussian-to-zero':
      return { kind: decay, limit }
    case 'power':
      return { kind: decay, exponent, scale: 1, least: 1 }
    case 'exponential':
      return { kind: decay, rate }
    case 'gaussian':
      return { kind: decay, sigma }
    case 'logistic':
      return { kind: decay, midpoint, deviation }
  }
}

function readSteps(text: string): Decay {
  const steps = text.split(',').map((step) => step.split(':').map(Number))
  const until = steps.map(([minutes = 0]) => minutes)
  if (until.some((minutes, i) => i > 0 && minutes <= (until[i - 1] ?? 0)))
    throw new Invalid('The steps must be in the order of their minutes.')
  return { kind: 'stepped', until, weights: steps.map(([, weight = 0]) => weight) }
}

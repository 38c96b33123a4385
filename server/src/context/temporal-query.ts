import Type, { type Static } from 'typebox'
import { NgsiLdError } from './errors.ts'
import { readInstant } from './instant.ts'
import { list } from './parameters.ts'

const timeProperties = ['observedAt', 'createdAt', 'modifiedAt', 'deletedAt'] as const
export type TimeProperty = (typeof timeProperties)[number]

/** Query parameters that say which part of the history is meant (GS CIM 009, 4.11). */
export const temporalParameters = {
  timerel: Type.Optional(Type.String({ description: '`before`, `after` or `between`' })),
  timeAt: Type.Optional(Type.String({ description: 'A time in UTC' })),
  endTimeAt: Type.Optional(Type.String({ description: 'The end, for `between`' })),
  timeproperty: Type.Optional(Type.String({ description: '`observedAt` (usual), `createdAt`, `modifiedAt` or `deletedAt`' })),
  lastN: Type.Optional(Type.Integer({ minimum: 1, description: 'Only the newest so many instances of each attribute' })),
  datasetId: Type.Optional(
    Type.String({ description: 'Datasets of attributes, with commas between; `@none` is the default one' }),
  ),
}

/** Query parameters of figures by period (4.5.19). */
export const aggregationParameters = {
  aggrMethods: Type.Optional(Type.String({ description: 'With aggregatedValues: `avg`, `min`, `max`, `sum`, …' })),
  aggrPeriodDuration: Type.Optional(Type.String({ description: 'An ISO 8601 duration, such as `PT1H`; `PT0S` for all at once' })),
}

const Temporal = Type.Object(temporalParameters)
const Aggregated = Type.Object(aggregationParameters)

/** A part of the history: from a time (inclusive) to a time (exclusive), by when things were observed, recorded or deleted. */
export type TimeRange = {
  readonly from?: string
  readonly to?: string
  /** Missing where nothing was said of time: then all instances that were ever set are meant. */
  readonly by?: TimeProperty
  readonly lastN?: number
}

export const aggregateMethods = ['totalCount', 'distinctCount', 'sum', 'avg', 'min', 'max', 'stddev', 'sumsq'] as const
export type AggregateMethod = (typeof aggregateMethods)[number]

export type Aggregation = { readonly methods: readonly AggregateMethod[]; readonly period: string }

const bad = (text: string) => new NgsiLdError('BadRequestData', text)

/** @throws {NgsiLdError} BadRequestData */
export function readTimeRange({ timerel, timeAt, endTimeAt, timeproperty, lastN }: Static<typeof Temporal>): TimeRange {
  const [start, end] = [readTime('timeAt', timeAt), readTime('endTimeAt', endTimeAt)]
  const property = timeProperties.find((known) => known === timeproperty)
  if (timeproperty !== undefined && property === undefined) throw bad(`timeproperty ${timeproperty} is not known.`)
  const by = property ?? (timerel === undefined ? undefined : 'observedAt')
  const range = { ...(by && { by }), ...(lastN !== undefined && { lastN }) }
  if (timerel === undefined) {
    if (start !== undefined || end !== undefined) throw bad('timeAt needs timerel.')
    return range
  }
  if (start === undefined) throw bad('timerel needs timeAt.')
  if (timerel === 'before') return { ...range, to: start }
  if (timerel === 'after') return { ...range, from: start }
  if (timerel !== 'between') throw bad(`timerel ${timerel} is not known.`)
  if (end === undefined) throw bad('timerel between needs endTimeAt.')
  if (Date.parse(end) < Date.parse(start)) throw bad('endTimeAt is before timeAt.')
  return { ...range, from: start, to: end }
}

function readTime(parameter: string, text: string | undefined): string | undefined {
  const time = text === undefined ? undefined : readInstant(text)
  if (text !== undefined && time === undefined) throw bad(`${parameter} is not a time in UTC such as 2026-01-31T12:00:00Z.`)
  return time
}

/** @throws {NgsiLdError} BadRequestData for methods or durations that are not known */
export function readAggregation({ aggrMethods, aggrPeriodDuration: period = 'PT0S' }: Static<typeof Aggregated>): Aggregation {
  const methods = list(aggrMethods) ?? []
  const unknown = methods.find((method) => !aggregateMethods.some((known) => known === method))
  if (methods.length === 0 || unknown !== undefined) throw bad(`aggrMethods must be some of ${aggregateMethods.join(', ')}.`)
  if (!/^P(\d{1,6}D|1[MY]|(\d{1,6}D)?T(?=\d)(\d{1,8}H)?(\d{1,8}M)?(\d{1,8}S)?)$/.test(period))
    throw bad('aggrPeriodDuration is not a duration of days, hours, minutes and seconds, nor P1M nor P1Y.')
  return { methods: methods as AggregateMethod[], period }
}

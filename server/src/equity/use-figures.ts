import type { AreaClass, Estimate, UseChannel, UseGap, UseGroup, UseMonth, UseOfService } from '#contract'
import {
  divide,
  estimateMean,
  estimateMedian,
  estimateShare,
  type LogEstimate,
  logOfMean,
  logOfMedian,
  logOfShare,
  type Share,
  toEstimate,
} from './estimate.ts'
import { areaClasses } from './places.ts'
import type { ToldBatch } from './use-store.ts'
import type { GapByMonth } from './use-trend.ts'

export const channels = ['web', 'text', 'voice', 'counter', 'kiosk', 'helper'] as const satisfies readonly UseChannel[]

/** One service without its warnings, which depend on the other services, and the gaps by month that these are found in. */
export type UseFigures = { readonly told: Omit<UseOfService, 'warnings'>; readonly trends: readonly GapByMonth[] }

/** What batches of one service tell: by class and age, the countryside by the city, and month by month. */
export function figuresOf(service: string, batches: readonly ToldBatch[]): UseFigures {
  const ages = [...new Set(batches.flatMap(({ age }) => (age === null ? [] : [age])))].sort(byFirstNumber)
  const wanted = [undefined, ...ages]
  const pools = wanted.map((age) => ({
    age,
    of: poolByClass(age === undefined ? batches : batches.filter((b) => b.age === age)),
  }))
  const months = [...Map.groupBy(batches, ({ month }) => month)].map(([month, members]) => ({ month, of: poolByClass(members) }))
  return {
    told: {
      service,
      cases: casesOf(batches),
      groups: pools.flatMap(({ age, of }) => areaClasses.flatMap((name) => tellGroup(name, age, of[name]))),
      gaps: pools.map(({ age, of }) => tellGap(age, of.rural, of.urban)),
      months: months.map(({ month, of }) => tellMonth(month, of)),
    },
    trends: [
      { figure: 'waiting', months: months.map(({ month, of }) => ({ month, ...maybe('ratio', meanRatio(of)) })) },
      { figure: 'completion', months: months.map(({ month, of }) => ({ month, ...maybe('ratio', completedRatio(of)) })) },
    ],
  }
}

/** Everything of some batches together. */
type Pool = {
  readonly cases: number
  /** Ascending. */
  readonly waits: Float64Array
  readonly marks: Float64Array
  readonly completed: Share
  readonly channels: Readonly<Record<UseChannel, Share>>
}
type ByClass = Readonly<Record<AreaClass, Pool>>

function poolByClass(batches: readonly ToldBatch[]): ByClass {
  const of = (name: AreaClass) => pool(batches.filter((batch) => batch.class === name))
  return { urban: of('urban'), town: of('town'), rural: of('rural') }
}

function pool(batches: readonly ToldBatch[]): Pool {
  const cases = casesOf(batches)
  const sum = (of: (batch: ToldBatch) => number) => batches.reduce((all, batch) => all + of(batch), 0)
  const channelsSlack = sum((batch) => batch.channelsSlack)
  const shareOf = (channel: UseChannel): Share => {
    const having = sum((batch) => batch.channels[channel] ?? 0)
    return { having, of: cases, slack: channelsSlack }
  }
  return {
    cases,
    waits: Float64Array.from(batches.flatMap(({ waits }) => waits)).sort(),
    marks: Float64Array.from(batches.flatMap(({ marks }) => marks ?? [])),
    completed: { having: sum((batch) => batch.completed), of: cases, slack: sum((batch) => batch.completedSlack) },
    channels: Object.fromEntries(channels.map((channel) => [channel, shareOf(channel)])) as Record<UseChannel, Share>,
  }
}

function tellGroup(name: AreaClass, age: string | undefined, of: Pool): UseGroup[] {
  if (of.cases === 0) return []
  return [
    {
      class: name,
      ...maybe('age', age),
      cases: of.cases,
      ...maybe('meanDays', estimateMean(of.waits)),
      ...maybe('medianDays', estimateMedian(of.waits)),
      ...maybe('completed', estimateShare(of.completed)),
      channels: byChannel((channel) => (of.channels[channel].having === 0 ? undefined : estimateShare(of.channels[channel]))),
      ...maybe('satisfaction', estimateMean(of.marks)),
    },
  ]
}

function tellGap(age: string | undefined, rural: Pool, urban: Pool): UseGap {
  const ofChannel = (channel: UseChannel) =>
    rural.channels[channel].having === 0 || urban.channels[channel].having === 0
      ? undefined
      : toEstimate(divide(logOfShare(rural.channels[channel]), logOfShare(urban.channels[channel])))
  return {
    ...maybe('age', age),
    ...maybe('meanDays', toEstimate(divide(logOfMean(rural.waits), logOfMean(urban.waits)))),
    ...maybe('medianDays', toEstimate(divide(logOfMedian(rural.waits), logOfMedian(urban.waits)))),
    ...maybe('completed', toEstimate(divide(logOfShare(rural.completed), logOfShare(urban.completed)))),
    ...maybe('satisfaction', toEstimate(divide(logOfMean(rural.marks), logOfMean(urban.marks)))),
    channels: byChannel(ofChannel),
  }
}

function tellMonth(month: string, of: ByClass): UseMonth {
  return {
    month,
    cases: areaClasses.reduce((sum, name) => sum + of[name].cases, 0),
    ...maybe('meanDays', toEstimate(meanRatio(of))),
    ...maybe('completed', toEstimate(completedRatio(of))),
  }
}

const meanRatio = ({ rural, urban }: ByClass): LogEstimate | undefined => divide(logOfMean(rural.waits), logOfMean(urban.waits))
const completedRatio = ({ rural, urban }: ByClass): LogEstimate | undefined =>
  divide(logOfShare(rural.completed), logOfShare(urban.completed))

const casesOf = (batches: readonly ToldBatch[]) => batches.reduce((sum, { cases }) => sum + cases, 0)

const byFirstNumber = (a: string, b: string) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || a.localeCompare(b)

function byChannel(of: (channel: UseChannel) => Estimate | undefined): Partial<Record<UseChannel, Estimate>> {
  return Object.fromEntries(
    channels.flatMap((channel) => {
      const estimate = of(channel)
      return estimate === undefined ? [] : [[channel, estimate]]
    }),
  )
}

/** A field that is left out where its value is missing. */
function maybe<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [name in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [name in Name]?: Value }
}

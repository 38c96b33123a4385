/** What the workbench shows stands in its address, so that a look can be sent to somebody else. */
import type { AccessAsk, AreaClass, DecayName, MeasureName, TravelMode } from '@datong/server/contract'
import Type from 'typebox'
import { withQuery } from '../../ui/pages.tsx'

export const measures = [
  'nearest',
  'k-th',
  'amount',
  'balancing',
  'cumulative',
  'interval',
  'gravity',
  'two-step',
  'modified-two-step',
  'three-step',
  'huff-three-step',
  'balanced',
  'rational-agent',
  'online',
  'virtual',
  'joint',
] as const satisfies readonly MeasureName[]

/** These ask who can use a service at a distance: only where it is given so, and that is known. */
export const onlineMeasures: ReadonlySet<MeasureName> = new Set<MeasureName>(['online', 'virtual', 'joint'])

export const decays = [
  'none',
  'stepped',
  'linear',
  'power',
  'exponential',
  'gaussian',
  'gaussian-to-zero',
  'logistic',
] as const satisfies readonly DecayName[]

export const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export const classes = ['urban', 'town', 'rural'] as const satisfies readonly AreaClass[]
export const layers = ['areas', 'settlements'] as const
export const sorts = ['name', 'people', 'value'] as const
const modes = ['car', 'motorcycle', 'bus', 'foot'] as const satisfies readonly TravelMode[]

const choice = <Word extends string>(words: readonly Word[]) => Type.Optional(Type.Enum([...words]))

export const WorkbenchQuery = Type.Object({
  service: Type.Optional(Type.String({ maxLength: 64 })),
  measure: choice(measures),
  area: Type.Optional(Type.String({ maxLength: 64 })),
  layer: choice(layers),
  class: choice(classes),
  mode: choice(modes),
  day: choice([...days, 'now']),
  hour: Type.Optional(Type.Integer({ minimum: 0, maximum: 23 })),
  asOf: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  limit: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 240 })),
  decay: choice(decays),
  k: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  amount: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e6 })),
  sort: choice(sorts),
  down: Type.Optional(Type.Literal('yes')),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
})

export type WorkbenchQuery = Type.Static<typeof WorkbenchQuery>

export const noon = 12

/** @param service the one that is shown, where the address names none */
export function askOf(query: WorkbenchQuery, service: string): AccessAsk {
  const { measure = 'nearest', asOf, area, mode, limit, decay, k, amount } = query
  const at = momentOf(query)
  return {
    service,
    measure,
    ...(asOf !== undefined && { asOf }),
    ...(area !== undefined && { area }),
    ...(mode !== undefined && { mode }),
    ...(at !== undefined && { at }),
    ...(limit !== undefined && { limit }),
    ...(decay !== undefined && { decay }),
    ...(k !== undefined && { k }),
    ...(amount !== undefined && { amount }),
  }
}

function momentOf({ day, hour = noon }: WorkbenchQuery): string | undefined {
  return day === undefined || day === 'now' ? day : `${day}-${String(hour).padStart(2, '0')}:00`
}

/** The same look with other choices; another look begins on its first page. */
export function lookAt(
  query: WorkbenchQuery,
  changes: Partial<Record<keyof WorkbenchQuery, string | number | undefined>>,
): string {
  return withQuery('/planning', { ...query, page: undefined, ...changes })
}

/** The same as the interface for programs gives it. */
export function interfaceOf(query: WorkbenchQuery, service: string, fields: { by?: string; format?: string }): string {
  return withQuery('/equity/v1/access', { ...askOf(query, service), ...fields } as Record<string, string | number | undefined>)
}

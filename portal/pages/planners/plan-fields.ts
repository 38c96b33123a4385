import type { PlanLine, PlanObjective, PlanQuestion, Position, RegionService } from '@datong/server/contract'
import Type from 'typebox'
import { readPlace } from './place-text.ts'

/** What the pages for plans ask, each with a form of its own. */
export const purposes = ['build', 'online', 'stops', 'rounds'] as const
export type Purpose = (typeof purposes)[number]

/** What new facilities can be for. */
export const objectives = [
  'reached',
  'minutes',
  'worst-off',
  'farthest',
  'classes',
  'sites',
] as const satisfies readonly PlanObjective[]

export const allObjectives = [...objectives, 'online', 'stops', 'rounds'] as const satisfies readonly PlanObjective[]

export const weekdays = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const

const number = (maximum: number) => Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum }))

export const PlanFields = Type.Object({
  for: Type.Optional(Type.Enum([...purposes])),
  kind: Type.String({ maxLength: 64 }),
  objective: Type.Optional(Type.Enum([...objectives])),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  within: number(240),
  area: Type.Optional(Type.String({ maxLength: 64 })),
  capacity: number(1e9),
  existing: Type.Optional(Type.Enum(['keep', 'ignore'])),
  line: Type.Optional(Type.String({ maxLength: 20_000 })),
  route: Type.Optional(Type.String({ maxLength: 200 })),
  spacing: Type.Optional(Type.Number({ minimum: 0, maximum: 100_000 })),
  every: Type.Optional(Type.Number({ minimum: 10, maximum: 100_000 })),
  days: Type.Optional(Type.Array(Type.Enum([...weekdays]), { maxItems: 7 })),
  units: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  stops: Type.Optional(Type.Integer({ minimum: 1, maximum: 3 })),
  base: Type.Optional(Type.String({ maxLength: 200 })),
  dayHours: number(24),
  stayMinutes: number(1440),
})

export type PlanFields = Type.Static<typeof PlanFields>

/** The question that a form asks. @throws PageRefusal for a place that is not known */
export async function questionOf(fields: PlanFields, region: RegionService): Promise<PlanQuestion> {
  const { kind, within, area, existing } = fields
  return {
    kind,
    ...(within !== undefined && { within }),
    ...(area !== undefined && { area }),
    ...(existing !== undefined && { existing }),
    ...(await aimOf(fields, region)),
  }
}

async function aimOf(fields: PlanFields, region: RegionService): Promise<Omit<PlanQuestion, 'kind'>> {
  const { count = 1, capacity, objective = 'reached' } = fields
  switch (fields.for) {
    case 'online':
      return { objective: 'online', count }
    case 'stops':
      return { objective: 'stops', count, line: await lineOf(fields, region) }
    case 'rounds':
      return { objective: 'rounds', rounds: await roundsOf(fields, region) }
    default:
      // All sites that are needed are a number of their own: then none is asked for.
      return { objective, ...(objective !== 'sites' && { count }), ...(capacity !== undefined && { capacity }) }
  }
}

async function lineOf({ line = '', route, spacing, every }: PlanFields, region: RegionService): Promise<PlanLine> {
  const points: Position[] = []
  for (const text of line.split(/\r?\n/).map((each) => each.trim())) if (text !== '') points.push(await readPlace(text, region))
  return {
    ...(route === undefined || points.length > 0 ? { points } : { route }),
    ...(spacing !== undefined && { spacing }),
    ...(every !== undefined && { every }),
  }
}

async function roundsOf({ days = [], units, stops, base, dayHours, stayMinutes }: PlanFields, region: RegionService) {
  return {
    days,
    ...(units !== undefined && { units }),
    ...(stops !== undefined && { stops }),
    ...(base !== undefined && { base: await readPlace(base, region) }),
    ...(dayHours !== undefined && { dayMinutes: dayHours * 60 }),
    ...(stayMinutes !== undefined && { stayMinutes }),
  }
}

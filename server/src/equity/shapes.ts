import Type from 'typebox'
import type { ToldArea, ToldService, ToldSettlement } from './tell.ts'

const classOfArea = Type.Enum(['urban', 'town', 'rural'])
const byClass = (description: string) =>
  Type.Object({ urban: Type.Number(), town: Type.Number(), rural: Type.Number() }, { description })
const names = Type.Record(Type.String(), Type.String(), { description: 'Language tag (BCP 47) to text' })
const share = Type.Optional(Type.Number({ description: 'reached ÷ population, 0 to 1; missing where nobody lives' }))
const minutes = (what: string) => Type.Optional(Type.Number({ description: `Minutes to the nearest facility: ${what}` }))
const isSuppressed = Type.Optional(
  Type.Literal(true, { description: 'Too few residents: what would be said about them is withheld' }),
)

const gapRow = Type.Object({
  class: classOfArea,
  population: Type.Optional(Type.Number()),
  reached: Type.Optional(Type.Number({ description: 'Residents within the standard of their class' })),
  share,
  meanMinutes: minutes('population-weighted mean over those for whom one exists'),
  medianMinutes: minutes('population-weighted median over those for whom one exists'),
  unreachable: Type.Optional(Type.Number({ description: 'Residents for whom no facility of the kind exists' })),
  isSuppressed,
})

const gapOfService = Type.Object({
  kind: Type.String(),
  names,
  standard: byClass('Minutes promised'),
  facilities: Type.Number(),
  rows: Type.Array(gapRow),
  ruralToUrban: Type.Optional(Type.Number({ description: 'Rural share ÷ urban share; 1 is no gap' })),
  minutesRuralToUrban: Type.Optional(Type.Number({ description: 'Rural mean minutes ÷ urban mean minutes' })),
})

const gapOfArea = Type.Object({
  area: Type.String(),
  names,
  class: Type.Optional(classOfArea),
  population: Type.Optional(Type.Number()),
  reached: Type.Optional(Type.Number()),
  share,
  meanMinutes: minutes('population-weighted mean'),
  isSuppressed,
})

const gapOfSettlement = Type.Object({
  id: Type.String(),
  position: Type.Tuple([Type.Number(), Type.Number()], { description: 'Longitude and latitude, WGS 84' }),
  class: classOfArea,
  population: Type.Optional(Type.Number()),
  minutes: minutes('missing where none exists'),
  isReached: Type.Boolean(),
  isSuppressed,
})

/** One of `services`, `areas` and `settlements`, as `by` asked for. */
const gapJson = Type.Object({
  area: Type.Optional(Type.String()),
  service: Type.Optional(Type.String()),
  at: Type.String({ format: 'date-time' }),
  method: Type.Object({ detour: Type.Number(), speed: byClass('km/h') }),
  services: Type.Optional(Type.Unsafe<readonly ToldService[]>(Type.Array(gapOfService))),
  areas: Type.Optional(Type.Unsafe<readonly ToldArea[]>(Type.Array(gapOfArea))),
  settlements: Type.Optional(Type.Unsafe<readonly ToldSettlement[]>(Type.Array(gapOfSettlement))),
})

export const gapQuestion = Type.Object({
  area: Type.Optional(Type.String({ description: 'Code of an area; without it, the region' })),
  service: Type.Optional(Type.String({ description: 'Kind of service; needed with `by`' })),
  by: Type.Optional(Type.Enum(['area', 'settlement'])),
  format: Type.Optional(
    Type.Enum(['json', 'csv', 'geojson'], { description: 'Stands above the Accept header; geojson with by=settlement' }),
  ),
})

/** The three forms the gap comes in; the texts are written whole. */
export const gapAnswer = {
  description: 'The gap',
  content: {
    'application/json': { schema: gapJson },
    'text/csv': { schema: Type.String() },
    'application/geo+json': { schema: Type.String() },
  },
}

export type GapAnswer = Type.Static<typeof gapJson>
export type GapFormat = NonNullable<GapQuestion['format']>
export type GapQuestion = Type.Static<typeof gapQuestion>

import Type from 'typebox'
import type { GapOfHour, GapReport } from '#contract'
import type { ToldArea, ToldService, ToldSettlement } from './tell.ts'

const classOfArea = Type.Enum(['urban', 'town', 'rural'])
const byClass = (description: string) =>
  Type.Object({ urban: Type.Number(), town: Type.Number(), rural: Type.Number() }, { description })
const names = Type.Record(Type.String(), Type.String(), { description: 'Language tag (BCP 47) to text' })
const share = Type.Optional(Type.Number({ description: 'reached ÷ population, 0 to 1; missing where nobody lives' }))
const minutes = (what: string) => Type.Optional(Type.Number({ description: `Minutes to the nearest facility: ${what}` }))
const interval = (description: string) => Type.Optional(Type.Object({ low: Type.Number(), high: Type.Number() }, { description }))
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
  shareWithOnline: Type.Optional(
    Type.Number({
      description: 'Share of those who get there in time or can use the service at a distance, where it is given so',
    }),
  ),
  isSuppressed,
})

export const travelUse = Type.Object(
  {
    by: Type.Enum(['table', 'road', 'timetable', 'grid', 'line']),
    people: Type.Optional(Type.Number({ description: 'Missing where they are too few to be told' })),
  },
  { description: 'What minutes came from, and for how many residents' },
)

const gapOfService = Type.Object({
  kind: Type.String(),
  names,
  standard: byClass('Minutes promised'),
  facilities: Type.Number(),
  rows: Type.Array(gapRow),
  ruralToUrban: Type.Optional(Type.Number({ description: 'Rural share ÷ urban share; 1 is no gap' })),
  interval: interval('95 % of ruralToUrban'),
  minutesInterval: interval('95 % of minutesRuralToUrban'),
  minutesRuralToUrban: Type.Optional(Type.Number({ description: 'Rural mean minutes ÷ urban mean minutes' })),
  travel: Type.Array(travelUse),
  unknownHours: Type.Integer({ description: 'With a time: facilities that count as open because nobody knows' }),
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

const mode = Type.Enum(['car', 'motorcycle', 'bus', 'foot'])

/** Under which circumstances a measure of access is asked about. */
export const circumstances = {
  mode: Type.Optional(
    Type.Enum(['car', 'motorcycle', 'bus', 'foot'], { description: 'Without it, the usual one of the region' }),
  ),
  season: Type.Optional(Type.String({ description: 'One of the seasons of the region' })),
  at: Type.Optional(
    Type.String({
      description:
        'A moment, at which what is shut serves nobody: 2026-11-29T20:00 (local, or with an offset), sunday-20:00, or now, with free places as they are told',
    }),
  ),
  hours: Type.Optional(
    Type.String({
      description: 'A part of the week instead, over which is averaged: weekday-08-18, saturday-09-12, daily-00-24',
    }),
  ),
}

/** How minutes were worked out. */
export const methodOfTravel = Type.Object({
  detour: Type.Number(),
  speed: byClass('km/h on straight lines'),
  mode,
  modes: Type.Array(mode, { description: 'All that can be asked about' }),
  season: Type.Optional(Type.String()),
  seasons: Type.Array(Type.String()),
  time: Type.Optional(Type.String({ description: 'The time asked about, as it was understood' })),
  faults: Type.Optional(Type.Array(Type.String(), { description: 'Files of the pack that could not be used' })),
})

const gapOfHour = Type.Object({
  day: Type.Integer({ description: '0 = Monday' }),
  hour: Type.Integer(),
  open: Type.Integer({ description: 'Facilities that are open, or of which nobody knows' }),
  shares: Type.Object(
    { urban: Type.Optional(Type.Number()), town: Type.Optional(Type.Number()), rural: Type.Optional(Type.Number()) },
    { description: 'Share of residents within the standard, by class; missing where nobody lives or too few' },
  ),
})

export const weekQuestion = Type.Object({
  service: Type.String({ description: 'Kind of service' }),
  area: Type.Optional(Type.String({ description: 'Code of an area; without it, the region' })),
  mode: circumstances.mode,
  season: circumstances.season,
  wait: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 25, description: 'By bus: seconds to wait for a week that is being worked out' }),
  ),
  format: Type.Optional(Type.Enum(['json', 'csv'], { description: 'Stands above the Accept header' })),
})

/** By bus, while it is being worked out: ask again. */
export const weekProgress = {
  description: 'Still being worked out',
  content: {
    'application/json': {
      schema: Type.Object({
        service: Type.String(),
        state: Type.Literal('running'),
        done: Type.Integer({ description: 'Hours of the week that are worked out' }),
        total: Type.Integer(),
      }),
    },
  },
}

export const weekAnswer = {
  description: 'Reach through the week',
  content: {
    'application/json': {
      schema: Type.Object({
        service: Type.String(),
        area: Type.Optional(Type.String()),
        state: Type.Literal('done'),
        hours: Type.Unsafe<readonly GapOfHour[]>(Type.Array(gapOfHour)),
      }),
    },
    'text/csv': { schema: Type.String() },
  },
}

/** One of `services`, `areas` and `settlements`, as `by` asked for. */
const gapJson = Type.Object({
  area: Type.Optional(Type.String()),
  service: Type.Optional(Type.String()),
  at: Type.String({ format: 'date-time' }),
  method: Type.Unsafe<GapReport['method']>(methodOfTravel),
  services: Type.Optional(Type.Unsafe<readonly ToldService[]>(Type.Array(gapOfService))),
  areas: Type.Optional(Type.Unsafe<readonly ToldArea[]>(Type.Array(gapOfArea))),
  settlements: Type.Optional(Type.Unsafe<readonly ToldSettlement[]>(Type.Array(gapOfSettlement))),
})

export const gapQuestion = Type.Object({
  area: Type.Optional(Type.String({ description: 'Code of an area; without it, the region' })),
  service: Type.Optional(Type.String({ description: 'Kind of service; needed with `by`' })),
  by: Type.Optional(Type.Enum(['area', 'settlement'])),
  ...circumstances,
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

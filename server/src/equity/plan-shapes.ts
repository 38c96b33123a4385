import Type from 'typebox'
import { planObjectives } from './plan-problem.ts'
import { weekdays } from './scenario-changes.ts'
import { travelModes } from './travel-settings.ts'

const names = Type.Record(Type.String(), Type.String(), { description: 'Language tag (BCP 47) to text' })
const position = Type.Tuple([Type.Number({ minimum: -180, maximum: 180 }), Type.Number({ minimum: -90, maximum: 90 })], {
  description: 'Longitude and latitude, WGS 84',
})
export const shapes = { names, position, id: Type.String({ pattern: '^[\\w-]{22}$', description: 'As it was given out' }) }

const Candidate = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 500 }),
  position,
  names: Type.Optional(names),
  cost: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 1e12, description: 'In the unit of the budget; 1 without it' }),
  ),
})

const closed = { additionalProperties: false }
const minutes = (maximum: number, description: string) =>
  Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum, description }))

const Line = Type.Object(
  {
    points: Type.Optional(Type.Array(position, { minItems: 2, maxItems: 2000, description: 'Where it goes, in order' })),
    settlements: Type.Optional(
      Type.Array(Type.String({ maxLength: 500 }), {
        minItems: 2,
        maxItems: 2000,
        description: 'Or from settlement to settlement',
      }),
    ),
    route: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'Or as a route of the timetable goes: its id or number' }),
    ),
    spacing: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1e5, description: 'Metres from stop to stop at least, along the line; 300 without it' }),
    ),
    every: Type.Optional(
      Type.Number({ minimum: 10, maximum: 1e5, description: 'A stop may also be at every so many metres between the places' }),
    ),
    dwell: minutes(60, 'What a stop takes of everybody’s time who rides past; 0.5 without it. A budget is in these minutes'),
  },
  { ...closed, description: 'Of stops: the line' },
)

const Rounds = Type.Object(
  {
    units: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, description: 'Mobile units, each with one round a day; 1 without it' }),
    ),
    days: Type.Array(Type.Enum(weekdays), { minItems: 1, maxItems: 7 }),
    stops: Type.Optional(Type.Integer({ minimum: 1, maximum: 3, description: 'Places in one round at most; 1 without it' })),
    base: Type.Optional(position),
    dayMinutes: minutes(1440, 'Of a working day, with the ways; 480 without it'),
    stayMinutes: minutes(1440, 'At each stop; 120 without it'),
  },
  { ...closed, description: 'Of rounds: how mobile units go' },
)

export const PlanQuestionShape = Type.Object(
  {
    kind: Type.String({ description: 'Kind of service' }),
    objective: Type.Enum(planObjectives, {
      description:
        'minutes: fewest minutes of all residents; farthest: fewest minutes of the farthest settlement; reached: most residents within the standard; sites: fewest sites that reach everybody who can be reached; worst-off: fewest minutes of the fifth who travel longest today; classes: least Theil index between urban, town and rural; online: most residents who are within the standard or can use the service at a distance; stops: most residents within so many minutes on foot of a stop of a line; rounds: most residents whom mobile units reach on one of the days',
    }),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'New sites; or a budget' })),
    budget: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e15, description: 'What all new sites may cost' })),
    within: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 600, description: 'Minutes; the standard of each class without it' }),
    ),
    limit: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 600,
        description: 'No way longer than so many minutes is looked for; 120 without it',
      }),
    ),
    area: Type.Optional(Type.String({ description: 'Code of an area; the region without it' })),
    existing: Type.Optional(
      Type.Enum(['keep', 'ignore'], { description: 'What becomes of the facilities of today; keep without it' }),
    ),
    mode: Type.Optional(Type.Enum(travelModes, { description: 'How people travel; as usual in the region without it' })),
    season: Type.Optional(Type.String({ maxLength: 100, description: 'One of the region’s seasons' })),
    capacity: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1e9, description: 'Residents that each new site can serve' }),
    ),
    candidates: Type.Optional(
      Type.Array(Candidate, { minItems: 1, maxItems: 50_000, description: 'Where a site may be; every settlement without it' }),
    ),
    line: Type.Optional(Line),
    rounds: Type.Optional(Rounds),
    seconds: Type.Optional(
      Type.Number({ minimum: 1, maximum: 3600, description: 'The longest that may be computed; 60 without it' }),
    ),
  },
  { additionalProperties: false },
)

const Figures = Type.Object({
  class: Type.Optional(Type.Enum(['urban', 'town', 'rural'], { description: 'Everybody without it' })),
  population: Type.Number(),
  reached: Type.Optional(Type.Number()),
  share: Type.Optional(Type.Number()),
  meanMinutes: Type.Optional(
    Type.Number({ description: 'Who has a longer way than the limit, or none, counts as having the limit' }),
  ),
  able: Type.Optional(Type.Number({ description: 'Of online: the share who can use the service at a distance' })),
  jointPerThousand: Type.Optional(
    Type.Number({ description: 'Of online: capacity per 1,000 residents, in place and at a distance' }),
  ),
  isSuppressed: Type.Optional(Type.Literal(true)),
})

const Answer = Type.Object({
  sites: Type.Array(
    Type.Object({
      id: Type.String(),
      position,
      names: Type.Optional(names),
      area: Type.Optional(Type.String()),
      cost: Type.Number(),
      residents: Type.Optional(Type.Number({ description: 'For whom it is the nearest, or whom it serves; missing for 1 to 9' })),
      kilometres: Type.Optional(Type.Number({ description: 'Of a stop: from the beginning of the line' })),
    }),
  ),
  cost: Type.Number(),
  unit: Type.String(),
  objective: Type.Number(),
  bound: Type.Number({ description: 'What no choice of sites can pass' }),
  gap: Type.Number({ description: '|objective − bound| ÷ |objective|' }),
  isProven: Type.Boolean({ description: 'The gap is below one in a million' }),
  stages: Type.Array(Type.String()),
  seconds: Type.Number(),
  isStopped: Type.Boolean(),
  before: Type.Array(Figures, { description: 'Everybody, then by class' }),
  after: Type.Array(Figures),
  outOfReach: Type.Number({ description: 'Residents whom no choice of sites could bring within the standard' }),
  rounds: Type.Optional(
    Type.Array(
      Type.Object({
        unit: Type.Integer(),
        day: Type.Enum(weekdays),
        stops: Type.Array(Type.String(), { description: 'Ids of sites, in their order' }),
        driving: Type.Number({ description: 'Minutes on the way, from and to the base' }),
      }),
    ),
  ),
  notes: Type.Array(Type.String(), { description: 'What could not be used, such as a file of the region pack' }),
})

export const PlanShape = Type.Object({
  id: Type.String(),
  state: Type.Enum(['waiting', 'running', 'done', 'stopped', 'failed', 'lost']),
  question: PlanQuestionShape,
  createdAt: Type.String({ format: 'date-time' }),
  endedAt: Type.Optional(Type.String({ format: 'date-time' })),
  progress: Type.Object({
    stage: Type.String(),
    seconds: Type.Number(),
    objective: Type.Optional(Type.Number()),
    bound: Type.Optional(Type.Number()),
    gap: Type.Optional(Type.Number()),
  }),
  answer: Type.Optional(Answer),
  problem: Type.Optional(Type.String()),
})

export type ToldPlan = Type.Static<typeof PlanShape>

import Type from 'typebox'
import { shapes } from './plan-shapes.ts'
import { weekdays } from './scenario-changes.ts'
import { travelModes } from './travel-settings.ts'

const { names, position } = shapes
const id = Type.String({ minLength: 1, maxLength: 500, description: 'Of the facility: that of its entity, or of what was added' })
const name = Type.Optional(Type.String({ maxLength: 200 }))
const capacity = Type.Number({ exclusiveMinimum: 0, maximum: 1e9 })
const openingHours = Type.String({ minLength: 1, maxLength: 500, description: 'OpenStreetMap opening_hours syntax' })
const closed = { additionalProperties: false }

const Change = Type.Union([
  Type.Object(
    { do: Type.Literal('add'), id, name, position, capacity: Type.Optional(capacity), openingHours: Type.Optional(openingHours) },
    closed,
  ),
  Type.Object({ do: Type.Literal('move'), id, position }, closed),
  Type.Object({ do: Type.Literal('point'), id, name, position }, closed),
  Type.Object({ do: Type.Literal('close'), id }, closed),
  Type.Object({ do: Type.Literal('enlarge'), id, capacity }, closed),
  Type.Object({ do: Type.Literal('hours'), id, openingHours }, closed),
  Type.Object(
    {
      do: Type.Literal('mobile'),
      id,
      name,
      capacity: Type.Optional(capacity),
      stops: Type.Array(
        Type.Object({ name, position, days: Type.Array(Type.Enum(weekdays), { minItems: 1, maxItems: 7 }) }, closed),
        {
          minItems: 1,
          maxItems: 50,
        },
      ),
    },
    closed,
  ),
])

const draft = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  kind: Type.String({ description: 'Kind of service' }),
  note: Type.Optional(Type.String({ maxLength: 5000 })),
  within: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 600, description: 'Minutes; the standard of each class without it' }),
  ),
  mode: Type.Optional(Type.Enum(travelModes, { description: 'How people travel; as usual in the region without it' })),
  season: Type.Optional(Type.String({ maxLength: 100, description: 'One of the region’s seasons' })),
  area: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'Code of the area it is about, whose planners may change it; the region without it',
    }),
  ),
  isPublished: Type.Optional(Type.Boolean({ description: 'Listed as open data; else only who has the link sees it' })),
  changes: Type.Array(Change, { maxItems: 1000 }),
}
export const DraftShape = Type.Object(draft, closed)
export const SaveShape = Type.Object(
  { ...draft, version: Type.Integer({ minimum: 1, description: 'The one that was changed' }) },
  closed,
)

export const ScenarioShape = Type.Object({
  id: Type.String(),
  ...draft,
  version: Type.Integer(),
  createdAt: Type.String({ format: 'date-time' }),
  savedAt: Type.String({ format: 'date-time' }),
  from: Type.Optional(Type.String({ description: 'The scenario it was copied from, or the plan it was made of' })),
})

const pair = Type.Object({ before: Type.Optional(Type.Number()), after: Type.Optional(Type.Number()) })
const group = {
  population: Type.Number(),
  isSuppressed: Type.Optional(Type.Literal(true)),
  won: Type.Optional(Type.Number({ description: 'Residents newly within the standard' })),
  lost: Type.Optional(Type.Number({ description: 'Residents no longer within it' })),
  figures: Type.Record(Type.String(), pair),
}
const areaClass = Type.Enum(['urban', 'town', 'rural'])

export const ComparisonShape = Type.Object({
  kind: Type.String(),
  area: Type.Optional(Type.String()),
  at: Type.String({ format: 'date-time' }),
  standard: Type.Object({ urban: Type.Number(), town: Type.Number(), rural: Type.Number() }),
  facilities: Type.Object({ before: Type.Integer(), after: Type.Integer() }),
  all: Type.Object(group),
  classes: Type.Array(Type.Object({ class: areaClass, ...group })),
  areas: Type.Array(Type.Object({ area: Type.String(), names, class: Type.Optional(areaClass), ...group })),
  week: Type.Array(Type.Object({ day: Type.String(), before: Type.Number(), after: Type.Number() })),
  lorenz: Type.Object({ before: Type.Optional(Type.Array(Type.Number())), after: Type.Optional(Type.Array(Type.Number())) }),
  notes: Type.Array(Type.String()),
})

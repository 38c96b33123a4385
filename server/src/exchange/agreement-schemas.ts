import Type from 'typebox'
import type { AgreementUse, AgreementView, QueryAnswer, QueryWish, ReceiptView, Terms } from '#contract'

const Names = Type.Record(Type.String(), Type.String(), { description: 'Text by language (BCP 47)' })
const strict = { additionalProperties: false } as const
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const moment = Type.String({ format: 'date-time' })

const condition = Type.Union(
  [
    Type.Object({ test: Type.Literal('listed') }, { ...strict, description: 'The person is in the dataset' }),
    Type.Object({ test: Type.Literal('known'), field: text(200) }, { ...strict, description: 'The field has a value' }),
    Type.Object(
      {
        test: Type.Enum(['is', 'at-least', 'at-most']),
        field: text(200),
        value: Type.Union([Type.Number(), Type.Boolean(), text(400)]),
      },
      strict,
    ),
  ],
  { description: 'What can hold of somebody' },
)

const limits = Type.Object(
  {
    perMinute: Type.Integer({ minimum: 1, maximum: 100_000, description: 'Persons asked about in any 60 seconds' }),
    perDay: Type.Integer({ minimum: 1, maximum: 10_000_000, description: 'Persons asked about on a calendar day of the region' }),
    inAll: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_000_000_000 })),
    hours: Type.Optional(
      Type.Object({ from: text(5), to: text(5) }, { ...strict, description: 'By the clock of the region: 08:00 to 18:00' }),
    ),
    weekdays: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, description: '1 is Monday' }),
    ),
  },
  strict,
)

const termsJson = Type.Object(
  {
    dataset: text(63),
    fields: Type.Array(
      Type.Object(
        { name: text(200), mask: Type.Enum(['whole', 'last-4', 'initial', 'year', 'month', 'tens', 'presence']) },
        strict,
      ),
      { maxItems: 200 },
    ),
    questions: Type.Array(Type.Object({ id: Type.String({ pattern: '^[a-z0-9-]{1,60}$' }), titles: Names, condition }, strict), {
      maxItems: 50,
    }),
    people: Type.Object({ about: text(500), only: Type.Optional(condition) }, { ...strict, description: 'Which kind of people' }),
    area: Type.String({ pattern: '^/', maxLength: 400, description: 'Scope path of an area; / is everywhere' }),
    purposes: Type.Array(text(60), { minItems: 1, maxItems: 20 }),
    legalBasis: text(1000),
    until: moment,
    limits,
  },
  { ...strict, description: 'What both departments sign' },
)

/** Checked as the schema says; the type is that of the contract. */
export const TermsJson = Type.Unsafe<Terms>(termsJson)

export const Page = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  offset: Type.Integer({ minimum: 0, default: 0 }),
})

export const AgreementId = Type.Object({ id: Type.String({ maxLength: 100 }) })

export const Reason = (isNeeded: boolean) => Type.String({ ...(isNeeded && { minLength: 1 }), maxLength: 2000 })

export const Wish = Type.Unsafe<QueryWish>(
  Type.Object(
    {
      persons: Type.Array(text(100), { minItems: 1, maxItems: 1000, description: 'Numbers by which the dataset knows people' }),
      purpose: text(60),
      fields: Type.Optional(Type.Array(text(200), { minItems: 1, maxItems: 200 })),
      question: Type.Optional(text(60)),
      area: Type.Optional(Type.String({ pattern: '^/', maxLength: 400 })),
    },
    strict,
  ),
)

type Json<T> = T extends Date
  ? string
  : T extends readonly (infer One)[]
    ? Json<One>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Json<T[Key]> }
      : T

const side = Type.Enum(['owner', 'recipient'])
const officer = Type.Object({ id: Type.String(), name: Type.String() })

export const AgreementJson = Type.Unsafe<Json<AgreementView>>(
  Type.Object({
    id: Type.String(),
    owner: Type.String({ description: 'The department whose data it is' }),
    recipient: Type.String({ description: 'The department that may ask' }),
    side,
    state: Type.Enum(['asked', 'refused', 'withdrawn', 'approved', 'active', 'ended', 'over']),
    isEnding: Type.Boolean({ description: 'It holds, but for no more than 30 days' }),
    terms: termsJson,
    asked: Type.Optional(termsJson),
    datasetTitles: Names,
    fieldTitles: Type.Record(Type.String(), Names),
    areaNames: Names,
    purposeNames: Type.Array(Names),
    askedBy: officer,
    askedAt: moment,
    reason: Type.Optional(Type.String()),
    signatures: Type.Array(Type.Object({ side, department: Type.String(), officer, at: moment })),
    activeFrom: Type.Optional(moment),
    endedAt: Type.Optional(moment),
    renews: Type.Optional(Type.String()),
    used: Type.Integer(),
    may: Type.Array(Type.String()),
  }),
)

const value = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])

export const AnswerJson = Type.Unsafe<Json<QueryAnswer>>(
  Type.Object({
    id: Type.String(),
    at: moment,
    answers: Type.Array(
      Type.Object({
        person: Type.String(),
        outcome: Type.Enum(['answered', 'nobody', 'refused']),
        rows: Type.Optional(Type.Array(Type.Record(Type.String(), value))),
        answer: Type.Optional(Type.Enum(['yes', 'no', 'unknown'])),
        reason: Type.Optional(Names),
      }),
    ),
    salt: Type.String({ description: 'With it the digests of the receipt can be made again' }),
    request: Type.String({ description: 'JWS of the department that asked' }),
    receipt: Type.String({ description: 'JWS of the department that answered' }),
  }),
)

export const UseJson = Type.Unsafe<Json<readonly AgreementUse[]>>(
  Type.Array(
    Type.Object({
      day: Type.String(),
      by: Type.Object({ kind: Type.String(), id: Type.String(), name: Type.Optional(Type.String()) }),
      queries: Type.Integer(),
      persons: Type.Integer(),
      answered: Type.Integer(),
      refused: Type.Array(Type.Object({ why: Names, persons: Type.Integer() })),
    }),
  ),
)

export const ReceiptJson = Type.Unsafe<Json<ReceiptView>>(
  Type.Object({
    id: Type.String(),
    agreement: Type.String(),
    at: moment,
    by: Type.Object({ kind: Type.String(), id: Type.String(), name: Type.Optional(Type.String()) }),
    purpose: Type.String(),
    persons: Type.Integer(),
    request: Type.String(),
    receipt: Type.Optional(Type.String()),
  }),
)

/** As JSON writes it: times as text. */
export const toJson = <T>(value: T): Json<T> => JSON.parse(JSON.stringify(value)) as Json<T>

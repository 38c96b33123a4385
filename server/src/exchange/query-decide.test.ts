import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Agreement, Condition, Mask, Terms } from './agreement.ts'
import { isAsCoarse, masksFor, maskValue, type Value } from './agreement-mask.ts'
import { beyond } from './agreement-narrow.ts'
import { answerQuery, fieldsNeeded, type Told } from './query-answer.ts'
import { decideQuery, type QueryAsk, type QueryFacts } from './query-decide.ts'
import type { SourceRow } from './source.ts'

const now = new Date('2026-03-02T12:00:00Z')
const base: Terms = {
  dataset: 'insured',
  fields: [
    { name: 'name', mask: 'initial' },
    { name: 'since', mask: 'year' },
  ],
  questions: [{ id: 'insured', titles: { en: 'Is the person insured?' }, condition: { test: 'listed' } }],
  people: { about: 'people who applied' },
  area: '/9/91',
  purposes: ['benefits'],
  legalBasis: 'Island act, § 4',
  until: '2027-01-01T00:00:00Z',
  limits: { perMinute: 10, perDay: 100, inAll: 1000, hours: { from: '08:00', to: '18:00' }, weekdays: [1, 2, 3, 4, 5] },
}
const published = ['number', 'name', 'since', 'income', 'area', 'kind']
const facts = (over: Partial<QueryFacts> = {}, agreement: Partial<Agreement> = {}): QueryFacts => ({
  now,
  wall: { day: '2026-03-02', time: '12:00', weekday: 1 },
  agreement: {
    recipient: 'welfare',
    state: 'active',
    asked: base,
    terms: base,
    activeFrom: new Date('2026-01-01T00:00:00Z'),
    ...agreement,
  },
  published,
  used: { minute: 0, day: 0, inAll: 0 },
  ...over,
})
const ask = (over: Partial<QueryAsk> = {}): QueryAsk => ({
  department: 'welfare',
  purpose: 'benefits',
  fields: ['name'],
  persons: 1,
  ...over,
})

const questions: readonly (readonly [string, QueryAsk, QueryFacts, string])[] = [
  ['within the agreement', ask(), facts(), 'allowed'],
  ['in an area below', ask({ area: '/9/91/911' }), facts(), 'allowed'],
  ['a question of the agreement', ask({ fields: [], question: 'insured' }), facts(), 'allowed'],
  ['by another department', ask({ department: 'tax' }), facts(), 'other-recipient'],
  ['by the owner itself', ask({ department: 'health' }), facts(), 'other-recipient'],
  ['before it is approved', ask(), facts({}, { state: 'asked' }), 'not-signed'],
  ['before it is signed', ask(), facts({}, { state: 'approved' }), 'not-signed'],
  ['before it begins', ask(), facts({}, { activeFrom: new Date('2026-03-03T00:00:00Z') }), 'not-signed'],
  ['after it was refused', ask(), facts({}, { state: 'refused' }), 'refused'],
  ['after it was ended', ask(), facts({}, { state: 'ended' }), 'ended'],
  ['after it was withdrawn', ask(), facts({}, { state: 'withdrawn' }), 'ended'],
  ['at the moment it expires', ask(), facts({ now: new Date(base.until) }), 'expired'],
  ['of a dataset that is gone', ask(), { ...facts(), published: undefined } as never, 'dataset-withdrawn'],
  ['before hours', ask(), facts({ wall: { day: '2026-03-02', time: '07:59', weekday: 1 } }), 'other-hours'],
  ['at closing time', ask(), facts({ wall: { day: '2026-03-02', time: '18:00', weekday: 1 } }), 'other-hours'],
  ['on a Sunday', ask(), facts({ wall: { day: '2026-03-01', time: '12:00', weekday: 7 } }), 'other-hours'],
  ['for nothing', ask({ fields: [] }), facts(), 'no-field'],
  ['for fields and a question at once', ask({ question: 'insured' }), facts(), 'no-field'],
  ['for another field', ask({ fields: ['name', 'income'] }), facts(), 'other-field'],
  ['for the identifier', ask({ fields: ['number'] }), facts(), 'other-field'],
  ['for a field that is gone', ask({ fields: ['since'] }), facts({ published: ['number', 'name'] }), 'other-field'],
  ['with another question', ask({ fields: [], question: 'rich' }), facts(), 'other-question'],
  ['for another purpose', ask({ purpose: 'taxation' }), facts(), 'other-purpose'],
  ['in another area', ask({ area: '/9/92' }), facts(), 'other-area'],
  ['in the area above', ask({ area: '/9' }), facts(), 'other-area'],
  ['in an area whose name begins alike', ask({ area: '/9/911' }), facts(), 'other-area'],
  ['about nobody', ask({ persons: 0 }), facts(), 'nobody-named'],
  ['about too many at once', ask({ persons: 101 }), facts(), 'too-many'],
  ['the last of the minute', ask({ persons: 3 }), facts({ used: { minute: 7, day: 7, inAll: 7 } }), 'allowed'],
  ['one more in the minute', ask({ persons: 4 }), facts({ used: { minute: 7, day: 7, inAll: 7 } }), 'over-the-minute'],
  ['one more in the day', ask(), facts({ used: { minute: 0, day: 100, inAll: 100 } }), 'over-the-day'],
  ['one more in all', ask(), facts({ used: { minute: 0, day: 0, inAll: 1000 } }), 'over-in-all'],
]

for (const [what, asked, known, why] of questions)
  test(`asking ${what}: ${why}`, () => {
    const decision = decideQuery(asked, known)
    assert.equal(decision.allow ? 'allowed' : decision.why, why)
  })

test('a mask lets through no more than it says, and never a value of another kind', () => {
  const told = (mask: Mask, ...values: Value[]) => values.map((value) => maskValue(mask, value))
  assert.deepEqual(told('last-4', '110101199003074518', '12345', 'ab', '', null, 12345678), [
    '••••4518',
    '••••45',
    '••••b',
    '',
    null,
    null,
  ])
  assert.deepEqual(told('initial', '白桂香', 'B', ''), ['白••••', '••••', ''])
  assert.deepEqual(told('year', '1948-02-19', '1948-02-19T10:00:00Z', '19480219', 1948), ['1948', '1948', null, null])
  assert.deepEqual(told('month', '1948-02-19', '1948'), ['1948-02', null])
  assert.deepEqual(told('tens', 47, -3, 40, '47'), [40, -10, 40, null])
  assert.deepEqual(told('presence', 47, '', null, false), [true, false, false, true])
})

const valuesOf = {
  text: fc.string({ unit: fc.constantFrom('a', 'b', '白'), maxLength: 9 }),
  number: fc.integer({ min: -50, max: 50 }),
  boolean: fc.boolean(),
  date: fc
    .tuple(fc.constantFrom('1948', '1990'), fc.constantFrom('01', '12'), fc.constantFrom('01', '09'))
    .map((parts) => parts.join('-')),
} as const

test('what looks alike through one mask looks alike through every coarser one', () => {
  fc.assert(
    fc.property(fc.constantFrom('text', 'number', 'boolean', 'date'), fc.gen(), (kind, gen) => {
      const value = () => gen(() => fc.option<Value>(valuesOf[kind] as fc.Arbitrary<Value>, { freq: 5 }))
      const [one, other] = [value(), value()]
      for (const fine of masksFor[kind])
        for (const coarse of masksFor[kind].filter((mask) => isAsCoarse(mask, fine)))
          if (maskValue(fine, one) === maskValue(fine, other))
            assert.equal(
              maskValue(coarse, one),
              maskValue(coarse, other),
              `${coarse} of ${one} and ${other}, which are alike as ${fine}`,
            )
    }),
    { numRuns: 500 },
  )
})

const kinds = { name: 'text', since: 'date', income: 'number', kind: 'text', area: 'text', number: 'text' } as const
const areas = ['/', '/9', '/9/91', '/9/91/911', '/9/92']
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constant({ test: 'listed' as const }),
  fc.constantFrom('name', 'kind').map((field) => ({ test: 'known' as const, field })),
  fc.record({
    test: fc.constantFrom('at-least' as const, 'at-most' as const),
    field: fc.constant('income'),
    value: fc.integer({ min: -40, max: 40 }),
  }),
  fc.constantFrom('a', 'b').map((value) => ({ test: 'is' as const, field: 'kind', value })),
)
const agreedField = fc
  .constantFrom('name', 'since', 'income', 'kind', 'number')
  .chain((name) => fc.constantFrom(...masksFor[kinds[name as keyof typeof kinds]]).map((mask) => ({ name, mask })))
const anyTerms: fc.Arbitrary<Terms> = fc.record({
  dataset: fc.constant('insured'),
  fields: fc.uniqueArray(agreedField, { selector: ({ name }) => name, maxLength: 4 }),
  questions: fc.uniqueArray(
    fc.record({ id: fc.constantFrom('q1', 'q2', 'q3'), titles: fc.constant({ en: 'Is it so?' }), condition }),
    { selector: ({ id }) => id, maxLength: 2 },
  ),
  people: fc
    .record({ about: fc.constant('applicants') }, {})
    .chain((people) => fc.option(condition, { nil: undefined }).map((only) => (only ? { ...people, only } : people))),
  area: fc.constantFrom(...areas),
  purposes: fc.subarray(['benefits', 'care'], { minLength: 1 }),
  legalBasis: fc.constant('§ 4'),
  until: fc.constantFrom('2026-04-01T00:00:00Z', '2027-01-01T00:00:00Z', '2027-01-01T00:00:00Z', '2026-03-02T11:00:00Z'),
  limits: fc.constantFrom<Terms['limits'][]>(
    { perMinute: 5, perDay: 20 },
    { perMinute: 50, perDay: 50, inAll: 60 },
    { perMinute: 50, perDay: 500, hours: { from: '08:00', to: '18:00' } },
    { perMinute: 50, perDay: 500, hours: { from: '09:00', to: '12:00' }, weekdays: [1, 2] },
  ),
})
/** Mostly what the terms let be asked, and now and then something else. */
const askUnder = ({ fields, questions, purposes, area }: Terms): fc.Arbitrary<QueryAsk> => {
  const often = <T>(usual: readonly T[], else_: readonly T[]) =>
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...(usual.length > 0 ? usual : else_)) }, fc.constantFrom(...else_))
  const named = fields.map(({ name }) => name)
  const wanted = fc.oneof(
    { weight: 5, arbitrary: fc.subarray(named, { minLength: Math.min(1, named.length) }).map((names) => ({ fields: names })) },
    {
      weight: 3,
      arbitrary: often(
        questions.map(({ id }) => id),
        ['q1', 'q4'],
      ).map((question) => ({ fields: [], question })),
    },
    { weight: 1, arbitrary: fc.subarray(['name', 'since', 'income', 'kind', 'number']).map((names) => ({ fields: names })) },
  )
  const rest = fc.record(
    {
      department: often(['welfare'], ['tax']),
      purpose: often(purposes, ['benefits', 'care', 'research']),
      area: often(
        areas.filter((one) => isIn(one, area)),
        areas,
      ),
      persons: often([1, 2], [0, 6]),
    },
    { requiredKeys: ['department', 'purpose', 'persons'] },
  )
  return fc.tuple(wanted, rest).map(([what, more]) => ({ ...what, ...more }))
}
const anyFacts = fc.record({
  state: fc.constantFrom<Agreement['state'][]>('active', 'active', 'active', 'active', 'active', 'ended'),
  time: fc.constantFrom('07:00', '10:00', '11:59', '17:59'),
  weekday: fc.constantFrom(1, 1, 2, 7),
  used: fc.record({
    minute: fc.integer({ min: 0, max: 8 }),
    day: fc.integer({ min: 0, max: 25 }),
    inAll: fc.integer({ min: 0, max: 70 }),
  }),
  gone: fc.boolean().map((is) => is && 'income'),
})
const codes: Readonly<Record<string, string>> = { '91': '/9/91', '911': '/9/91/911', '92': '/9/92' }
const anyRow: fc.Arbitrary<SourceRow> = fc.record({
  number: fc.constantFrom('P1', ' P2 ', 'P3', 7),
  name: fc.option(valuesOf.text),
  since: fc.option(valuesOf.date),
  income: fc.option(valuesOf.number),
  kind: fc.constantFrom('a', 'b', null),
  area: fc.constantFrom('91', '911', '92', 'elsewhere', null),
  secret: fc.constant('never told'),
})

type Case = {
  terms: Terms
  asked: QueryAsk
  known: typeof anyFacts extends fc.Arbitrary<infer T> ? T : never
  rows: readonly SourceRow[]
}
const persons = ['P1', 'P2', 'P3', '7']
const dataset = { identifier: 'number', areaField: 'area' }
const pathOf = (code: string) => codes[code]
const jurisdiction = ['/9']

function factsOf(terms: Terms, known: Case['known']): QueryFacts {
  return facts(
    {
      wall: { day: '2026-03-02', time: known.time, weekday: known.weekday },
      used: known.used,
      published: published.filter((name) => name !== known.gone),
    },
    { state: known.state, asked: terms, terms },
  )
}

function answer(terms: Terms, { asked, known, rows }: Omit<Case, 'terms'>): readonly Told[] | undefined {
  const decision = decideQuery(asked, factsOf(terms, known))
  if (!decision.allow) return undefined
  const needed = fieldsNeeded(decision, terms, dataset)
  const given = rows.map((row) => Object.fromEntries(needed.map((name) => [name, row[name] ?? null])))
  return answerQuery(decision, persons, given, { terms, dataset, pathOf, jurisdiction })
}

const anyCase = anyTerms.chain((terms) =>
  fc.record({ terms: fc.constant(terms), asked: askUnder(terms), known: anyFacts, rows: fc.array(anyRow, { maxLength: 6 }) }),
)
const isIn = (path: string | undefined, above: string) =>
  path !== undefined && `${path}/`.startsWith(above === '/' ? '/' : `${above}/`)

test('whatever is answered was agreed: recipient, time, purpose, field, mask, area, people and limits', () => {
  let answered = 0
  fc.assert(
    fc.property(anyCase, ({ terms, ...one }) => {
      const told = answer(terms, one)
      if (told === undefined) return
      answered++
      const { asked, known, rows } = one
      assert.equal(asked.department, 'welfare')
      assert.equal(known.state, 'active')
      assert.ok(now < new Date(terms.until))
      assert.ok(terms.purposes.includes(asked.purpose))
      const { perMinute, perDay, inAll = Number.POSITIVE_INFINITY, hours, weekdays } = terms.limits
      assert.ok(known.used.minute + asked.persons <= perMinute && known.used.day + asked.persons <= perDay)
      assert.ok(known.used.inAll + asked.persons <= inAll && asked.persons > 0)
      assert.ok(hours === undefined || (known.time >= hours.from && known.time < hours.to))
      assert.ok(weekdays === undefined || weekdays.includes(known.weekday))
      for (const person of told) {
        const mine = rows.filter(({ number }) => String(number).trim() === person.person)
        const here = mine.filter(
          ({ area }) =>
            isIn(codes[String(area)], terms.area) &&
            isIn(codes[String(area)], asked.area ?? '/') &&
            isIn(codes[String(area)], '/9'),
        )
        if ('answer' in person) {
          assert.ok(terms.questions.some(({ id }) => id === asked.question))
          if (person.answer === 'yes') assert.ok(here.length > 0)
        }
        if (!('rows' in person)) continue
        assert.ok(here.length >= person.rows.length && person.rows.length > 0)
        for (const row of person.rows)
          for (const [name, value] of Object.entries(row)) {
            const agreed = terms.fields.find((field) => field.name === name)
            assert.ok(agreed && asked.fields.includes(name), `${name} was not agreed`)
            assert.ok(
              here.some((raw) => maskValue(agreed.mask, raw[name] ?? null) === value),
              `${name} is not masked as agreed`,
            )
          }
      }
    }),
    { numRuns: 1500 },
  )
  assert.ok(answered > 50, `only ${answered} were answered: the cases do not try much`)
})

/** Takes something away from terms. */
const narrowed = (terms: Terms) =>
  fc.gen().map((gen): Terms => {
    const some = <T>(all: readonly T[]) => gen(() => fc.subarray([...all], { minLength: Math.min(1, all.length) }))
    const coarser = (mask: Mask) =>
      gen(() =>
        fc.constantFrom(
          ...(['whole', 'last-4', 'initial', 'year', 'month', 'tens', 'presence'] as const).filter((one) =>
            isAsCoarse(one, mask),
          ),
        ),
      )
    const { only } = terms.people
    const kind = only ?? gen(() => fc.option(condition, { nil: undefined }))
    return {
      ...terms,
      fields: some(terms.fields).map(({ name, mask }) => ({ name, mask: coarser(mask) })),
      questions: some(terms.questions),
      people: { about: terms.people.about, ...(kind && { only: kind }) },
      area: gen(() => fc.constantFrom(...areas.filter((area) => isIn(area, terms.area)))),
      purposes: some(terms.purposes),
      limits: {
        ...terms.limits,
        perMinute: terms.limits.perMinute - gen(() => fc.nat(2)),
        weekdays: gen(() => fc.constantFrom(terms.limits.weekdays ?? [1, 2, 7], [1])),
      },
    }
  })

test('narrower terms never answer more, and what goes beyond is named', () => {
  let answered = 0
  fc.assert(
    fc.property(
      anyCase.chain((one) => narrowed(one.terms).chain((narrow) => askUnder(narrow).map((asked) => ({ ...one, narrow, asked })))),
      ({ terms, narrow, ...one }) => {
        assert.deepEqual(beyond(narrow, terms), [])
        const less = answer(narrow, one)
        if (less === undefined) return
        answered++
        const more = answer(terms, one)
        assert.ok(more, 'what is allowed under less is allowed under more')
        for (const told of less) {
          const wide = more.find(({ person }) => person === told.person)
          if ('rows' in told) assert.ok(wide && 'rows' in wide && wide.rows.length >= told.rows.length)
          if ('answer' in told && told.answer === 'yes') assert.ok(wide && 'answer' in wide && wide.answer === 'yes')
        }
      },
    ),
    { numRuns: 1500 },
  )
  assert.ok(answered > 50, `only ${answered} were answered: the cases do not try much`)
})

test('of any two terms, those that go beyond in nothing allow nothing more', () => {
  fc.assert(
    fc.property(anyCase, anyTerms, ({ terms, ...one }, other) => {
      if (beyond(other, terms).length > 0) return
      const less = answer(other, one)
      if (less !== undefined) assert.ok(answer(terms, one))
    }),
    { numRuns: 1500 },
  )
})

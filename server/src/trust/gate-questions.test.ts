import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { name } from '#context'
import {
  type Ask,
  type BasisKind,
  createDecider,
  decide,
  type Facts,
  type Grant,
  type Mandate,
  type Principal,
  parsePolicies,
  purposes,
  type Resource,
  readPolicies,
} from '#trust'

/** Access questions with the answer that the rules give, written down from the rules: `gate-questions.csv`. */
type Question = Readonly<
  Record<
    'principal' | 'action' | 'data' | 'area' | 'purpose' | 'basis' | 'ground' | 'service' | 'time' | 'answer' | 'reason',
    string
  >
>

const questions = parse(readFileSync(new URL('./gate-questions.csv', import.meta.url)), { columns: true }) as Question[]

const near = '/52/01'
const places: Readonly<Record<string, string>> = { near: `${near}/05`, far: '/52/02/07', abroad: '/11/01' }

const times: Readonly<Record<string, string>> = {
  'last year': '2025-12-31T23:59:59.999Z',
  'first instant': '2026-01-01T00:00:00Z',
  morning: '2026-03-01T06:00:00Z',
  noon: '2026-03-01T12:00:00Z',
  'noon and four hours': '2026-03-01T16:00:00Z',
  'last instant': '2026-06-30T23:59:59.999Z',
  'end of June': '2026-07-01T00:00:00Z',
  'next year': '2027-01-01T00:00:00Z',
}
const at = (time: string) => new Date(times[time] ?? Number.NaN)
const halfYear = { from: at('first instant'), until: at('end of June') }

const resident = (id: string): Principal => ({ kind: 'resident', id, area: `${near}/05`, signedInBy: 'passkey' })
const officer = (id: string, department: string, jurisdiction: string, roles: string[] = []): Principal => ({
  kind: 'officer',
  id,
  department,
  roles,
  jurisdiction: [jurisdiction],
})
const app = (id: string, ...scopes: string[]): Principal => ({ kind: 'app', id, scopes })
const mandate = (services: string[], isRevoked = false): Mandate => ({
  resident: 'lan',
  services,
  until: at('end of June'),
  isRevoked,
})

const principals: Readonly<Record<string, Principal>> = {
  nobody: { kind: 'nobody' },
  'wrong key': { kind: 'nobody', failed: 'wrong-key' },
  'expired session': { kind: 'nobody', failed: 'session-expired' },
  operator: { kind: 'operator' },
  device: { kind: 'device', id: 'gauge-7' },
  node: { kind: 'node', id: 'county' },
  'resident Lan': resident('lan'),
  'resident Shi': resident('shi'),
  'resident Rui': resident('rui'),
  'Lan with a helper': { ...resident('lan'), helper: 'clerk' } as Principal,
  'Shi for Lan in health': { ...resident('shi'), onBehalfOf: 'lan' } as Principal,
  'Shi for Lan in everything': { ...resident('shi'), onBehalfOf: 'lan' } as Principal,
  'Shi for Lan, revoked': { ...resident('shi'), onBehalfOf: 'lan' } as Principal,
  'officer health near': officer('o-health', 'health', near),
  'officer health far': officer('o-far', 'health', '/52/02'),
  'officer health everywhere': officer('o-all', 'health', '/'),
  'officer welfare near': officer('o-welfare', 'welfare', near),
  'protection officer near': officer('o-protection', 'oversight', near, ['data-protection']),
  'planner near': officer('o-planner', 'planning', near, ['planner']),
  'planner far': officer('o-planner-far', 'planning', '/52/02', ['planner']),
  'planner everywhere': officer('o-planner-all', 'planning', '/', ['planner']),
  'app plain': app('timetable'),
  'app internal': app('dashboard', 'context:internal'),
  'app people': app('clinic', 'person:read'),
  'app of welfare': { kind: 'app', id: 'support', scopes: ['exchange'], department: 'welfare' },
  'app of taxes': { kind: 'app', id: 'taxes', scopes: ['exchange'], department: 'taxes' },
}

const mandates: Readonly<Record<string, Mandate>> = {
  'Shi for Lan in health': mandate(['health']),
  'Shi for Lan in everything': mandate(['*']),
  'Shi for Lan, revoked': mandate(['health'], true),
}

const ground = (basis: BasisKind, recipient: string, over: Partial<Grant>): Grant => ({
  basis,
  id: 'g',
  recipients: [recipient],
  purposes: ['care'],
  categories: ['personal'],
  area: '/',
  ...halfYear,
  ...over,
})
const consent = (over: Partial<Grant> = {}) => ground('consent', 'department:health', { subject: 'lan', ...over })
const benefits = { purposes: ['benefits'], area: near }
const law = (over: Partial<Grant> = {}) =>
  ground('law', 'department:health', { categories: ['personal', 'sensitive'], area: '/52', ...over })
const emergency = (subject: string) =>
  ground('emergency', 'officer:o-health', {
    subject,
    purposes: ['rescue', 'care'],
    categories: ['personal', 'sensitive'],
    from: at('noon'),
    until: at('noon and four hours'),
    liftsRestriction: true,
  })

const grounds: Readonly<Record<string, Grant>> = {
  consent: consent(),
  'consent, withdrawn': consent({ isWithdrawn: true }),
  'consent for sensitive': consent({ categories: ['sensitive'] }),
  'consent for near': consent({ area: near }),
  'consent to the app': consent({ recipients: ['app:clinic'] }),
  'consent of the child': consent({ subject: 'child' }),
  'consent of the guardian': consent({ subject: 'child', byGuardian: true }),
  'consent of the restricted': consent({ subject: 'rui' }),
  agreement: ground('agreement', 'department:welfare', benefits),
  'agreement, ended early': ground('agreement', 'department:welfare', { ...benefits, isWithdrawn: true }),
  'agreement with the node': ground('agreement', 'node:county', benefits),
  'law health': law(),
  'law health, repealed': law({ isWithdrawn: true }),
  'law welfare': ground('law', 'department:welfare', benefits),
  'law that lifts': ground('law', 'department:welfare', { ...benefits, liftsRestriction: true }),
  emergency: emergency('lan'),
  'emergency for the restricted': emergency('rui'),
}

const people: Readonly<Record<string, string>> = { Lan: 'lan', Shi: 'shi', child: 'child', restricted: 'rui' }
const things: Readonly<Record<string, Extract<Resource, { kind: 'entities' }>>> = {
  parking: { kind: 'entities', types: [name('OffStreetParking')] },
  'parking of a school': { kind: 'entities', types: [name('OffStreetParking')], tenant: 'school' },
  'parking and a meter': { kind: 'entities', types: [name('OffStreetParking'), name('WaterMeter')] },
  'parking and a person': { kind: 'entities', types: [name('OffStreetParking'), name('Person')] },
  'parking with a national id': { kind: 'entities', types: [name('OffStreetParking')], attributes: 'sensitive' },
  meter: { kind: 'entities', types: [name('WaterMeter')] },
  anything: { kind: 'entities', types: 'any' },
  nothing: { kind: 'entities', types: [] },
  'a person not named': { kind: 'entities', types: [name('Person')] },
}

function resourceOf({ data, area }: Question): Resource {
  const place = area === '' ? {} : { area: places[area] ?? 'no such area' }
  if (data in things) return { ...things[data], ...place } as Resource
  if (data.startsWith('page for ')) return { kind: 'page', audience: data.slice(9) as 'resident' }
  const [, who, category] = /^(\w+) (personal|sensitive)$/.exec(data) ?? []
  if (data === 'plans') return { kind: data, ...place }
  if (who === undefined) return { kind: data as 'devices' }
  const subject = people[who]
  assert.ok(subject, data)
  return { kind: 'person', category: category as 'personal', subject, ...place }
}

function askOf(question: Question): { ask: Ask; facts: Facts } {
  const { principal, action, purpose, basis, service, data, time } = question
  const who = principals[principal]
  assert.ok(who, `no principal is called ${principal}`)
  assert.ok(!Number.isNaN(at(time).getTime()), `no time is called ${time}`)
  const named = question.ground === '' ? [] : question.ground.split(' + ')
  const grants = named.map((one) => grounds[one] ?? assert.fail(`no ground is called ${one}`))
  const given = mandates[principal]
  return {
    ask: {
      principal: who,
      action: action as Ask['action'],
      resource: resourceOf(question),
      ...(purpose && { purpose }),
      ...(basis && { basis: basis as BasisKind }),
      ...(service && { service }),
    },
    facts: {
      now: at(time),
      grants,
      isRestricted: data.startsWith('restricted'),
      isMinor: data.startsWith('child'),
      ...(given && { mandate: given }),
    },
  }
}

test('each of more than 300 questions of access is answered as the rules say, with the reason', () => {
  assert.ok(questions.length >= 300)
  assert.equal(new Set(questions.map((question) => JSON.stringify(question))).size, questions.length, 'each is asked once')
  const wrong = questions.flatMap((question, index) => {
    const { ask, facts } = askOf(question)
    const { allow, why } = decide(ask, facts)
    const expected = `${question.answer} ${question.reason}`
    const actual = `${allow ? 'allow' : 'deny'} ${why}`
    return actual === expected
      ? []
      : [`line ${index + 2}: ${Object.values(question).slice(0, 9).join(' | ')}: ${actual}, not ${expected}`]
  })
  assert.deepEqual(wrong, [])
})

test('every rule that there is decides at least one of the questions', () => {
  const decided = new Set(questions.map(({ reason }) => reason))
  const untried = [...readPolicies().rules.keys()].filter((id) => !decided.has(id))
  assert.deepEqual(untried, ['delegation-ended'], 'a session that acted for somebody is asked about with sessions')
})

const anyQuestion = fc.record({
  principal: fc.constantFrom(...Object.keys(principals)),
  action: fc.constantFrom('read', 'export', 'write', 'subscribe'),
  data: fc.constantFrom(
    ...Object.keys(things),
    'devices',
    'plans',
    'Lan personal',
    'Lan sensitive',
    'child personal',
    'restricted sensitive',
  ),
  area: fc.constantFrom('', ...Object.keys(places)),
  purpose: fc.constantFrom('', 'curiosity', ...Object.keys(purposes)),
  basis: fc.constantFrom('', 'consent', 'agreement', 'law', 'emergency'),
  ground: fc.uniqueArray(fc.constantFrom(...Object.keys(grounds)), { maxLength: 3 }).map((list) => list.join(' + ')),
  service: fc.constantFrom('', 'health', 'school'),
  time: fc.constantFrom(...Object.keys(times)),
  answer: fc.constant(''),
  reason: fc.constant(''),
})

/** Questions whose answer is often yes: those of the table, with one thing changed. */
const likely = fc
  .tuple(
    fc.constantFrom(...questions.filter(({ answer }) => answer === 'allow')),
    anyQuestion,
    fc.constantFrom('', 'area', 'time', 'ground', 'purpose'),
  )
  .map(([question, other, changed]) => (changed === '' ? question : { ...question, [changed]: other[changed as 'area'] }))

const numRuns = 150

test('without a ground, nobody but the person and whoever acts for them sees what is about a person', () => {
  fc.assert(
    fc.property(fc.oneof(anyQuestion, likely), (question) => {
      const { ask, facts } = askOf(question)
      const { resource, principal } = ask
      if (resource.kind !== 'person' || ask.action === 'write') return
      const isOwn =
        principal.kind === 'resident' && (principal.id === resource.subject || facts.mandate?.resident === resource.subject)
      if (!isOwn) assert.equal(decide(ask, { ...facts, grants: [] }).allow, false)
    }),
    { numRuns },
  )
})

const own = readPolicies()
const withRule = (text: string) =>
  createDecider(parsePolicies(own.schema, `${[...own.rules.values()].map((rule) => rule.text).join('\n')}\n${text}`))
const stricter = [
  'principal is Datong::Officer',
  'resource.category == "sensitive"',
  'context.now > 1772366400000',
  'context has basis && context.basis == "law"',
  'action == Datong::Action::"write"',
].map((condition, index) =>
  withRule(`@id("more-${index}") @rank("1") @en("no") @zh("否") forbid (principal, action, resource) when { ${condition} };`),
)

test('a rule that forbids more never lets more happen', () => {
  fc.assert(
    fc.property(fc.oneof(anyQuestion, likely), fc.constantFrom(...stricter), (question, narrower) => {
      const { ask, facts } = askOf(question)
      if (narrower.decide(ask, facts).allow) assert.equal(decide(ask, facts).allow, true)
    }),
    { numRuns },
  )
})

test('a smaller jurisdiction, fewer scopes, fewer roles or fewer grounds never let more happen', () => {
  const narrow = (principal: Principal, depth: number): Principal => {
    if (principal.kind === 'app') return { ...principal, scopes: principal.scopes.slice(depth) }
    if (principal.kind !== 'officer') return principal
    const smaller = principal.jurisdiction.map((path) => `${path === '/' ? '' : path}${['/05', '/05/09', '/52/01'][depth - 1]}`)
    return { ...principal, jurisdiction: smaller, roles: [] }
  }
  fc.assert(
    fc.property(fc.oneof(anyQuestion, likely), fc.integer({ min: 1, max: 3 }), fc.boolean(), (question, depth, fewer) => {
      const { ask, facts } = askOf(question)
      const narrowed = { ...ask, principal: narrow(ask.principal, depth) }
      const left = { ...facts, grants: fewer ? facts.grants.slice(1) : facts.grants }
      if (decide(narrowed, left).allow) assert.equal(decide(ask, facts).allow, true)
    }),
    { numRuns },
  )
})

test('a policy that does not say why, or does not keep to the schema, stops the start', () => {
  const rule = (text: string) => () => withRule(text)
  assert.throws(rule('permit (principal, action, resource);'), /lacks @id/)
  assert.throws(rule('@id("x") @en("x") @zh("x") @rank("x") forbid (principal, action, resource);'), /have a @rank/)
  assert.throws(rule('@id("own") @en("x") @zh("x") permit (principal, action, resource);'), /Two policies are called own/)
  assert.throws(
    rule('@id("x") @en("x") @zh("x") permit (principal, action, resource) when { resource.colour == "red" };'),
    /colour/,
  )
  assert.throws(rule('@id("x") @en("x") @zh("x") permit (principal, action, resource) when {'), /do not parse/)
})

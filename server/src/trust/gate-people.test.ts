import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startWriter } from '#context'
import type { VisitingOfficer, VisitingResident, Visitor } from '#contract'
import { createKeyring, Denied, keyringFile, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'
import {
  accountParts,
  createConsents,
  createEmergencies,
  createFiles,
  createLaws,
  createPeopleGate,
  createRights,
  enter,
  entityHolder,
  loadOperatorKey,
  ownHolders,
  personUrn,
  saveDelegation,
  saveLaw,
  saveOfficer,
  saveResident,
} from '#trust'

const pool = await testPool()
let now = new Date('2026-03-02T12:00:00Z')
const clock = () => now
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
const folder = await mkdtemp(join(tmpdir(), 'datong-key-'))
const parts = accountParts({
  pool,
  clock,
  key: await loadOperatorKey(folder),
  keyring: createKeyring(keyringFile(join(folder, 'sealing.keys'))),
  isSecure: false,
  nodeName: 'Here',
  publicUrl: 'http://127.0.0.1',
  pathOf: async () => undefined,
  carries: async () => true,
})
const writer = startWriter(pool, { clock, logger: quiet })
const gate = createPeopleGate(pool, { clock })
const holders = [...ownHolders, entityHolder(pool, writer)]
const consents = createConsents(parts)
const emergencies = createEmergencies(parts)
const laws = createLaws(parts)
const rights = createRights(parts, gate, holders)
const files = createFiles(parts, gate, holders)

const home = '/52/5201/520101'

async function resident({ bornOn = '1970-01-01', area = home } = {}): Promise<VisitingResident> {
  const row = await pool.transaction((tx) => saveResident(tx, { name: 'Somebody', area, bornOn }, now))
  assert.ok(row)
  return { kind: 'resident', ...row, signedInBy: 'passkey', session: await signInOf(row.id) }
}

async function signInOf(owner: string): Promise<string> {
  const browser = { source: '192.0.2.1', device: 'Firefox' }
  await pool.transaction((tx) => enter(parts, tx, { kind: 'resident', owner, signedInBy: 'passkey' }, browser))
  const [session] = await pool.query<{ id: string }>('select id from trust.session where owner = $1', [owner])
  return session?.id ?? ''
}

const officer = (over: Partial<VisitingOfficer> = {}): VisitingOfficer => ({
  kind: 'officer',
  id: uuidv7(),
  name: 'An officer',
  department: uuidv7(),
  roles: [],
  jurisdiction: ['/52/5201'],
  session: uuidv7(),
  ...over,
})
const protector = officer({ roles: ['data-protection'], department: 'oversight' })

const recordsOf = (person: string) =>
  pool.query<{ kind: string; action: string; decision: string; reason: string; actor: string; basisKind: string | null }>(
    `select kind, action, decision, reason, actor, basis_kind as "basisKind" from trust.record where subjects @> array[$1] order by xid, n`,
    [person],
  )

type Look = Partial<Parameters<typeof files.open>[1]>
const look = (who: Visitor, { number }: VisitingResident, over: Look = {}) =>
  files.open(who, { number, purpose: 'care', basis: 'consent', category: 'personal', ...over })
const whyNot = async (...asked: Parameters<typeof look>) => {
  const answer = await look(...asked)
  return answer.ok ? 'allowed' : (answer.why.en ?? '')
}

const ask = async (who: VisitingOfficer, person: VisitingResident, over = {}) => {
  const wish = {
    number: person.number,
    service: 'clinic',
    purposes: ['care'],
    category: 'personal' as const,
    about: 'name and age',
    days: 30,
    ...over,
  }
  const asked = await consents.ask(who, wish)
  assert.ok(asked.ok && asked.id)
  return asked.id
}

test('an officer sees a person with their consent, is recorded, and sees nothing from the moment it is withdrawn', async () => {
  const [person, doctor] = [await resident(), officer()]
  assert.match(await whyNot(doctor, person), /not consented/)
  const id = await ask(doctor, person)
  assert.match(await whyNot(doctor, person), /not consented/, 'being asked is not consenting')
  assert.deepEqual(await consents.answer(person, id, 'give'), { ok: true })
  const seen = await look(doctor, person)
  assert.ok(seen.ok)
  assert.deepEqual(
    seen.kept.map(({ id, rows }) => [id, rows[0]?.name]),
    [['account', 'Somebody']],
  )
  assert.match(await whyNot(officer({ department: doctor.department, jurisdiction: ['/52/5202'] }), person), /outside the area/)
  assert.match(await whyNot(officer(), person), /not consented/, 'another department')
  assert.match(await whyNot(doctor, person, { purpose: 'research' }), /another purpose/)
  assert.deepEqual(await consents.withdraw(person, id), { ok: true })
  assert.match(await whyNot(doctor, person), /withdrawn/)
  const access = (await recordsOf(person.id)).filter(({ kind }) => kind === 'access')
  assert.deepEqual(
    access.map(({ decision, reason }) => `${decision} ${reason}`),
    [
      'deny no-consent',
      'deny no-consent',
      'allow consent',
      'deny outside-jurisdiction',
      'deny no-consent',
      'deny other-purpose',
      'deny withdrawn',
    ],
  )
  assert.equal(access[2]?.actor, doctor.id)
})

test('a person is told who looked, what for, on what basis, and who was refused; their own looks they know', async () => {
  const [person, doctor] = [await resident(), officer({ name: 'Doctor' })]
  const { id, name, department, roles, jurisdiction } = doctor
  await pool.transaction((tx) => saveOfficer(tx, { id, name, department, roles, jurisdiction }, now))
  await look(doctor, person)
  await consents.answer(person, await ask(doctor, person), 'give')
  await look(doctor, person)
  await rights.see(person)
  const { items, count } = await rights.looks(person, { limit: 10, offset: 0 })
  assert.equal(count, 2)
  const told = items.map(({ by, what, purpose, basis, isAllowed, why }) => [
    by.name,
    by.department,
    what,
    purpose?.en,
    basis?.kind,
    isAllowed,
    why?.['zh-Hans'],
  ])
  assert.deepEqual(told, [
    ['Doctor', department, 'account', 'medical care and nursing', 'consent', true, '本人已同意。'],
    ['Doctor', department, 'account', 'medical care and nursing', undefined, false, '本人没有同意。'],
  ])
  assert.equal((await rights.looks(await resident(), { limit: 10, offset: 0 })).count, 0)
})

test('a consent ends by itself', async () => {
  const [person, doctor] = [await resident(), officer()]
  await consents.answer(person, await ask(doctor, person, { days: 2 }), 'give')
  assert.equal(await whyNot(doctor, person), 'allowed')
  const before = now
  now = later(2)
  assert.match(await whyNot(doctor, person), /has ended/)
  assert.equal((await consents.list(person))[0]?.state, 'over')
  now = before
})

test('sensitive data takes a consent of its own, which is given by the person and not through a helper', async () => {
  const [person, doctor] = [await resident(), officer()]
  await consents.answer(person, await ask(doctor, person), 'give')
  assert.match(await whyNot(doctor, person, { category: 'sensitive' }), /consent of its own/)
  const id = await ask(doctor, person, { category: 'sensitive', about: 'diagnoses' })
  const helped = { ...person, signedInBy: 'helper' as const, helper: { id: doctor.id, name: 'An officer' } }
  assert.deepEqual(await consents.answer(helped, id, 'give'), { ok: false, why: 'own-sign-in-needed' })
  await consents.answer(person, id, 'give')
  assert.equal(await whyNot(doctor, person, { category: 'sensitive' }), 'allowed')
})

test('for a child under 14 a guardian consents, and no other delegate', async () => {
  const [child, parent, friend, doctor] = [
    await resident({ bornOn: '2015-06-01' }),
    await resident(),
    await resident(),
    officer(),
  ]
  const id = await ask(doctor, child)
  assert.deepEqual(await consents.answer(child, id, 'give'), { ok: false, why: 'guardian-needed' })
  const acting = async (delegate: VisitingResident, kind: 'family' | 'guardian') => {
    const draft = { resident: child.id, delegate: delegate.id, kind, services: ['*'], until: later(100) }
    const document = kind === 'guardian' ? { document: 'birth certificate', confirmedBy: doctor.id } : {}
    const delegation = await pool.transaction((tx) => saveDelegation(tx, { ...draft, ...document }, now))
    return { ...delegate, actsFor: { id: child.id, name: child.name, delegation, services: ['*'] } }
  }
  assert.deepEqual(await consents.answer(await acting(friend, 'family'), id, 'give'), { ok: false, why: 'guardians-only' })
  assert.deepEqual(await consents.answer(await acting(parent, 'guardian'), id, 'give'), { ok: true })
  assert.equal(await whyNot(doctor, child), 'allowed')
})

test('the receipt says who, what for, of what, to whom, how long, and how to withdraw', async () => {
  const [person, doctor] = [await resident(), officer()]
  const id = await ask(doctor, person)
  assert.equal(await consents.receipt(person, id, 'en'), undefined, 'nothing was answered yet')
  await consents.answer(person, id, 'give')
  const receipt = (await consents.receipt(person, id, 'en')) as Record<string, unknown>
  assert.deepEqual(Object.keys(receipt).sort(), [
    'event',
    'language',
    'party_identification',
    'pii_principal_id',
    'pii_processing',
    'privacy_notice',
    'receipt_id',
    'record_id',
    'schema_version',
  ])
  const text = JSON.stringify(receipt)
  for (const told of [
    person.id,
    'medical care',
    'name and age',
    `department:${doctor.department}`,
    'P30D',
    '/account/consents',
    'clinic',
  ])
    assert.ok(text.includes(told), told)
  assert.ok(!text.includes('Somebody'), 'a receipt names nobody by name')
  assert.equal(await consents.receipt(await resident(), id, 'en'), undefined, 'of somebody else there is none')
})

test('nobody answers or withdraws the consent of somebody else', async () => {
  const [person, other, doctor] = [await resident(), await resident(), officer()]
  const id = await ask(doctor, person)
  assert.deepEqual(await consents.answer(other, id, 'give'), { ok: false, why: 'not-there' })
  await consents.answer(person, id, 'give')
  assert.deepEqual(await consents.withdraw(other, id), { ok: false, why: 'not-there' })
  assert.deepEqual(await consents.answer(person, id, 'refuse'), { ok: false, why: 'answered-already' })
  await assert.rejects(async () => consents.list(doctor), Denied)
})

test('a law lets its department look, for its purposes, from its day to its end', async () => {
  const [person, clerk] = [await resident(), officer()]
  const law = {
    id: uuidv7(),
    names: { en: 'Act on the register', 'zh-Hans': '登记条例' },
    citation: '§ 3',
    department: clerk.department,
    purposes: ['registration'],
    categories: ['personal'] as const,
    area: '/52',
    liftsRestriction: false,
    since: later(-1),
    until: later(1),
  }
  assert.match(await whyNot(clerk, person, { basis: 'law', purpose: 'registration' }), /No law/)
  await pool.transaction((tx) => saveLaw(tx, law, 'operator', now))
  assert.equal(await whyNot(clerk, person, { basis: 'law', purpose: 'registration' }), 'allowed')
  assert.match(await whyNot(clerk, person, { basis: 'law', purpose: 'care' }), /another purpose/)
  assert.match(await whyNot(clerk, person, { basis: 'law', purpose: 'registration', category: 'sensitive' }), /data of this kind/)
  await rights.open(person, { kind: 'restrict', text: '' })
  assert.match(await whyNot(clerk, person, { basis: 'law', purpose: 'registration' }), /restricted/)
  await rights.lift(person)
  assert.equal(await whyNot(clerk, person, { basis: 'law', purpose: 'registration' }), 'allowed')
})

test('the protection officer registers, changes and ends a law in their area; anybody reads it, and it holds from and until then', async () => {
  const [person, clerk] = [await resident(), officer()]
  const draft = {
    names: { en: 'Act on schooling' },
    citation: '§ 7',
    department: clerk.department,
    purposes: ['schooling'],
    categories: ['personal'] as const,
    area: '/52',
    liftsRestriction: false,
    since: later(-1),
  }
  const all = { limit: 1000, offset: 0 }
  const own = async () => (await laws.list(all)).laws.find(({ department }) => department === clerk.department)
  const whole = { ...protector, jurisdiction: ['/52'] }
  await assert.rejects(async () => laws.save(clerk, draft), Denied)
  assert.deepEqual(await laws.save(protector, draft), { ok: false, why: 'outside-area' }, 'their own area is smaller')
  for (const [wrong, why] of [
    [{ purposes: ['curiosity'] }, 'no-purpose'],
    [{ categories: [] }, 'no-purpose'],
    [{ until: later(-2) }, 'wrong-time'],
    [{ names: { en: ' ' } }, 'name-missing'],
    [{ id: uuidv7() }, 'not-there'],
  ] as const)
    assert.deepEqual(await laws.save(whole, { ...draft, ...wrong }), { ok: false, why })
  const saved = await laws.save(whole, draft)
  assert.ok(saved.ok && saved.id)
  const { id } = saved
  const ask = { basis: 'law', purpose: 'schooling' } as const
  assert.equal(await whyNot(clerk, person, ask), 'allowed')
  assert.deepEqual((await own())?.names, { en: 'Act on schooling', 'zh-Hans': 'Act on schooling' })
  assert.deepEqual(await laws.save(whole, { ...draft, id, purposes: ['taxation'] }), { ok: true, id })
  assert.match(await whyNot(clerk, person, ask), /another purpose/)
  assert.deepEqual(await laws.end(protector, id), { ok: false, why: 'not-there' })
  assert.deepEqual(await laws.end(whole, id), { ok: true })
  assert.deepEqual(await laws.end(whole, id), { ok: false, why: 'answered-already' })
  assert.match(await whyNot(clerk, person, { ...ask, purpose: 'taxation' }), /has ended/)
  assert.equal((await own())?.isInForce, false)
  const acts = await pool.query<{ action: string; kind: string; purposes: string[] }>(
    `select action, kind, detail->'purposes' as purposes from trust.record where resource = $1 order by xid, n`,
    [`law:${id}`],
  )
  assert.deepEqual(acts, [
    { action: 'add-law', kind: 'policy', purposes: ['schooling'] },
    { action: 'change-law', kind: 'policy', purposes: ['taxation'] },
    { action: 'end-law', kind: 'policy', purposes: ['taxation'] },
  ])
})

test('in an emergency an officer looks at once, the person and the protection officer are told, and somebody else reviews it', async () => {
  const [person, doctor] = [await resident(), officer()]
  const wish = { number: person.number, reason: 'Found unconscious at the market, unknown medication', hours: 2 }
  assert.match(await whyNot(doctor, person, { basis: 'emergency', category: 'sensitive' }), /No emergency/)
  assert.deepEqual(await emergencies.open(doctor, { ...wish, reason: 'urgent' }), { ok: false, why: 'reason-too-short' })
  const opened = await emergencies.open(doctor, wish)
  assert.ok(opened.ok && opened.id)
  assert.equal(await whyNot(doctor, person, { basis: 'emergency', category: 'sensitive' }), 'allowed')
  assert.match(
    await whyNot(officer({ department: doctor.department }), person, { basis: 'emergency' }),
    /No emergency/,
    'a colleague',
  )
  assert.deepEqual(
    (await rights.notices(person)).map(({ kind, isNew }) => [kind, isNew]),
    [['emergency', true]],
  )
  assert.equal((await rights.notices(person))[0]?.isNew, false, 'once read')
  assert.ok((await rights.notices(protector)).some(({ kind }) => kind === 'emergency'))
  const waiting = await emergencies.list(protector, { limit: 100, offset: 0 })
  assert.ok(waiting.some(({ id, isOpen }) => id === opened.id && isOpen))
  const review = { verdict: 'justified', note: 'The ambulance report confirms it.' } as const
  const doctorsOwn = { ...doctor, roles: ['data-protection'] }
  assert.deepEqual(await emergencies.review(doctorsOwn, opened.id, review), { ok: false, why: 'not-your-own' })
  assert.deepEqual(await emergencies.review({ ...protector, jurisdiction: ['/11'] }, opened.id, review), {
    ok: false,
    why: 'not-there',
  })
  await assert.rejects(async () => emergencies.review(officer(), opened.id ?? '', review), Denied)
  assert.deepEqual(await emergencies.review(protector, opened.id, review), { ok: true })
  assert.match(await whyNot(doctor, person, { basis: 'emergency' }), /has ended/, 'a review ends it')
  assert.ok((await recordsOf(person.id)).some(({ kind, action }) => kind === 'emergency' && action === 'open'))
})

test('an emergency is over after its hours', async () => {
  const [person, doctor] = [await resident(), officer()]
  await emergencies.open(doctor, { number: person.number, reason: 'Found unconscious at the market', hours: 1 })
  const before = now
  now = new Date(now.getTime() + 3_600_000)
  assert.match(await whyNot(doctor, person, { basis: 'emergency' }), /has ended/)
  now = before
})

test('people see and take along everything that is kept about them, and whoever acts for them within the service may, too', async () => {
  const [person, child] = [await resident(), await resident()]
  const care = {
    id: `urn:ngsi-ld:CareRecord:${uuidv7()}`,
    types: ['https://uri.etsi.org/ngsi-ld/default-context/CareRecord'],
    scopes: [home],
  }
  const about = { type: 'Relationship' as const, object: personUrn(person.id) }
  const attributes = { 'https://uri.etsi.org/ngsi-ld/default-context/refPerson': [about] }
  await writer.write([{ tenant: '', mode: 'create', entity: { ...care, attributes } as never }])
  const kept = new Map((await rights.see(person)).map(({ id, rows }) => [id, rows]))
  assert.equal(kept.get('account')?.[0]?.name, 'Somebody')
  assert.equal(kept.get('entities')?.[0]?.id, care.id)
  const draft = { resident: child.id, delegate: person.id, kind: 'family', services: ['school'], until: later(9) } as const
  const delegation = await pool.transaction((tx) => saveDelegation(tx, draft, now))
  const acting = { ...person, actsFor: { id: child.id, name: 'A child', delegation, services: ['school'] } }
  await assert.rejects(rights.see(acting), /for other services/)
  await assert.rejects(async () => rights.see(officer()), Denied)
})

test('deleting erases what may be erased, says what the law keeps, and leaves nothing to look at', async () => {
  const [person, doctor] = [await resident(), officer()]
  await consents.answer(person, await ask(doctor, person), 'give')
  assert.equal(await whyNot(doctor, person), 'allowed')
  const old = { ...person, session: uuidv7() }
  assert.deepEqual(await rights.open(old, { kind: 'delete', text: '' }), { ok: false, why: 'sign-in-again' })
  const helped = { ...person, signedInBy: 'helper' as const, helper: { id: doctor.id, name: 'An officer' } }
  assert.deepEqual(await rights.open(helped, { kind: 'delete', text: '' }), { ok: false, why: 'second-person' })
  const keeps = (await rights.see(person)).filter((part) => part.keeps !== undefined).map(({ id }) => id)
  assert.deepEqual(keeps, ['consents', 'cases', 'emergencies', 'accesses'], 'what the law keeps is said before')
  const opened = await rights.open(person, { kind: 'delete', text: 'I move away' })
  assert.ok(opened.ok && opened.id)
  assert.deepEqual(await rights.open(person, { kind: 'delete', text: 'again' }), { ok: false, why: 'open-already' })
  const [waiting] = await rights.cases(person)
  assert.equal(waiting?.dueAt.getTime(), later(30).getTime())
  assert.ok((await rights.inbox(protector, { limit: 500, offset: 0 })).some(({ id }) => id === opened.id))
  await assert.rejects(async () => rights.answer(officer(), opened.id ?? '', { state: 'done', text: 'as asked' }), Denied)
  assert.deepEqual(await rights.answer(protector, opened.id, { state: 'done', text: 'Erased as asked.' }), { ok: true })
  const [row] = await pool.query<{ outcome: { erased: number; kept: number; why?: object }[] }>(
    'select outcome from trust.rights_case where id = $1',
    [opened.id],
  )
  assert.ok(row?.outcome.some(({ erased }) => erased > 0))
  assert.ok(
    row?.outcome.every(({ kept, why }) => kept > 0 === (why !== undefined)),
    'what is kept says why',
  )
  assert.match(await whyNot(doctor, person), /nobody with this number/)
})

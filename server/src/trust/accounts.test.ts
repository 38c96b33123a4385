import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entered, Failed, VisitingOfficer, VisitingResident, Visitor } from '#contract'
import { renewKeys, SealBroken, uuidv7 } from '#kernel'
import { testPool } from '#testing'
import {
  cardHolder,
  cardOf,
  delegationsBetween,
  enter,
  inviteFirstOfficer,
  keepCard,
  saveOfficer,
  saveResident,
  sealedCards,
  takeCodes,
} from '#trust'
import { readContact } from './account-contact.ts'
import { makeNumber, readNumber } from './account-number.ts'
import { nameDevice } from './account-parts.ts'
import { delayAfter } from './code-attempts.ts'
import { browser, cookieOf, publicUrl, type TestAccounts, testAccounts } from './testing-accounts.ts'
import { testAuthenticator } from './testing-authenticator.ts'

const one = await testAccounts()
const { accounts, parts, identity, whoIs } = one
const minute = 60_000
const at = (world: TestAccounts, ms: number) => {
  world.now = new Date(world.now.getTime() + ms)
}

let phones = 0
const newPhone = () => `0001${String(process.pid).padStart(8, '0').slice(-6)}${String(++phones).padStart(4, '0')}`

async function newResident(extra: { contact?: string; card?: string; area?: string } = {}): Promise<VisitingResident> {
  const { contact, card, area = '/r/t/v1' } = extra
  const entered = await parts.pool.transaction(async (tx) => {
    const id = uuidv7()
    const draft = { id, name: 'Reed', area, ...(contact && { contact }), ...(card && { card: keepCard(parts, id, card) }) }
    const resident = await saveResident(tx, draft, one.now)
    return enter(parts, tx, { kind: 'resident', owner: resident?.id ?? '', signedInBy: 'code' }, browser('198.51.100.9'))
  })
  return (await whoIs(entered)) as VisitingResident
}

async function newOfficer(roles: string[], jurisdiction = ['/r/t']): Promise<VisitingOfficer> {
  const id = uuidv7()
  const entered = await parts.pool.transaction(async (tx) => {
    await saveOfficer(tx, { id, name: 'Stone', department: 'health', roles, jurisdiction }, one.now)
    return enter(parts, tx, { kind: 'officer', owner: id, signedInBy: 'passkey' }, browser())
  })
  return (await whoIs(entered)) as VisitingOfficer
}

async function codeFor(contact: string): Promise<string> {
  return (
    (await takeCodes(await testPool(), { limit: 1000, kinds: ['mail', 'telephone'] }, one.now)).findLast(
      (letter) => letter.contact === contact,
    )?.code ?? ''
  )
}

const fails = (why: Failed['why']) => (answer: { ok: boolean | 'new' } | undefined) =>
  assert.equal(answer && 'why' in answer ? (answer as Failed).why : answer, why)

/** The session as it is now, after something changed it. */
async function again(who: VisitingResident | VisitingOfficer): Promise<Visitor> {
  const { toKnown } = await import('./session-row.ts')
  const { findSession } = await import('./session-store.ts')
  const [row] = await parts.pool.query<{ hash: Buffer }>('select token_hash as hash from trust.session where id = $1', [
    who.session,
  ])
  const session = row && (await findSession(parts.pool, row.hash))
  return session ? toKnown(session, one.now).visitor : { kind: 'nobody' }
}

async function recorded(subject: string): Promise<string[]> {
  const rows = await parts.pool.query<{ action: string }>(
    'select action from trust.record where subjects @> array[$1] order by n',
    [subject],
  )
  return rows.map(({ action }) => action)
}

test('somebody new proves a telephone by its code, has an account, and signs in again with another code', async () => {
  const contact = newPhone()
  const sent = await accounts.codes.register({ name: 'Lotus', area: 'v1', contact }, 'en', browser())
  assert.ok(sent.ok)
  const who = (await whoIs(await accounts.codes.enter(sent.flow, await codeFor(contact), browser()))) as VisitingResident
  assert.deepEqual([who.kind, who.name, who.area, who.signedInBy], ['resident', 'Lotus', '/r/t/v1', 'code'])
  assert.ok(readNumber(who.number))
  const next = await accounts.codes.send(`${contact.slice(0, 4)} ${contact.slice(4)}`, 'en', browser())
  assert.ok(next.ok)
  const same = (await whoIs(await accounts.codes.enter(next.flow, await codeFor(contact), browser()))) as VisitingResident
  assert.equal(same.id, who.id)
  assert.notEqual(same.session, who.session)
  assert.deepEqual(await recorded(who.id), ['sign-in', 'sign-in'])
})

test('a code works once, for its own flow, for ten minutes and five tries', async () => {
  const contact = newPhone()
  await newResident({ contact })
  const [first, second] = [
    await accounts.codes.send(contact, 'en', browser()),
    await accounts.codes.send(contact, 'en', browser()),
  ]
  assert.ok(first.ok && second.ok)
  const code = await codeFor(contact)
  fails('wrong-code')(await accounts.codes.enter(first.flow, code, browser()))
  assert.ok((await accounts.codes.enter(second.flow, code, browser())).ok)
  fails('code-over')(await accounts.codes.enter(second.flow, code, browser()))

  const third = await accounts.codes.send(contact, 'en', browser())
  assert.ok(third.ok)
  const right = await codeFor(contact)
  const wrong = right === '000000' ? '000001' : '000000'
  for (let tries = 0; tries < 5; tries++)
    fails('wrong-code')(await accounts.codes.enter(third.flow, wrong, browser('203.0.113.5')))
  fails('code-over')(await accounts.codes.enter(third.flow, right, browser()))

  const fourth = await accounts.codes.send(contact, 'en', browser())
  assert.ok(fourth.ok)
  const late = await codeFor(contact)
  at(one, 10 * minute)
  fails('code-over')(await accounts.codes.enter(fourth.flow, late, browser()))
  fails('code-over')(await accounts.codes.enter(`${fourth.flow.slice(0, -1)}x`, late, browser()))
})

test('nobody learns from the answer whether somebody has an account', async () => {
  const stranger = newPhone()
  const sent = await accounts.codes.send(stranger, 'en', browser())
  assert.deepEqual(Object.keys(sent).sort(), ['flow', 'ok'])
  assert.ok(sent.ok)
  assert.equal(await codeFor(stranger), '', 'no code goes to who is not here')
  fails('wrong-code')(await accounts.codes.enter(sent.flow, '123456', browser()))
  fails('wrong-address')(await accounts.codes.send('not a number', 'en', browser()))
})

test('guessing from one place makes that place wait, and nobody else', async () => {
  const resident = await newResident()
  const guess = () => accounts.codes.enterPaper(resident.number, 'AAAA-BBBB-CCCC', browser('203.0.113.77'))
  const waits: number[] = []
  for (let tries = 0; tries < 12; tries++) {
    const answer = (await guess()) as Failed
    waits.push(answer.wait ?? 0)
    if (answer.wait !== undefined) at(one, answer.wait * 1000)
  }
  const asked = waits.filter((wait) => wait > 0)
  assert.ok(asked.length >= 3 && asked.every((wait, index) => wait > (asked[index - 1] ?? 0)), `waits grow: ${asked}`)
  fails('wrong-code')(await accounts.codes.enterPaper(resident.number, 'AAAA-BBBB-CCCC', browser('203.0.113.78')))
})

test('the waiting begins after what is free, doubles, and ends at a quarter of an hour', () => {
  assert.deepEqual(
    [0, 4, 5, 6, 7, 30, 4000].map((failures) => delayAfter(failures, 5) / 1000),
    [0, 0, 1, 2, 4, 900, 900],
  )
})

test('a stranger who asks for codes all day does not keep the person from getting one', async () => {
  const contact = newPhone()
  const sent = await accounts.codes.register({ name: 'Plum', area: 'v1', contact }, 'en', browser('198.51.100.20'))
  assert.ok(sent.ok && (await accounts.codes.enter(sent.flow, await codeFor(contact), browser('198.51.100.20'))).ok)
  let refused: Entered | Failed | { ok: true; flow: string } | undefined
  for (let tries = 0; tries < 12; tries++) refused = await accounts.codes.send(contact, 'en', browser(`203.0.113.${100 + tries}`))
  fails('too-soon')(refused)
  assert.ok((await accounts.codes.send(contact, 'en', browser('198.51.100.20'))).ok)
})

test('a passkey is added by its person and signs them in, anywhere, whatever else is waiting', async () => {
  const who = await newResident()
  const device = testAuthenticator(publicUrl)
  const credential = device.create(await accounts.passkeys.askNew(who))
  assert.deepEqual(await accounts.passkeys.add(who, { credential, name: 'my phone' }), { ok: true })
  const entered = await accounts.passkeys.signIn(device.get(await accounts.passkeys.askSignIn()), browser('203.0.113.77'))
  const back = (await whoIs(entered)) as VisitingResident
  assert.deepEqual([back.id, back.signedInBy], [who.id, 'passkey'])
  const [passkey] = await accounts.passkeys.list(who)
  assert.deepEqual([passkey?.name, passkey?.lastUsedAt], ['my phone', one.now])
  const principal = await identity.identify({ cookie: cookieOf(entered) })
  assert.deepEqual(principal, { kind: 'resident', id: who.id, area: '/r/t/v1', signedInBy: 'passkey' })
})

test('with a key that is removed every other sign-in of its owner ends, and it opens nothing any more', async () => {
  const who = await newResident()
  const device = testAuthenticator(publicUrl)
  const credential = device.create(await accounts.passkeys.askNew(who))
  assert.ok((await accounts.passkeys.add(who, { credential, name: 'lost phone' })).ok)
  const elsewhere = await accounts.passkeys.signIn(device.get(await accounts.passkeys.askSignIn()), browser('203.0.113.78'))
  const [passkey] = await accounts.passkeys.list(who)
  assert.deepEqual(await accounts.passkeys.remove(who, passkey?.id ?? ''), { ok: true })
  assert.equal((await whoIs(elsewhere)).kind, 'nobody')
  assert.equal((await again(who)).kind, 'resident')
  fails('not-recognised')(await accounts.passkeys.signIn(device.get(await accounts.passkeys.askSignIn()), browser()))
})

test('an answer to a challenge holds once, for its own purpose, from this site, in time, with fingerprint, face or PIN', async () => {
  const [who, other] = [await newResident(), await newResident()]
  const device = testAuthenticator(publicUrl)
  const made = device.create(await accounts.passkeys.askNew(who))
  fails('not-recognised')(await accounts.passkeys.add(other, { credential: made, name: 'x' }))
  assert.ok((await accounts.passkeys.add(who, { credential: made, name: 'x' })).ok)
  fails('not-recognised')(await accounts.passkeys.add(who, { credential: made, name: 'x' }))

  const answer = device.get(await accounts.passkeys.askSignIn())
  assert.ok((await accounts.passkeys.signIn(answer, browser())).ok)
  fails('not-recognised')(await accounts.passkeys.signIn(answer, browser()))

  const elsewhere = testAuthenticator('http://localhost.example')
  fails('not-recognised')(
    await accounts.passkeys.add(who, { credential: elsewhere.create(await accounts.passkeys.askNew(who)), name: 'x' }),
  )
  const careless = testAuthenticator(publicUrl, false)
  fails('not-recognised')(
    await accounts.passkeys.add(who, { credential: careless.create(await accounts.passkeys.askNew(who)), name: 'x' }),
  )
  const late = device.get(await accounts.passkeys.askSignIn())
  at(one, 10 * minute)
  fails('not-recognised')(await accounts.passkeys.signIn(late, browser()))
  for (const nonsense of ['', '{}', 'null', '[]', '{"id":"x"}', answer.replace('challenge', 'x')])
    fails('not-recognised')(await accounts.passkeys.signIn(nonsense, browser()))
})

test('the first officer comes by a link that works once, and a later link voids an earlier one', async () => {
  const world = await testAccounts()
  await world.parts.pool.query(`update trust.officer set roles = array_remove(roles, 'administrator')`)
  const earlier = (await inviteFirstOfficer(world.parts, 'First'))?.split('/').at(-1) ?? ''
  const token = (await inviteFirstOfficer(world.parts, 'First'))?.split('/').at(-1) ?? ''
  const { officers } = world.accounts
  assert.equal(await officers.invited(earlier), undefined)
  assert.equal((await officers.invited(token))?.name, 'First')
  const device = testAuthenticator(publicUrl)
  const entered = await officers.join(token, device.create(await officers.askJoin(token)), browser())
  const who = (await world.whoIs(entered)) as VisitingOfficer
  assert.deepEqual([who.kind, who.roles, who.jurisdiction], ['officer', ['administrator'], ['/']])
  fails('no-such-invitation')(await officers.join(token, '{}', browser()))
  assert.equal(await inviteFirstOfficer(world.parts, 'First'), undefined, 'there is an administrator now')
  assert.ok((await world.accounts.passkeys.signIn(device.get(await world.accounts.passkeys.askSignIn()), browser())).ok)
  const [passkey] = await world.accounts.passkeys.list(who)
  fails('last-way-in')(await world.accounts.passkeys.remove(who, passkey?.id ?? ''))
  assert.equal((await world.accounts.passkeys.list(who)).length, 1)
})

test('officers invite officers within their own area, change their roles and end their office, with it every sign-in', async () => {
  const { officers } = accounts
  const boss = await newOfficer(['administrator'])
  const link = await officers.invite(boss, { name: 'Pine', department: 'health', roles: ['helper', 'king'], areas: ['v1'] })
  assert.ok(link.ok)
  const token = link.link.split('/').at(-1) ?? ''
  const device = testAuthenticator(publicUrl)
  const entered = await officers.join(token, device.create(await officers.askJoin(token)), browser())
  const pine = (await whoIs(entered)) as VisitingOfficer
  assert.deepEqual([pine.name, pine.roles, pine.jurisdiction], ['Pine', ['helper'], ['/r/t/v1']])

  fails('outside-jurisdiction')(await officers.invite(boss, { name: 'X', department: 'x', roles: [], areas: [''] }))
  fails('no-such-area')(await officers.invite(boss, { name: 'X', department: 'x', roles: [], areas: ['nowhere'] }))
  await assert.rejects(
    async () => officers.invite(pine, { name: 'X', department: 'x', roles: ['administrator'], areas: ['v1'] }),
    /administrator/,
  )
  const far = await newOfficer(['administrator'], ['/elsewhere'])
  fails('outside-jurisdiction')(await officers.end(far, pine.id))
  fails('not-your-self')(await officers.end(boss, boss.id))

  assert.ok((await officers.change(boss, pine.id, ['doctor'])).ok)
  assert.deepEqual(((await whoIs(entered)) as VisitingOfficer).roles, ['doctor'], 'at once, in a session that is open')
  assert.ok((await officers.end(boss, pine.id)).ok)
  assert.deepEqual(await whoIs(entered), { kind: 'nobody', failed: 'session-expired' })
  fails('not-recognised')(await accounts.passkeys.signIn(device.get(await accounts.passkeys.askSignIn()), browser()))
})

test('an invitation that is taken back, or a week old, leads nowhere', async () => {
  const boss = await newOfficer(['administrator'])
  const invite = async () => {
    const link = await accounts.officers.invite(boss, { name: 'Fir', department: 'x', roles: [], areas: ['v1'] })
    return (link.ok && link.link.split('/').at(-1)) || ''
  }
  const [taken, old] = [await invite(), await invite()]
  const { id = '' } = (await accounts.officers.invited(taken)) ?? {}
  assert.ok((await accounts.officers.withdraw(boss, id)).ok)
  assert.equal(await accounts.officers.invited(taken), undefined)
  at(one, 7 * 86_400_000)
  assert.equal(await accounts.officers.invited(old), undefined)
  await assert.rejects(accounts.officers.askJoin(old), /used, is over/)
})

test('sessions are listed and ended: one, the others, all; an ended one is over at its next request', async () => {
  const who = await newResident()
  const start = () =>
    parts.pool.transaction((tx) => enter(parts, tx, { kind: 'resident', owner: who.id, signedInBy: 'code' }, browser()))
  const [phone, desk] = [await start(), await start()]
  const sessions = await accounts.sessions.list(who)
  assert.equal(sessions.length, 3)
  assert.deepEqual(
    sessions.filter(({ isThis }) => isThis).map(({ id }) => id),
    [who.session],
  )
  assert.ok(sessions.every(({ device }) => device === 'Firefox, Windows'))

  const onPhone = (await whoIs(phone)) as VisitingResident
  assert.equal(await accounts.sessions.end(await newResident(), onPhone.session), 0, 'not those of others')
  assert.equal(await accounts.sessions.end(who, onPhone.session), 1)
  assert.deepEqual(await whoIs(phone), { kind: 'nobody', failed: 'session-expired' })
  assert.equal(await accounts.sessions.endOthers(who), 1)
  assert.equal((await whoIs(desk)).kind, 'nobody')
  assert.equal((await again(who)).kind, 'resident')
  assert.match((await accounts.sessions.signOut(who)).cookie[0] ?? '', /^datong_person=; .*Max-Age=0/)
  assert.equal((await again(who)).kind, 'nobody')
})

test('a session ends when it rests too long, and in any case after a while; use keeps it', async () => {
  const world = await testAccounts('https://node.example')
  const id = uuidv7()
  const entered = await world.parts.pool.transaction(async (tx) => {
    await saveOfficer(tx, { id, name: 'Oak', department: 'x', roles: [], jurisdiction: ['/'] }, world.now)
    return enter(world.parts, tx, { kind: 'officer', owner: id, signedInBy: 'passkey' }, browser())
  })
  assert.match(cookieOf(entered), /^__Host-datong_person=/)
  for (let hour = 0; hour < 12; hour += 0.4) {
    assert.equal((await world.whoIs(entered)).kind, 'officer', `after ${hour} h`)
    at(world, 0.4 * 60 * minute)
  }
  assert.deepEqual(await world.whoIs(entered), { kind: 'nobody', failed: 'session-expired' }, 'after twelve hours')
  const resting = await world.parts.pool.transaction((tx) =>
    enter(world.parts, tx, { kind: 'officer', owner: id, signedInBy: 'passkey' }, browser()),
  )
  at(world, 30 * minute)
  assert.equal((await world.whoIs(resting)).kind, 'nobody')
})

test('of a session only the digest of its token is kept, and no change to a token makes one', async () => {
  const entered = await parts.pool.transaction(async (tx) => {
    const resident = await saveResident(tx, { name: 'Moss', area: '/r' }, one.now)
    return enter(parts, tx, { kind: 'resident', owner: resident?.id ?? '', signedInBy: 'code' }, browser())
  })
  const [name, token = ''] = cookieOf(entered).split('=')
  const rows = await parts.pool.query(`select 1 from trust.session s where s::text like '%' || $1 || '%'`, [token.slice(0, 20)])
  assert.equal(rows.length, 0)
  for (const changed of [token.slice(1), `${token}A`, token.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')), ''])
    assert.deepEqual(await identity.identify({ cookie: `${name}=${changed}` }), { kind: 'nobody' })
  const elsewhere = await testAccounts()
  assert.deepEqual(await elsewhere.identity.identify({ cookie: `${name}=${token}` }), { kind: 'nobody' }, 'another node')
})

test('a resident changes name, area and language by themselves; a name that was checked is changed in person or by a case', async () => {
  const who = await newResident()
  assert.deepEqual(await accounts.own.change(who, { name: 'Reed the Younger', area: 'v2', language: 'zh-Hans' }), { ok: true })
  const { name, area, language, isFresh } = await accounts.own.see(who)
  assert.deepEqual([name, area, language, isFresh], ['Reed the Younger', '/r/t/v2', 'zh-Hans', true])
  fails('no-such-area')(await accounts.own.change(who, { area: 'x' }))
  const checked = await newResident()
  const helper = await newOfficer(['helper'])
  await parts.pool.query('update trust.resident set vouched_by = $2 where id = $1', [checked.id, helper.id])
  fails('vouched')(await accounts.own.change(checked, { name: 'Somebody else' }))
  assert.deepEqual(await accounts.own.change(checked, { name: 'Reed', area: 'v3' }), { ok: true })
  const beside: VisitingResident = { ...checked, signedInBy: 'helper', session: helper.session, helper }
  assert.deepEqual(await accounts.own.change(beside, { name: 'Somebody else' }), { ok: true })
  const acting = { ...who, actsFor: { id: checked.id, name: 'x', delegation: 'y', services: ['*'] } }
  await assert.rejects(async () => accounts.own.change(acting, { name: 'Mine now' }), /own person alone/)
  await assert.rejects(async () => accounts.own.see(helper), /for residents/)
  const writes = await parts.pool.query(
    `select actor_kind, on_behalf_of from trust.record where subjects @> array[$1] and action = 'write' order by n`,
    [checked.id],
  )
  assert.deepEqual(writes, [
    { actor_kind: 'resident', on_behalf_of: null },
    { actor_kind: 'officer', on_behalf_of: checked.id },
  ])
})

test('a new contact is proved by a code that goes there, lets nobody in, and then signs its person in', async () => {
  const [before, after] = [newPhone(), newPhone()]
  const who = await newResident({ contact: before })
  await accounts.own.change(who, { language: 'zh-Hans' })
  const asked = await accounts.own.askContact(who, { contact: after, language: 'en' }, browser())
  assert.ok(asked.ok)
  const letters = await takeCodes(parts.pool, { limit: 1000, kinds: ['telephone'] }, one.now)
  const letter = letters.find(({ contact }) => contact === after)
  assert.equal(letter?.language, 'zh-Hans', 'in the language of the account')
  const code = letter?.code ?? ''
  fails('wrong-code')(await accounts.codes.enter(asked.flow, code, browser()))
  fails('wrong-code')(await accounts.own.proveContact(await newResident(), { flow: asked.flow, code }, browser()))
  assert.deepEqual(await accounts.own.proveContact(who, { flow: asked.flow, code }, browser()), { ok: true })
  fails('code-over')(await accounts.own.proveContact(who, { flow: asked.flow, code }, browser()))
  assert.equal((await accounts.own.see(who)).contact, after)
  const sent = await accounts.codes.send(after, 'en', browser())
  assert.ok(sent.ok)
  const entered = (await whoIs(await accounts.codes.enter(sent.flow, await codeFor(after), browser()))) as VisitingResident
  assert.equal(entered.id, who.id)
  const notices = await parts.pool.query('select kind from trust.notice where reader = $1', [`resident:${who.id}`])
  assert.deepEqual(notices, [{ kind: 'contact-changed' }])

  const other = await newResident({ contact: before })
  const taken = await accounts.own.askContact(other, { contact: after, language: 'en' }, browser())
  assert.ok(taken.ok, 'whether somebody has it is not told before it is proved')
  fails('already-there')(await accounts.own.proveContact(other, { flow: taken.flow, code: await codeFor(after) }, browser()))
})

test('what binds for long takes a sign-in of the last ten minutes, or with a helper a second officer', async () => {
  const phone = newPhone()
  const who = await newResident({ contact: newPhone() })
  const device = testAuthenticator(publicUrl)
  const asked = await accounts.own.askContact(who, { contact: phone, language: 'en' }, browser())
  assert.ok(asked.ok)
  const code = await codeFor(phone)
  at(one, 9 * minute)
  const credential = device.create(await accounts.passkeys.askNew(who))
  at(one, minute)
  assert.equal((await accounts.own.see(who)).isFresh, false)
  fails('sign-in-again')(await accounts.passkeys.add(who, { credential, name: 'late' }))
  fails('sign-in-again')(await accounts.own.askContact(who, { contact: phone, language: 'en' }, browser()))
  const signed = await accounts.codes.send((await accounts.own.see(who)).contact ?? '', 'en', browser())
  assert.ok(signed.ok)
  const contact = (await accounts.own.see(who)).contact ?? ''
  const fresh = (await whoIs(await accounts.codes.enter(signed.flow, await codeFor(contact), browser()))) as VisitingResident
  fails('code-over')(await accounts.own.proveContact(who, { flow: asked.flow, code }, browser()))
  const again = device.create(await accounts.passkeys.askNew(fresh))
  assert.deepEqual(await accounts.passkeys.add(fresh, { credential: again, name: 'in time' }), { ok: true })

  const [helper, second] = [await newOfficer(['helper']), await newOfficer(['helper'])]
  const key = testAuthenticator(publicUrl)
  const own = key.create(await accounts.passkeys.askNew(second))
  assert.deepEqual(await accounts.passkeys.add(second, { credential: own, name: 'work' }), { ok: true })
  at(one, 20 * minute)
  const beside: VisitingResident = { ...fresh, signedInBy: 'helper', session: helper.session, helper }
  const next = await accounts.own.askContact(beside, { contact: phone, language: 'en' }, browser())
  assert.ok(next.ok)
  const proof = { flow: next.flow, code: await codeFor(phone) }
  fails('second-person')(await accounts.own.proveContact(beside, proof, browser()))
  const signature = key.get(await accounts.help.askSecond(beside))
  assert.deepEqual(await accounts.own.proveContact(beside, { ...proof, second: signature }, browser()), { ok: true })
})

test('a resident names who may act for them; both see it, the act says who for whom, and ending it holds at once', async () => {
  const { delegations } = accounts
  const [old, neighbour] = [await newResident(), await newResident()]
  const until = new Date(one.now.getTime() + 30 * 86_400_000)
  const wish = { number: neighbour.number, kind: 'family' as const, services: ['health'], until }
  assert.ok((await delegations.give(old, wish)).ok)
  const [given] = await delegations.given(old)
  const [received] = await delegations.received(neighbour)
  assert.deepEqual([given?.person.id, received?.person.id], [neighbour.id, old.id])
  assert.equal(given?.id, received?.id)

  assert.ok((await delegations.act(neighbour, given?.id ?? '')).ok)
  const acting = (await again(neighbour)) as VisitingResident
  assert.deepEqual([acting.id, acting.actsFor?.id, acting.actsFor?.services], [neighbour.id, old.id, ['health']])
  assert.deepEqual(
    (await delegationsBetween(parts.pool, neighbour.id, old.id, one.now)).map(({ services }) => services),
    [['health']],
  )
  await assert.rejects(async () => delegations.give(acting, { ...wish, number: old.number }), /oneself alone/)

  assert.ok((await delegations.end(old, given?.id ?? '')).ok)
  assert.deepEqual(await again(neighbour), { kind: 'nobody', failed: 'delegation-ended' })
  await delegations.stop(neighbour.session)
  assert.equal(((await again(neighbour)) as VisitingResident).actsFor, undefined)
  fails('not-yours')(await delegations.act(neighbour, given?.id ?? ''))
  assert.equal((await delegations.given(old))[0]?.state, 'ended')
  assert.deepEqual((await recorded(old.id)).slice(1), ['give', 'begin-to-act', 'end'])
})

test('a delegation is over when its time is, and is given to somebody else, for something, for a while', async () => {
  const { delegations } = accounts
  const [old, neighbour] = [await newResident(), await newResident()]
  const soon = new Date(one.now.getTime() + minute)
  const wish = { number: neighbour.number, kind: 'helper' as const, services: ['*', 'health'], until: soon }
  fails('no-such-person')(await delegations.give(old, { ...wish, number: '123456789' }))
  fails('not-your-self')(await delegations.give(old, { ...wish, number: old.number }))
  fails('no-service')(await delegations.give(old, { ...wish, services: ['everything'] }))
  fails('wrong-time')(await delegations.give(old, { ...wish, until: one.now }))
  fails('wrong-time')(await delegations.give(old, { ...wish, until: new Date('2040-01-01') }))
  fails('second-person')(await delegations.give(old, { ...wish, kind: 'guardian', document: 'decree 7' }))
  assert.ok((await delegations.give(old, wish)).ok)
  const [given] = await delegations.given(old)
  assert.deepEqual(given?.services, ['*'])
  fails('not-yours')(await delegations.end(await newResident(), given?.id ?? ''))
  assert.ok((await delegations.act(neighbour, given?.id ?? '')).ok)
  at(one, minute)
  assert.deepEqual(await again(neighbour), { kind: 'nobody', failed: 'delegation-ended' })
  assert.equal((await delegations.given(old))[0]?.state, 'over')
})

test('the number of a card lies sealed for its own resident, is found by its digest, and is read again after the keys changed', async () => {
  const card = `CARD${uuidv7().replaceAll('-', '').slice(12).toUpperCase()}`
  const [owner, other] = [await newResident({ card }), await newResident()]
  const { pool } = parts
  const rows = await pool.query<{ text: string }>(`select resident::text as text from trust.resident where id = $1`, [owner.id])
  assert.ok(!rows.some(({ text }) => text.includes(card) || text.includes(Buffer.from(card).toString('hex'))))
  assert.equal(await cardOf(pool, parts, owner.id), card)
  assert.equal(await cardOf(pool, parts, other.id), undefined)

  await renewKeys(pool, parts.keyring, [sealedCards])
  assert.equal(await cardOf(pool, parts, owner.id), card)
  assert.ok((await accounts.help.begin(await newOfficer(['doctor']), { card }, browser())).ok)
  const kept = await pool.transaction((tx) => cardHolder(parts).read(tx, owner.id))
  assert.deepEqual(kept, [{ card }])

  await pool.query(
    `update trust.resident set card_index = $2::text::bytea, card_sealed = (select card_sealed from trust.resident where id = $1)
    where id = $2`,
    [owner.id, other.id],
  )
  await assert.rejects(cardOf(pool, parts, other.id), SealBroken)
})

test('a helper sits beside a resident with their card, and what binds for long needs a second officer', async () => {
  const { help, delegations, officers, passkeys } = accounts
  const card = `CARD${uuidv7().replaceAll('-', '').slice(12).toUpperCase()}`
  const [old, neighbour] = [await newResident({ card }), await newResident()]
  const doctor = await newOfficer(['doctor'])
  fails('no-such-person')(await help.begin(doctor, { card: 'CARD99999999' }, browser()))
  assert.ok((await help.begin(doctor, { card: card.toLowerCase() }, browser())).ok)
  const beside = (await again(doctor)) as VisitingResident
  assert.deepEqual([beside.id, beside.signedInBy, beside.helper?.id], [old.id, 'helper', doctor.id])
  await assert.rejects(async () => passkeys.askNew(beside), /own person alone/)
  assert.deepEqual(await accounts.sessions.list(beside), [], 'the helper does not see where the resident is signed in')

  const until = new Date(one.now.getTime() + 86_400_000)
  const wish = { number: neighbour.number, kind: 'guardian' as const, services: ['*'], until, document: 'decree 7' }
  fails('second-person')(await delegations.give(beside, wish))
  const boss = await newOfficer(['administrator'])
  const join = async () => {
    const link = await officers.invite(boss, { name: 'Elm', department: 'x', roles: ['helper'], areas: ['v1'] })
    const token = (link.ok && link.link.split('/').at(-1)) || ''
    const device = testAuthenticator(publicUrl)
    assert.ok((await officers.join(token, device.create(await officers.askJoin(token)), browser())).ok)
    return device
  }
  const second = await join()
  const forSignIn = second.get(await passkeys.askSignIn())
  fails('second-person')(await delegations.give(beside, { ...wish, second: forSignIn }))
  const own = testAuthenticator(publicUrl)
  assert.ok((await passkeys.add(doctor, { credential: own.create(await passkeys.askNew(doctor)), name: 'x' })).ok)
  fails('second-person')(await delegations.give(beside, { ...wish, second: own.get(await help.askSecond(beside)) }))
  assert.deepEqual(await delegations.give(beside, { ...wish, second: second.get(await help.askSecond(beside)) }), { ok: true })
  assert.equal((await delegations.given(old))[0]?.document, 'decree 7')

  const printed = await help.print(beside, second.get(await help.askSecond(beside)))
  assert.ok(printed.ok)
  const [code = ''] = printed.codes
  const entered = await accounts.codes.enterPaper(old.number, code.toLowerCase().replaceAll('-', ' '), browser('203.0.113.200'))
  assert.equal(((await whoIs(entered)) as VisitingResident).id, old.id)
  fails('wrong-code')(await accounts.codes.enterPaper(old.number, code, browser('203.0.113.200')))

  await help.end(beside)
  assert.equal(((await again(doctor)) as VisitingOfficer).kind, 'officer')
  assert.ok((await help.begin(doctor, { number: old.number, code: printed.codes[1] ?? '' }, browser())).ok)
  at(one, 30 * minute - 1)
  assert.equal((await again(doctor)).kind, 'resident')
  at(one, 1)
  assert.equal((await again(doctor)).kind, 'nobody', 'the helper rested, too')
})

test('a helper helps in their own area only, and registers who is before them', async () => {
  const { help } = accounts
  const doctor = await newOfficer(['doctor'])
  const card = `CARD${uuidv7().replaceAll('-', '').slice(12).toUpperCase()}`
  const made = await help.register(doctor, { name: 'Cloud', area: 'v2', card, bornOn: '1948-01-01' })
  assert.ok(made.ok)
  fails('already-there')(await help.register(doctor, { name: 'Cloud', area: 'v2', card }))
  fails('no-such-area')(await help.register(doctor, { name: 'Cloud', area: 'x' }))
  const far = await newOfficer(['doctor'], ['/elsewhere'])
  fails('outside-jurisdiction')(await help.register(far, { name: 'Cloud', area: 'v2' }))
  fails('outside-jurisdiction')(await help.begin(far, { card }, browser()))
  await assert.rejects(async () => help.begin(await newOfficer(['planner']), { card }, browser()), /help residents in person/)
  assert.deepEqual(await recorded(made.id), ['register'])
})

test('numbers, contacts and devices are read as people write them', () => {
  for (let tries = 0; tries < 50; tries++) {
    const number = makeNumber()
    assert.equal(readNumber(number.replace(/(\d{3})(?=\d)/g, '$1 ')), number)
    const wrong = number.replace(/^\d/, (digit) => String((Number(digit) + 1) % 10))
    assert.equal(readNumber(wrong), undefined, 'one wrong digit names nobody')
  }
  assert.equal(readContact(' +86 (138) 0000-0000 '), '+8613800000000')
  assert.equal(readContact('Reed@Mail.Example'), 'reed@mail.example')
  for (const wrong of ['', '12345', 'a@b', 'a b@c.de', '<x>@y.zz']) assert.equal(readContact(wrong), undefined)
  assert.equal(nameDevice('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1'), 'Safari, iPhone')
  assert.equal(nameDevice(''), '')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import type { VisitingOfficer } from '#contract'
import { Denied, uuidv7 } from '#kernel'
import { createOversight, type RecordEntry, recordAll, saveOfficer, saveResident } from '#trust'
import { testAccounts } from './testing-accounts.ts'

const one = await testAccounts()
const { parts, accounts } = one
const { pool, clock } = parts
const oversight = createOversight(parts, { zone: async () => 'Asia/Shanghai' })

let places = 0
/** A part of the country of its own, so that no test sees the looks of another. */
const newPlace = () => `/r${++places}`

const officer = (roles: string[], area: string, department = 'health', name = 'Luo Stone'): VisitingOfficer => ({
  kind: 'officer',
  id: uuidv7(),
  name,
  department,
  roles,
  jurisdiction: [area],
  session: uuidv7(),
})
async function inOffice(...made: Parameters<typeof officer>): Promise<VisitingOfficer> {
  const who = officer(...made)
  const { id, name, department, roles, jurisdiction } = who
  await pool.transaction((tx) => saveOfficer(tx, { id, name, department, roles, jurisdiction }, clock()))
  return who
}

async function residents(count: number, area: string, name = 'Somebody') {
  return pool.transaction(async (tx) => {
    const made = []
    for (let i = 0; i < count; i++) made.push(await saveResident(tx, { name, area }, clock()))
    return made.flatMap((row) => row ?? [])
  })
}

const hour = 3_600_000
const noon = new Date('2026-04-20T04:00:00Z')
const after = (hours: number) => new Date(noon.getTime() + hours * hour)

const look = (who: VisitingOfficer, person: string, area: string, over: Partial<RecordEntry> = {}): RecordEntry => ({
  kind: 'access',
  actor: { kind: 'officer', id: who.id },
  subjects: [person],
  action: 'read',
  resource: 'account',
  categories: ['personal'],
  purpose: 'care',
  basis: { kind: 'law', ref: 'act' },
  area,
  decision: 'allow',
  reason: 'law',
  at: noon,
  ...over,
})
const keep = (entries: readonly RecordEntry[]) => pool.transaction((tx) => recordAll(tx, entries))

/** Six officers of a department who each look at a few people. */
async function colleagues(area: string, people: readonly { id: string }[], each = 4) {
  const all = await Promise.all(Array.from({ length: 6 }, () => inOffice(['case-worker'], area)))
  await keep(all.flatMap((who) => people.slice(0, each).map(({ id }) => look(who, id, area))))
}

test('an officer who looks at far more people than colleagues is found, read about, reviewed with a note, and then no more', async () => {
  const area = newPlace()
  const people = await residents(30, area)
  await colleagues(area, people)
  const curious = await inOffice(['case-worker'], area, 'health', 'Curious')
  await keep(people.map(({ id }) => look(curious, id, area)))
  const protector = await inOffice(['data-protection'], area, 'oversight')

  const { found, until, cut } = await oversight.unusual(protector, 30)
  assert.deepEqual(cut, [])
  assert.deepEqual(
    found.map(({ officer, looks, people, reasons }) => [officer.name, looks, people, reasons]),
    [['Curious', 30, 30, [{ kind: 'many', people: 30, usual: 4 }]]],
  )
  const read = await oversight.looksOf(protector, curious.id, { days: 30, limit: 10, offset: 20 })
  assert.deepEqual([read?.count, read?.looks.length, read?.unusual?.people], [30, 10, 30])
  assert.equal(read?.looks[0]?.purpose?.en, 'medical care and nursing')
  assert.equal(read?.looks[0]?.person?.name, 'Somebody')

  const note = 'Worked off the vaccination list of the county.'
  assert.deepEqual(await oversight.review(protector, curious.id, { days: 30, until, note: 'fine' }), {
    ok: false,
    why: 'reason-too-short',
  })
  assert.deepEqual(await oversight.review(protector, curious.id, { days: 30, until, note }), { ok: true })
  assert.deepEqual((await oversight.unusual(protector, 30)).found, [])
  const [review] = await oversight.reviews(protector, { limit: 10, offset: 0 })
  assert.deepEqual([review?.officer.name, review?.note, review?.by, review?.people], ['Curious', note, protector.name, 30])
  assert.deepEqual(await oversight.review(protector, curious.id, { days: 30, until, note }), { ok: false, why: 'not-there' })

  one.now = new Date(one.now.getTime() + hour)
  await keep(people.slice(0, 3).map(({ id }) => look(curious, id, area, { at: new Date(clock().getTime() - 60_000) })))
  assert.deepEqual((await oversight.unusual(protector, 30)).found, [], 'a few more are nothing')
  await keep(people.map(({ id }) => look(curious, id, area, { at: new Date(clock().getTime() - 60_000) })))
  const again = (await oversight.unusual(protector, 30)).found
  assert.deepEqual(
    again.map(({ officer, people, since }) => [officer.name, people, since]),
    [['Curious', 30, until]],
    'what comes after a review counts anew',
  )

  const acts = await pool.query<{ action: string; detail: { kinds?: string[] } }>(
    `select action, detail from trust.record where actor = $1 order by xid, n`,
    [protector.id],
  )
  assert.deepEqual(
    acts.map(({ action }) => action),
    ['read-looks', 'review-unusual'],
  )
  assert.deepEqual(acts[1]?.detail.kinds, ['many'])
})

test('looks at people of the own village, by somebody of the same family, are found once it is known where the officer lives', async () => {
  const area = newPlace()
  const village = `${area}/v`
  const [relative] = await residents(1, '/r/t/v7', '罗 小云')
  const [elsewhere] = await residents(1, village, '罗 大山')
  const clerk = await inOffice(['case-worker'], '/r/t', uuidv7(), '罗 Stone')
  await keep([look(clerk, relative?.id ?? '', '/r/t/v7'), look(clerk, elsewhere?.id ?? '', '/r/t/v7')])
  const protector = await inOffice(['data-protection'], '/r/t/v7', 'oversight')
  assert.deepEqual((await oversight.unusual(protector, 30)).found, [])
  const administrator = await inOffice(['administrator'], '/r')
  assert.deepEqual(await accounts.officers.settle(administrator, clerk.id, 'x1'), { ok: false, why: 'no-such-area' })
  assert.deepEqual(await accounts.officers.settle(administrator, clerk.id, 'v7'), { ok: true })
  await assert.rejects(accounts.officers.settle(clerk, administrator.id, 'v7'), Denied)
  const { found } = await oversight.unusual(protector, 30)
  assert.deepEqual(found[0]?.reasons, [{ kind: 'neighbours', people: 1, by: 'family-name' }])
  const read = await oversight.looksOf(protector, clerk.id, { days: 30, limit: 10, offset: 0 })
  assert.deepEqual(read?.looks.map(({ person, isNeighbour }) => [person?.name, isNeighbour]).sort(), [
    ['罗 大山', false],
    ['罗 小云', true],
  ])
})

test('looks at night stand out by the clock of the region, of somebody who worked by day before', async () => {
  const area = newPlace()
  const people = await residents(3, area)
  const [owl, guard] = [await inOffice(['case-worker'], area), await inOffice(['case-worker'], area)]
  const weeksAgo = (hours: number) => new Date(noon.getTime() - 40 * 24 * hour + hours * hour)
  const [first] = people
  // 15:00 in UTC is 23:00 there.
  await keep([
    ...Array.from({ length: 25 }, (_, i) => look(owl, first?.id ?? '', area, { at: weeksAgo(i % 5) })),
    ...Array.from({ length: 25 }, (_, i) => look(guard, first?.id ?? '', area, { at: weeksAgo(11 + (i % 5)) })),
    ...people.flatMap(({ id }) => [owl, guard].map((who) => look(who, id, area, { at: after(11) }))),
  ])
  const { found } = await oversight.unusual(await inOffice(['data-protection'], area), 30)
  assert.deepEqual(
    found.map(({ officer, reasons }) => [officer.id, reasons]),
    [[owl.id, [{ kind: 'night', looks: 3, usualShare: 0 }]]],
  )
})

test('people in public life are on a list that the protection officer keeps, and whoever looks at one, even in vain, is found', async () => {
  const area = newPlace()
  const [singer] = await residents(1, area, 'Singer')
  assert.ok(singer)
  const [fan, protector] = [await inOffice(['doctor'], area), await inOffice(['data-protection'], area)]
  await keep([look(fan, singer.id, area, { decision: 'deny', reason: 'no-consent' })])
  assert.deepEqual((await oversight.unusual(protector, 30)).found, [])
  assert.deepEqual(await oversight.addPublicFigure(protector, '123'), { ok: false, why: 'no-such-person' })
  assert.deepEqual(await oversight.addPublicFigure(protector, singer.number), { ok: true })
  assert.deepEqual(await oversight.addPublicFigure(protector, singer.number), { ok: false, why: 'answered-already' })
  assert.deepEqual(
    (await oversight.publicFigures(protector)).map(({ name }) => name),
    ['Singer'],
  )
  assert.deepEqual((await oversight.unusual(protector, 30)).found[0]?.reasons, [{ kind: 'public-figure', people: 1 }])
  const elsewhere = await inOffice(['data-protection'], newPlace())
  assert.deepEqual(await oversight.publicFigures(elsewhere), [])
  assert.deepEqual(await oversight.dropPublicFigure(elsewhere, singer.number), { ok: false, why: 'no-such-person' })
  assert.deepEqual(await oversight.dropPublicFigure(protector, singer.number), { ok: true })
  assert.deepEqual((await oversight.unusual(protector, 30)).found, [])
})

test('help in person is the work of the village, and what happens elsewhere or before is not asked about', async () => {
  const area = newPlace()
  const people = await residents(30, area)
  await colleagues(area, people)
  const helper = await inOffice(['case-worker'], area)
  const far = `${newPlace()}/far`
  await keep([
    ...people.map(({ id }) => look(helper, id, area, { onBehalfOf: id })),
    ...people.map(({ id }) => look(helper, id, far)),
    ...people.map(({ id }) => look(helper, id, area, { at: new Date(noon.getTime() - 60 * 24 * hour) })),
  ])
  const protector = await inOffice(['data-protection'], area)
  assert.deepEqual((await oversight.unusual(protector, 30)).found, [])
})

test('the report counts looks, people and refusals by department, purpose and basis, and no name in its file runs as a formula', async () => {
  const area = newPlace()
  const people = await residents(2, area)
  const department = `=HYPERLINK("x") ${uuidv7()}`
  const clerk = await inOffice(['case-worker'], area, department)
  const [first, second] = people
  assert.ok(first && second)
  await keep([
    look(clerk, first.id, area),
    look(clerk, first.id, area),
    look(clerk, second.id, area),
    look(clerk, second.id, area, { decision: 'deny', basis: { kind: 'consent', ref: '' } }),
  ])
  const protector = await inOffice(['data-protection'], area)
  assert.deepEqual(
    (await oversight.use(protector, 30)).map(({ name, basis, looks, people, refused }) => [name, basis, looks, people, refused]),
    [
      [department, 'consent', 0, 0, 1],
      [department, 'law', 3, 2, 0],
    ],
  )
  const rows = parse(await oversight.useCsv(protector, 30), { columns: true }) as Record<string, string>[]
  assert.deepEqual([rows[1]?.name, rows[1]?.looks, rows[1]?.purpose], [`'${department}`, '3', 'care'])
})

test('only the data protection officer reads any of it, and nobody reviews themselves', async () => {
  const area = newPlace()
  const clerk = await inOffice(['case-worker', 'administrator'], area)
  const page = { limit: 10, offset: 0 }
  for (const act of [
    () => oversight.unusual(clerk, 30),
    () => oversight.looksOf(clerk, clerk.id, { days: 30, ...page }),
    () => oversight.reviews(clerk, page),
    () => oversight.use(clerk, 30),
    () => oversight.useCsv(clerk, 30),
    () => oversight.publicFigures(clerk),
    () => oversight.addPublicFigure(clerk, '1'),
    () => oversight.review(clerk, clerk.id, { days: 30, until: clock(), note: 'Nothing to be seen here, move on.' }),
  ])
    await assert.rejects(async () => act(), Denied)
  const protector = await inOffice(['data-protection'], area)
  const note = 'Nothing to be seen here, move on.'
  assert.deepEqual(await oversight.review(protector, protector.id, { days: 30, until: clock(), note }), {
    ok: false,
    why: 'not-your-own',
  })
  assert.equal(await oversight.looksOf(protector, uuidv7(), { days: 30, ...page }), undefined)
})

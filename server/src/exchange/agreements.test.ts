import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { compactVerify, createLocalJWKSet, generalVerify } from 'jose'
import type { QueryAnswer, QueryWish, Terms, VisitingOfficer, VisitingResident } from '#contract'
import {
  agreementGrants,
  createAgreements,
  createSigners,
  datasetNames,
  type ExchangeParts,
  loadExchangeSecret,
  publishedKeys,
  SourceAway,
  type SourceRow,
  saveDataset,
} from '#exchange'
import { createKeyring, keyringFile, uuidv7 } from '#kernel'
import { testPool } from '#testing'
import {
  accountParts,
  cardHolder,
  catchUp,
  createAccounts,
  createFiles,
  createPeopleGate,
  createRights,
  erasePerson,
  keepCard,
  loadOperatorKey,
  openOauth,
  ownHolders,
  saveOfficer,
  saveResident,
} from '#trust'

const pool = await testPool()
const folder = await mkdtemp(join(tmpdir(), 'datong-exchange-'))
let now = new Date('2026-03-02T12:00:00Z')
const clock = () => now
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000)
const places: Readonly<Record<string, string>> = { '9': '/9', '91': '/9/91', '911': '/9/91/911', '92': '/9/92' }
const accounts = accountParts({
  pool,
  clock,
  key: await loadOperatorKey(folder),
  keyring: createKeyring(keyringFile(join(folder, 'sealing.keys'))),
  carries: async () => false,
  isSecure: false,
  nodeName: 'Here',
  publicUrl: 'http://127.0.0.1',
  pathOf: async (code) => places[code],
})
const gate = createPeopleGate(pool, { clock, findAgreements: agreementGrants })

/** A department's own system: outside of the node, so it is played here. */
const system = { rows: [] as SourceRow[], asked: [] as (readonly string[])[], isAway: false }
const sources: ExchangeParts['sources'] = {
  open: async () => ({
    find: async ({ identifiers, fields }) => {
      if (system.isAway) throw new SourceAway('unreachable')
      system.asked.push(fields)
      const found = system.rows.filter(({ number }) => identifiers.includes(String(number)))
      return found.map((row) => Object.fromEntries(fields.map((field) => [field, row[field] ?? null])))
    },
    describe: async () => [],
    close: async () => undefined,
  }),
  close: async () => undefined,
}
const region = {
  info: async () => undefined,
  area: async (code: string) =>
    places[code] === undefined ? undefined : ({ code, path: places[code], names: { en: code } } as never),
}
const parts: ExchangeParts = {
  accounts,
  gate,
  region,
  sources,
  signers: createSigners(pool, await loadExchangeSecret(join(folder, 'exchange.key')), clock),
}
const agreements = createAgreements(parts)

async function officer(department: string, over: Partial<VisitingOfficer> = {}): Promise<VisitingOfficer> {
  const one = {
    kind: 'officer' as const,
    id: uuidv7(),
    name: `Of ${department}`,
    department,
    roles: ['data-steward'],
    jurisdiction: ['/9'],
    session: uuidv7(),
    ...over,
  }
  await pool.transaction((tx) => saveOfficer(tx, one, now))
  return one
}

/** Two departments, of which one publishes a dataset. */
async function departments() {
  const [owner, recipient] = [await officer(`health ${uuidv7()}`), await officer(`welfare ${uuidv7()}`)]
  const dataset = `insured-${uuidv7()}`
  const system = uuidv7()
  await pool.query(
    `insert into exchange.system (id, department, name, kind, spec, made_by, made_at) values ($1, $2, 'Old system', 'postgresql', '{}', $3, $4)`,
    [system, owner.department, owner.id, now],
  )
  const field = (name: string, kind: 'text' | 'date' | 'number', category: 'personal' | 'sensitive' = 'personal') => ({
    name,
    kind,
    category,
    titles: { en: name },
  })
  await pool.transaction((tx) =>
    saveDataset(
      tx,
      {
        id: dataset,
        department: owner.department,
        titles: { en: 'Insured people', 'zh-Hans': '参保人员' },
        descriptions: {},
        keywords: [],
        identifier: 'number',
        areaField: 'area',
        fields: [
          field('number', 'text'),
          field('name', 'text'),
          field('born', 'date'),
          field('area', 'text'),
          field('income', 'number'),
          field('illness', 'text', 'sensitive'),
          field('kind', 'text'),
        ],
        system,
        source: { kind: 'table', schema: 'public', table: 'insured' },
        publishedAt: now,
      },
      owner.id,
    ),
  )
  const terms: Terms = {
    dataset,
    fields: [
      { name: 'name', mask: 'whole' },
      { name: 'born', mask: 'whole' },
    ],
    questions: [
      { id: 'insured', titles: { en: 'Is the person insured?' }, condition: { test: 'listed' } },
      { id: 'poor', titles: { en: 'Is the income below 1000?' }, condition: { test: 'at-most', field: 'income', value: 999 } },
    ],
    people: { about: 'people who asked for support' },
    area: '/9/91',
    purposes: ['benefits'],
    legalBasis: 'Island act on support, § 4',
    until: hours(24 * 30).toISOString(),
    limits: { perMinute: 20, perDay: 50, inAll: 500 },
  }
  return { owner, recipient, dataset, terms }
}

const done = <T extends { readonly ok: boolean }>(outcome: T): Extract<T, { ok: true }> => {
  assert.ok(outcome.ok, JSON.stringify(outcome))
  return outcome as Extract<T, { ok: true }>
}
const whyNot = (outcome: { readonly ok: boolean; readonly why?: Readonly<Record<string, string>> }) =>
  outcome.ok ? 'done' : (outcome.why?.en ?? '')

/** An agreement that holds. @param given what the owner approves of it */
async function agreed(over: Partial<Terms> = {}, given?: Partial<Terms>) {
  const two = await departments()
  const terms = { ...two.terms, ...over }
  const { id } = done(await agreements.ask(two.recipient, terms))
  done(await agreements.approve(two.owner, id, { reason: 'Less is enough', ...(given && { terms: { ...terms, ...given } }) }))
  done(await agreements.sign(two.owner, id))
  done(await agreements.sign(two.recipient, id))
  const ask = (wish: Partial<QueryWish>, who = two.recipient) =>
    agreements.query(who, id, { persons: [person()], purpose: 'benefits', ...wish })
  return { ...two, terms, id, ask }
}

const person = (over: Partial<SourceRow> = {}): string => {
  const number = `N${uuidv7().slice(-12)}`.toUpperCase()
  system.rows.push({
    number,
    name: 'Bai Guixiang',
    born: '1948-02-19',
    area: '911',
    income: 800,
    illness: 'secret',
    kind: 'a',
    ...over,
  })
  return number
}

const answerTo = async (asked: ReturnType<Awaited<ReturnType<typeof agreed>>['ask']>): Promise<QueryAnswer> =>
  done(await asked).answer

test('one department asks, the other approves less, both sign what was approved, and then it holds', async () => {
  const { owner, recipient, terms } = await departments()
  const { id } = done(await agreements.ask(recipient, terms))
  assert.deepEqual((await agreements.find(owner, id))?.may, ['approve', 'refuse'])
  assert.equal((await agreements.list(owner, { limit: 10, offset: 0 })).waiting, 1)
  const stranger = await officer('another department')
  assert.equal(await agreements.find(stranger, id), undefined)
  assert.match(whyNot(await agreements.approve(stranger, id, { reason: '' })), /no such agreement/)
  assert.match(whyNot(await agreements.approve(recipient, id, { reason: '' })), /other department/)
  assert.match(
    whyNot(await agreements.approve(await officer(owner.department, { roles: ['case-worker'] }), id, { reason: '' })),
    /answer for/,
  )
  const less: Terms = { ...terms, fields: [{ name: 'born', mask: 'year' }], limits: { ...terms.limits, perDay: 5 } }
  const more = { ...terms, fields: [...terms.fields, { name: 'illness', mask: 'whole' as const }] }
  assert.match(whyNot(await agreements.approve(owner, id, { terms: more, reason: 'More' })), /More than was asked/)
  assert.match(whyNot(await agreements.approve(owner, id, { terms: less, reason: ' ' })), /Say why/)
  assert.match(whyNot(await agreements.sign(recipient, id)), /not in a state/)
  done(await agreements.approve(owner, id, { terms: less, reason: 'The year is enough' }))
  done(await agreements.sign(recipient, id))
  assert.match(whyNot(await agreements.sign(recipient, id)), /signed already/)
  assert.match(
    whyNot(await agreements.query(recipient, id, { persons: [person()], purpose: 'benefits', fields: ['born'] })),
    /both departments have to sign/,
  )
  done(await agreements.sign(owner, id))
  const view = await agreements.find(recipient, id)
  assert.equal(view?.state, 'active')
  assert.deepEqual(view?.asked?.fields, terms.fields, 'what was asked stays to be seen')
  assert.deepEqual(view?.signatures.map(({ side }) => side).sort(), ['owner', 'recipient'])
  const text = (await agreements.text(recipient, id)) as Parameters<typeof generalVerify>[0]
  const keys = createLocalJWKSet({ keys: [...(await publishedKeys(pool))] as never })
  for (const signature of text.signatures) {
    const { payload } = await generalVerify({ ...text, signatures: [signature] }, keys as never)
    assert.deepEqual(JSON.parse(Buffer.from(payload).toString()).terms, less)
  }
  const recorded = await pool.query<{ action: string; actor: string }>(
    `select action, actor from trust.record where resource = $1 order by xid, n`,
    [`agreement:${id}`],
  )
  assert.deepEqual(recorded, [
    { action: 'ask', actor: recipient.id },
    { action: 'limit', actor: owner.id },
    { action: 'sign', actor: recipient.id },
    { action: 'sign', actor: owner.id },
  ])
})

test('terms that cannot be kept are refused with where and how to mend them', async () => {
  const { recipient, owner, terms } = await departments()
  const wrong = await agreements.ask(recipient, {
    ...terms,
    fields: [
      { name: 'salary', mask: 'whole' },
      { name: 'born', mask: 'last-4' },
    ],
    area: '/9/99',
    purposes: ['curiosity'],
    until: '2020-01-01T00:00:00Z',
    limits: { perMinute: 1, perDay: 1, hours: { from: '18:00', to: '08:00' } },
  })
  assert.ok(!wrong.ok)
  assert.deepEqual(
    wrong.faults?.map(({ pointer }) => pointer),
    ['/fields/0', '/fields/1', '/purposes/0', '/area', '/until', '/limits/hours'],
  )
  assert.match(whyNot(await agreements.ask(owner, terms)), /own department/)
  assert.match(whyNot(await agreements.ask(recipient, { ...terms, dataset: 'nothing' })), /no such dataset/)
})

test('an answer has the agreed fields alone, masked as agreed, of people in the agreed area alone', async () => {
  const { ask } = await agreed({}, { fields: [{ name: 'born', mask: 'year' }] })
  const [here, there, unknown] = [person(), person({ area: '92' }), 'N000000000000']
  system.asked.length = 0
  const { answers } = await answerTo(ask({ persons: [here, there, unknown, ` ${here} `], fields: ['born'] }))
  assert.deepEqual(system.asked, [['number', 'area', 'born']], 'no other column is asked of the system')
  assert.deepEqual(
    answers.map(({ person, outcome, rows }) => ({ person, outcome, rows })),
    [
      { person: here, outcome: 'answered', rows: [{ born: '1948' }] },
      { person: there, outcome: 'nobody', rows: undefined },
      { person: unknown, outcome: 'nobody', rows: undefined },
    ],
  )
  assert.deepEqual(answers[1]?.reason, answers[2]?.reason, 'whoever lives elsewhere is not told from who is not there')
})

test('a question is answered yes, no or unknown, and nothing else is told', async () => {
  const { ask } = await agreed()
  const [poor, rich, silent, elsewhere] = [person(), person({ income: 5000 }), person({ income: null }), person({ area: '92' })]
  const { answers } = await answerTo(ask({ persons: [poor, rich, silent, elsewhere], question: 'poor' }))
  assert.deepEqual(answers, [
    { person: poor, outcome: 'answered', answer: 'yes' },
    { person: rich, outcome: 'answered', answer: 'no' },
    { person: silent, outcome: 'answered', answer: 'unknown' },
    { person: elsewhere, outcome: 'answered', answer: 'unknown' },
  ])
  const listed = await answerTo(ask({ persons: [poor, elsewhere, 'N000000000001'], question: 'insured' }))
  assert.deepEqual(
    listed.answers.map(({ answer }) => answer),
    ['yes', 'no', 'no'],
  )
})

test('an agreement about one kind of people tells of no other', async () => {
  const { ask } = await agreed({ people: { about: 'people of kind a', only: { test: 'is', field: 'kind', value: 'a' } } })
  const { answers } = await answerTo(ask({ persons: [person(), person({ kind: 'b' })], fields: ['name'] }))
  assert.deepEqual(
    answers.map(({ outcome }) => outcome),
    ['answered', 'nobody'],
  )
})

test('an officer is told of people in their own area alone', async () => {
  const { recipient, ask } = await agreed({ area: '/9' })
  const local = await officer(recipient.department, { jurisdiction: ['/9/92'] })
  const persons = [person(), person({ area: '92' })]
  const { answers } = await answerTo(ask({ persons, fields: ['name'] }, local))
  assert.deepEqual(
    answers.map(({ outcome }) => outcome),
    ['nobody', 'answered'],
  )
})

test('what lies outside is refused with its reason, recorded, counted apart, and seen by both sides', async () => {
  const { owner, recipient, ask, id } = await agreed()
  const subject = person()
  for (const [wish, why] of [
    [{ fields: ['illness'] }, /not in the agreement/],
    [{ fields: ['name'], purpose: 'taxation' }, /another purpose/],
    [{ fields: ['name'], area: '/9/92' }, /does not reach/],
    [{ question: 'ill' }, /not in the agreement/],
  ] as const)
    assert.match(whyNot(await ask({ persons: [subject], ...wish } as Partial<QueryWish>)), why)
  assert.match(whyNot(await ask({ persons: [subject], fields: ['name'] }, owner)), /another department/)
  await answerTo(ask({ persons: [subject, person({ area: '92' })], fields: ['name'] }))
  for (const who of [owner, recipient]) {
    const use = await agreements.use(who, id)
    const own = use.find(({ by }) => by.id === recipient.id)
    assert.deepEqual([own?.by.name, own?.queries, own?.persons, own?.answered], [recipient.name, 5, 6, 1])
    assert.deepEqual(own?.refused.map(({ persons }) => persons).sort(), [1, 1, 1, 1, 1])
  }
  assert.equal((await agreements.find(owner, id))?.used, 2, 'refused questions use up nothing')
  const looks = await pool.query<{ decision: string; reason: string }>(
    `select decision, reason from trust.record where kind = 'access' and actor = $1 and resource like 'dataset:%' order by xid, n`,
    [recipient.id],
  )
  assert.deepEqual(
    looks.map(({ decision, reason }) => `${decision} ${reason}`),
    [
      'deny other-field',
      'deny other-purpose',
      'deny other-area',
      'deny other-question',
      'allow agreement',
      'allow agreement',
      'deny out-of-area',
    ],
  )
  const [leak] = await pool.query(`select 1 from trust.record r where r::text like '%' || $1 || '%'`, [subject])
  assert.equal(leak, undefined, 'no record has the number of a card')
  const [kept] = await pool.query(`select 1 from exchange.query q where q::text like '%' || $1 || '%'`, [subject])
  assert.equal(kept, undefined, 'nor has what is kept of a question')
})

test('limits hold however many ask at once', async () => {
  const { ask, owner, id } = await agreed({ limits: { perMinute: 5, perDay: 7, inAll: 8 } })
  const many = async (count: number) => {
    const all = await Promise.all(Array.from({ length: count }, () => ask({ fields: ['name'] })))
    return all.filter(({ ok }) => ok).length
  }
  assert.equal(await many(12), 5)
  now = hours(0.02)
  assert.equal(await many(6), 2, 'of the day, two were left')
  now = hours(24)
  assert.equal(await many(3), 1, 'in all, one was left')
  assert.match(whyNot(await ask({ fields: ['name'] })), /in all/)
  assert.equal((await agreements.find(owner, id))?.used, 8)
})

test('where the system is away, the volume is given back', async () => {
  const { ask, owner, id } = await agreed({ limits: { perMinute: 5, perDay: 1 } })
  system.isAway = true
  assert.match(whyNot(await ask({ fields: ['name'] })), /does not answer/)
  system.isAway = false
  assert.equal((await agreements.find(owner, id))?.used, 0)
  assert.equal((await ask({ fields: ['name'] })).ok, true)
  assert.match(whyNot(await ask({ fields: ['name'] })), /in a day/)
})

test('either side ends it at once; it expires by itself; renewed, it goes on until the new day', async () => {
  const first = await agreed()
  assert.match(whyNot(await agreements.end(first.owner, first.id, '')), /Say why/)
  done(await agreements.end(first.owner, first.id, 'No longer needed'))
  assert.match(whyNot(await first.ask({ fields: ['name'] })), /was ended/)
  const { ask, recipient, owner, id } = await agreed({ until: hours(24 * 31).toISOString() })
  assert.deepEqual(await agreements.counts(owner), { count: 1, waiting: 0, ending: 0 })
  now = hours(24 * 31 - 1)
  assert.deepEqual(await agreements.counts(owner), { count: 1, waiting: 0, ending: 1 })
  assert.equal((await agreements.find(recipient, id))?.isEnding, true)
  const next = done(await agreements.renew(recipient, id, hours(48).toISOString())).id
  now = hours(1)
  assert.match(whyNot(await ask({ fields: ['name'] })), /expired/)
  assert.deepEqual(await agreements.counts(owner), { count: 2, waiting: 1, ending: 0 })
  assert.equal((await agreements.find(owner, id))?.state, 'over')
  done(await agreements.approve(owner, next, { reason: '' }))
  done(await agreements.sign(owner, next))
  done(await agreements.sign(recipient, next))
  assert.equal((await agreements.find(owner, id))?.state, 'ended', 'the new one stands in its place')
  assert.ok((await agreements.query(recipient, next, { persons: [person()], purpose: 'benefits', fields: ['name'] })).ok)
})

test('receipts are verified with a public library, prove what was answered, and name nobody', async () => {
  const { ask, owner, recipient, id } = await agreed()
  const subject = person()
  const answer = await answerTo(ask({ persons: [subject], fields: ['name'] }))
  const keys = createLocalJWKSet({ keys: [...(await publishedKeys(pool))] as never })
  const read = async (jws: string) => JSON.parse(Buffer.from((await compactVerify(jws, keys)).payload).toString())
  const [request, receipt] = [await read(answer.request), await read(answer.receipt)]
  const { createHash } = await import('node:crypto')
  const digest = (text: string) => createHash('sha256').update(text).digest('base64url')
  assert.equal(receipt.request, digest(answer.request), 'the answer is to this question')
  assert.equal(receipt.answers[0].person, digest(JSON.stringify([answer.salt, subject])))
  assert.equal(receipt.answers[0].told, digest(JSON.stringify([answer.salt, subject, answer.answers[0]?.rows])))
  assert.deepEqual(
    [request.purpose, request.by.id, request.fields],
    ['benefits', recipient.id, [{ mask: 'whole', name: 'name' }]],
  )
  assert.ok(!JSON.stringify([request, receipt]).includes(subject))
  for (const who of [owner, recipient]) {
    const { items } = await agreements.receipts(who, { agreement: id, limit: 10, offset: 0 })
    assert.deepEqual(
      items.map((one) => [one.request, one.receipt]),
      [[answer.request, answer.receipt]],
    )
  }
  assert.equal((await agreements.receipts(await officer('strangers'), { agreement: id, limit: 10, offset: 0 })).count, 0)
  const checked = await agreements.verify(answer.receipt)
  assert.ok(checked.ok)
  assert.equal(checked.department, owner.department)
  const [head, , tail] = answer.receipt.split('.')
  const forged = [
    head,
    Buffer.from(JSON.stringify({ ...receipt, owner: recipient.department })).toString('base64url'),
    tail,
  ].join('.')
  assert.match(whyNot((await agreements.verify(forged)) as never), /changed after/)
  assert.match(whyNot((await agreements.verify('not a receipt')) as never), /no receipt/)
})

test('people with an account see each look and each try; who had the use restricted is not told of', async () => {
  const { ask, recipient } = await agreed()
  const rights = createRights(accounts, gate, ownHolders, datasetNames)
  const number = person()
  const id = uuidv7()
  const row = await pool.transaction((tx) =>
    saveResident(
      tx,
      { id, name: 'Bai Guixiang', area: '/9/91/911', bornOn: '1948-02-19', card: keepCard(accounts, id, number) },
      now,
    ),
  )
  assert.ok(row)
  const resident: VisitingResident = { kind: 'resident', ...row, signedInBy: 'passkey', session: uuidv7() }
  await ask({ persons: [number], fields: ['illness'] })
  await answerTo(ask({ persons: [number], fields: ['name'] }))
  const { items } = await rights.looks(resident, { limit: 10, offset: 0 })
  assert.deepEqual(
    items.map(({ by, whatNames, purpose, basis, isAllowed, why }) => [
      by.name,
      whatNames?.en,
      purpose?.en,
      basis?.kind,
      isAllowed,
      why?.en,
    ]),
    [
      [recipient.name, 'Insured people', 'deciding on benefits', 'agreement', true, 'Two departments agreed on it.'],
      [
        recipient.name,
        'Insured people',
        'deciding on benefits',
        undefined,
        false,
        'One of these fields is not in the agreement.',
      ],
    ],
  )
  await rights.open(resident, { kind: 'restrict', text: '' })
  const { answers } = await answerTo(ask({ persons: [number], fields: ['name'] }))
  assert.equal(answers[0]?.outcome, 'refused')
  assert.match(answers[0]?.reason?.en ?? '', /restricted/)
})

test('who opens an account later sees the looks from before it, has them in the export, and takes them along when erased', async () => {
  const { ask, recipient } = await agreed()
  const number = person()
  const entered = () => pool.query(`select 1 from trust.record where subjects[1] like 'card:%' and actor = $1`, [recipient.id])
  await ask({ persons: [number], fields: ['name'] })
  await catchUp(pool)
  await ask({ persons: [number], question: 'poor' })
  await ask({ persons: [person()], question: 'poor' })
  const { help } = createAccounts(accounts, await openOauth(accounts, folder, async (_request, { code }) => code))
  const doctor = await officer('clinic', { roles: ['doctor'] })
  const { ok, ...row } = done(
    await help.register(doctor, { name: 'Bai Guixiang', area: '911', card: ` ${number.toLowerCase()} ` }),
  )
  const resident: VisitingResident = { kind: 'resident', ...row, area: '/9/91/911', signedInBy: 'passkey', session: uuidv7() }
  await ask({ persons: [number], fields: ['born'] })
  const holders = [...ownHolders, cardHolder(accounts)]
  const rights = createRights(accounts, gate, holders, datasetNames)
  const { items, count } = await rights.looks(resident, { limit: 10, offset: 0 })
  assert.deepEqual([count, items.filter(({ by }) => by.name === recipient.name).length], [4, 3])
  const exported = (await rights.see(resident)).find(({ id }) => id === 'accesses')?.rows ?? []
  assert.equal(exported.filter(({ resource }) => String(resource).startsWith('dataset:')).length, 3)

  assert.equal((await entered()).length, 3)
  await erasePerson(pool, resident.id)
  assert.equal((await entered()).length, 1)
  assert.equal(
    (await rights.looks(resident, { limit: 10, offset: 0 })).items.some(({ by }) => by.name === recipient.name),
    false,
  )
})

test('an agreement about a dataset opens nothing else that is kept about a person', async () => {
  const { recipient } = await agreed()
  const row = await pool.transaction((tx) => saveResident(tx, { name: 'Somebody', area: '/9/91/911' }, now))
  assert.ok(row)
  const files = createFiles(accounts, gate, ownHolders)
  const opened = await files.open(recipient, {
    number: row.number,
    purpose: 'benefits',
    basis: 'agreement',
    category: 'personal',
  })
  assert.ok(!opened.ok)
})

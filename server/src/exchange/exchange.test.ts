/** Two departments with old systems of their own, a PostgreSQL and a MariaDB, and agreements between them, over HTTP alone. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { compactVerify, createRemoteJWKSet } from 'jose'
import * as client from 'openid-client'
import type { QueryAnswer, Terms, VisitingOfficer } from '#contract'
import {
  agreementGrants,
  createSigners,
  type Dataset,
  loadExchangeSecret,
  registerAgreements,
  type SystemSources,
  saveDataset,
} from '#exchange'
import { createHttp, createMetrics, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'
import {
  accountParts,
  createAccounts,
  createIdentity,
  createPeopleGate,
  enter,
  identifyRequests,
  keepCard,
  loadOperatorKey,
  openOauth,
  registerOauth,
  saveOfficer,
  saveResident,
} from '#trust'
import {
  addSystem,
  dataset,
  field,
  type OldSystem,
  oldPostgresql,
  postgresqlMissing,
  testKeyring,
  testSources,
} from './testing-exchange.ts'
import { mariadbMissing, type OldMariadb, oldMariadb } from './testing-mariadb.ts'

const skip = postgresqlMissing || (await mariadbMissing())
const pool = await testPool()
const folder = await mkdtemp(join(tmpdir(), 'datong-exchange-'))
const url = `http://localhost:${await freePort()}`
let now = new Date('2026-03-02T12:00:00Z')
const clock = () => now
const places: Readonly<Record<string, string>> = { '91': '/9/91', '911': '/9/91/911', '92': '/9/92' }
const keyring = testKeyring()
const key = await loadOperatorKey(folder)
const accounts = accountParts({
  pool,
  clock,
  key,
  keyring,
  carries: async () => false,
  isSecure: false,
  nodeName: 'Here',
  publicUrl: url,
  pathOf: async (code) => places[code],
})
const oauth = await openOauth(accounts, folder, async (_request, { code }) => code)
const people = createAccounts(accounts, oauth)
const sources: SystemSources = testSources(pool, keyring)
const region = {
  info: async () => undefined,
  area: async (code: string) =>
    places[code] === undefined ? undefined : ({ code, path: places[code], names: { en: code } } as never),
}
const parts = {
  accounts,
  gate: createPeopleGate(pool, { clock, findAgreements: agreementGrants }),
  region,
  sources,
  signers: createSigners(pool, await loadExchangeSecret(join(folder, 'exchange.key')), clock),
}
const app = createHttp({ logger: quiet, metrics: createMetrics() })
identifyRequests(app, createIdentity({ key, clock, isSecure: false, db: pool, findApp: oauth.findApp }))
registerOauth(app, oauth)
registerAgreements(app, parts)
await app.listen({ port: Number(new URL(url).port), host: 'localhost' })

let health: OldSystem
let civil: OldMariadb | undefined
before(async () => {
  if (postgresqlMissing) return
  health = await oldPostgresql()
  await health.pool.query(
    `create table insured (number text primary key, name text, born date, area text, income int, illness text)`,
  )
  await health.pool.query(`insert into insured values
    ('DEMO900001', 'Bai Guixiang', '1948-02-19', '911', 800, 'never'), ('DEMO900002', 'Lan Xiaozhou', '1992-04-11', '92', 5000, 'never')`)
  if (skip) return
  civil = await oldMariadb()
  await civil.query(
    'create table household (id_no varchar(20) primary key, members int, support varchar(20), area varchar(12), note text)',
  )
  await civil.query(
    `insert into household values ('DEMO900001', 4, 'minimum income', '911', 'never'), ('DEMO900002', 2, null, '92', 'never')`,
  )
})
after(async () => {
  await app.close()
  await sources.close()
  await health?.close()
  await civil?.close()
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

type Caller = { readonly who: VisitingOfficer; ask(method: string, path: string, body?: object): Promise<Reply> }
type Reply = { readonly status: number; readonly body: Record<string, unknown> & Partial<QueryAnswer> }

async function call(headers: Record<string, string>, method: string, path: string, body?: object): Promise<Reply> {
  const answer = await fetch(`${url}/exchange/v1${path}`, {
    method,
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Reply['body'] }
}

async function officer(department: string): Promise<Caller> {
  const who = {
    kind: 'officer' as const,
    id: uuidv7(),
    name: `Of ${department}`,
    department,
    roles: ['data-steward'],
    jurisdiction: ['/9'],
    session: uuidv7(),
  }
  const entered = await pool.transaction(async (tx) => {
    await saveOfficer(tx, who, now)
    return enter(
      accounts,
      tx,
      { kind: 'officer', owner: who.id, signedInBy: 'passkey' },
      { source: '192.0.2.1', device: 'Firefox' },
    )
  })
  const cookie = entered.ok ? (entered.cookie[0]?.split(';')[0] ?? '') : ''
  return { who, ask: (method, path, body) => call({ cookie }, method, path, body) }
}

type Given = { readonly data: Dataset; readonly owner: Caller; readonly recipient: Caller; readonly terms: Terms }

/** Publishes a dataset, and says what another department will ask of it. */
async function publish(
  spec: Parameters<typeof addSystem>[2],
  secret: string,
  draft: Omit<Parameters<typeof dataset>[0], 'system'>,
  terms: Partial<Terms>,
): Promise<Given> {
  const [owner, recipient] = [await officer(`owner ${uuidv7()}`), await officer(`recipient ${uuidv7()}`)]
  const data = dataset({
    ...draft,
    system: await addSystem(pool, keyring, spec, secret),
    department: owner.who.department,
    areaField: 'area',
  })
  await pool.transaction((tx) => saveDataset(tx, data, owner.who.id))
  const usual = {
    questions: [],
    people: { about: 'people who asked for support' },
    area: '/9/91',
    purposes: ['benefits'],
    legalBasis: 'Island act, § 4',
  }
  const limits = { perMinute: 20, perDay: 40 }
  return {
    data,
    owner,
    recipient,
    terms: { dataset: data.id, fields: [], ...usual, until: '2026-04-01T00:00:00Z', limits, ...terms },
  }
}

async function agree({ owner, recipient, terms }: Given): Promise<string> {
  const asked = await recipient.ask('POST', '/agreements', terms)
  assert.equal(asked.status, 201, JSON.stringify(asked.body))
  const id = String(asked.body.id)
  for (const [who, step] of [
    [owner, 'approval'],
    [owner, 'signature'],
    [recipient, 'signature'],
  ] as const)
    assert.equal((await who.ask('POST', `/agreements/${id}/${step}`, {})).status, 200)
  return id
}

const insured = () =>
  publish(
    health.spec,
    health.password,
    {
      identifier: 'number',
      source: { kind: 'table', schema: 'public', table: 'insured' },
      fields: [field('number'), field('name'), field('born', 'date'), field('area'), field('income', 'number'), field('illness')],
    },
    {
      fields: [
        { name: 'name', mask: 'whole' },
        { name: 'born', mask: 'year' },
      ],
      questions: [{ id: 'insured', titles: { en: 'Is the person insured?' }, condition: { test: 'listed' } }],
    },
  )

const household = () =>
  publish(
    civil?.spec ?? health.spec,
    civil?.password ?? '',
    {
      identifier: 'id_no',
      source: { kind: 'table', schema: 'registers', table: 'household' },
      fields: [field('id_no'), field('members', 'number'), field('support'), field('area'), field('note')],
    },
    {
      fields: [
        { name: 'members', mask: 'whole' },
        { name: 'support', mask: 'presence' },
      ],
      questions: [
        { id: 'large', titles: { en: 'Is it a large household?' }, condition: { test: 'at-least', field: 'members', value: 4 } },
      ],
    },
  )

const systems = [
  {
    name: 'a PostgreSQL',
    skip: postgresqlMissing,
    open: insured,
    ask: ['name', 'born'],
    told: { name: 'Bai Guixiang', born: '1948' },
    other: 'illness',
    question: 'insured',
  },
  {
    name: 'a MariaDB',
    skip,
    open: household,
    ask: ['members', 'support'],
    told: { members: 4, support: true },
    other: 'note',
    question: 'large',
  },
] as const

for (const one of systems) {
  test(`under an agreement ${one.name} of another department answers what was agreed, and nothing outside`, {
    skip: one.skip,
  }, async () => {
    const given = await one.open()
    const { owner, recipient } = given
    const id = await agree(given)
    const query = (wish: object, who = recipient) =>
      who.ask('POST', `/agreements/${id}/queries`, { persons: ['DEMO900001'], purpose: 'benefits', fields: one.ask, ...wish })
    const code = async (wish: object, who?: Caller) => {
      const { status, body } = await query(wish, who)
      assert.ok(body.answers === undefined, 'nothing is told with a refusal')
      return `${status} ${body.code}`
    }

    const listed = await query({ persons: ['DEMO900001', 'DEMO900002', 'DEMO900003'] })
    assert.equal(listed.status, 200, JSON.stringify(listed.body))
    assert.deepEqual(
      listed.body.answers?.map(({ outcome, rows }) => [outcome, rows]),
      [
        ['answered', [one.told]],
        ['nobody', undefined],
        ['nobody', undefined],
      ],
      'the second lives in another area',
    )
    const asked = await query({ fields: undefined, question: one.question })
    assert.deepEqual(asked.body.answers, [{ person: 'DEMO900001', outcome: 'answered', answer: 'yes' }])

    assert.equal(await code({ fields: [...one.ask, one.other] }), '403 other-field')
    assert.equal(await code({ area: '/9/92' }), '403 other-area')
    assert.equal(await code({ purpose: 'taxation' }), '403 other-purpose')
    assert.equal(await code({ fields: undefined, question: 'rich' }), '403 other-question')
    assert.equal(await code({}, owner), '403 other-recipient')
    assert.equal((await query({}, await officer('strangers'))).status, 404)
    assert.equal(
      await code({ persons: Array.from({ length: 17 }, (_, at) => `DEMO${at}`) }),
      '429 over-the-minute',
      'four of twenty were used',
    )
    const before = now
    now = given.terms.until as unknown as Date
    now = new Date(now)
    // The officer's session is over by then, so another signs in.
    assert.equal(await code({}, await officer(recipient.who.department)), '403 expired')
    now = before
    assert.equal((await owner.ask('POST', `/agreements/${id}/end`, { reason: 'Enough' })).status, 200)
    assert.equal(await code({}), '403 ended')

    const keys = createRemoteJWKSet(new URL(`${url}/exchange/v1/jwks`))
    for (const who of [owner, recipient]) {
      const { body } = await who.ask('GET', `/receipts?agreement=${id}`)
      const receipts = body.items as { request: string; receipt: string; persons: number }[]
      assert.deepEqual(receipts.map(({ persons }) => persons).sort(), [1, 3])
      for (const { request, receipt } of receipts) {
        const [signedAsk, signedAnswer] = [await compactVerify(request, keys), await compactVerify(receipt, keys)]
        assert.equal(JSON.parse(Buffer.from(signedAsk.payload).toString()).recipient, recipient.who.department)
        assert.equal(JSON.parse(Buffer.from(signedAnswer.payload).toString()).agreement, id)
      }
      const use = (await who.ask('GET', `/agreements/${id}/use`)).body as unknown as { refused: { why: { en: string } }[] }[]
      assert.ok(
        use
          .flatMap(({ refused }) => refused.map(({ why }) => why.en))
          .some((why) => /other|another|not in the agreement/.test(why)),
      )
    }
  })
}

test('a program that an officer registered asks for the department, with client credentials, until the officer leaves', {
  skip: postgresqlMissing,
}, async () => {
  const given = await insured()
  const { recipient } = given
  const id = await agree(given)
  const register = async (scopes: string[]) => {
    const made = await people.apps.register(recipient.who, {
      name: 'Support system',
      about: 'Asks for us',
      kind: 'service',
      redirectUris: [],
      scopes,
    })
    assert.ok(made.ok && made.secret)
    const config = await client.discovery(new URL(`${url}/oauth`), made.id, undefined, client.ClientSecretBasic(made.secret), {
      execute: [client.allowInsecureRequests],
    })
    const { access_token } = await client.clientCredentialsGrant(config, { scope: scopes.join(' ') })
    return (path: string, body?: object) => call({ authorization: `Bearer ${access_token}` }, body ? 'POST' : 'GET', path, body)
  }
  const wish = { persons: ['DEMO900001'], purpose: 'benefits', fields: ['born'] }
  const resident = uuidv7()
  const card = keepCard(accounts, resident, 'DEMO900001')
  await pool.transaction((tx) => saveResident(tx, { id: resident, name: 'Bai Guixiang', area: '/9/91/911', card }, now))
  const ask = await register(['exchange'])
  const answered = await ask(`/agreements/${id}/queries`, wish)
  assert.deepEqual(answered.body.answers, [{ person: 'DEMO900001', outcome: 'answered', rows: [{ born: '1948' }] }])
  assert.equal((await ask('/receipts')).body.count, 1)
  const looks = await pool.query('select actor_kind, decision, reason from trust.record where subjects = array[$1]', [resident])
  assert.deepEqual(
    looks,
    [{ actor_kind: 'app', decision: 'allow', reason: 'agreement' }],
    'the gate let it, and the person sees it',
  )
  assert.equal((await ask(`/agreements/${id}`)).body.state, 'active')
  assert.equal((await ask(`/agreements/${id}/end`, { reason: 'By a program' })).status, 403, 'what is agreed is for officers')
  const other = await register(['context:internal'])
  assert.equal((await other(`/agreements/${id}/queries`, wish)).status, 403, 'a program without the scope')
  await pool.query('update trust.officer set ended_at = $2 where id = $1', [recipient.who.id, now])
  assert.equal((await ask(`/agreements/${id}/queries`, wish)).status, 403)
})

test('what is sent wrongly is told, and nobody in particular gets anything', { skip: postgresqlMissing }, async () => {
  const { recipient, terms } = await insured()
  assert.equal((await call({}, 'GET', '/agreements')).status, 401)
  assert.equal((await call({}, 'POST', '/agreements/x/queries', { persons: ['1'], purpose: 'benefits' })).status, 401)
  assert.equal((await recipient.ask('POST', '/agreements', { ...terms, more: 1 })).status, 400)
  assert.equal((await recipient.ask('POST', '/agreements', { ...terms, until: 'soon' })).status, 400)
  const wrong = await recipient.ask('POST', '/agreements', { ...terms, fields: [{ name: 'salary', mask: 'whole' }] })
  assert.deepEqual(
    (wrong.body.faults as { pointer: string }[]).map(({ pointer }) => pointer),
    ['/fields/0'],
  )
  assert.equal((await recipient.ask('POST', '/agreements/nothing/signature', {})).status, 404)
  assert.equal((await recipient.ask('GET', '/receipts/nothing')).status, 404)
})

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type RouteName, readConfig } from '#kernel'
import { quiet } from '#testing'
import { createDatabase, type OwnDatabase } from '../../tools/database.ts'
import { type RunningNode, startNode } from './index.ts'

const postgres = process.env.TEST_DATABASE_URL
const folder = await mkdtemp(join(tmpdir(), 'datong-routes-'))
let database: (OwnDatabase & { readonly url: string }) | undefined
let node: RunningNode

before(async () => {
  database = postgres ? await createDatabase(postgres) : undefined
  const env = { PORT: '0', MQTT_PORT: '0', DATA_DIR: folder, RATE_LIMIT: '0', ...(database && { DATABASE_URL: database.url }) }
  node = await startNode(readConfig(env, ['--no-demo']), { logger: quiet, say: () => undefined })
})
after(async () => {
  await node.stop()
  await database?.dispose()
  await rm(folder, { recursive: true, force: true })
})

const whole = 'for whoever watches over the node; it tells of nobody'
const openData = 'open data, about places and things'
const pages = 'a page for everybody, of open data'
const publicProof = 'hashes and signatures, by which anybody checks that no record is gone'
const entering = 'how one signs in; a wrong answer is told as such'

/** Everything that answers nobody in particular, and why it may. HEAD goes with GET; a star stands for whatever follows. */
const open: Readonly<Record<string, string>> = {
  'GET /healthz': whole,
  'GET /readyz': whole,
  'GET /metrics': whole,
  'GET /openapi.json': 'the description of the interfaces',
  'GET /region/v1*': openData,
  'GET /insight/v1/parking/:id/forecast': openData,
  'GET /equity/v1*': 'measures, plans and scenarios: from views in which there is no person',
  'PATCH /ngsi-ld/v1/entities': 'says that an id is missing',
  'PUT /ngsi-ld/v1/entities': 'says that an id is missing',
  'GET /ngsi-ld/v1/jsonldContexts/:id': 'names of terms, which readers of open data need',
  'GET /ngsi-ld/v1/info/sourceIdentity': 'what the node calls itself',
  'POST /ngsi-ld/v1/relays/:line/:token': 'a source reports what was asked of it, with the token it was given',
  'GET /assets/*': 'style and script of the pages',
  'GET /': pages,
  'GET /area/:code': pages,
  'GET /facilities': pages,
  'GET /parking': pages,
  'GET /parking/:id': pages,
  'GET /environment': pages,
  'GET /environment/:id': pages,
  'GET /gap': pages,
  'GET /gap/week': pages,
  'GET /about': pages,
  'GET /about/interfaces': pages,
  'GET /planning*': 'measures, plans and scenarios: from views in which there is no person',
  'GET /exchange/v1/catalogue': 'what departments have, and nothing of where it lies or what is in it',
  'GET /trust/checkpoints': publicProof,
  'GET /trust/laws': 'the laws by which departments look at people: whoever is looked at may read them',
  'GET /trust/v1/witnessed': publicProof,
  'POST /trust/v1/witness/add-checkpoint': 'another node shows a checkpoint of a log, which its signature vouches for',
  'GET /trust/v1/checkpoint*': publicProof,
  'GET /trust/v1/keys': publicProof,
  'GET /trust/v1/proofs/*': publicProof,
  'GET /trust/v1/tile/*': publicProof,
  'GET /exchange/v1/jwks': 'public keys, by which anybody verifies receipts of departments',
  'GET /live': 'what changed of open data',
  'GET /preferences': 'a choice of the reader, kept in their browser',
  'POST /place': 'a choice of the reader, kept in their browser',
  'GET /integrators/sign-in': entering,
  'POST /integrators/sign-in': entering,
  'GET /sign-in': entering,
  'POST /sign-in': entering,
  'GET /sign-in/code': entering,
  'POST /sign-in/code': entering,
  'GET /sign-in/paper': entering,
  'POST /sign-in/paper': entering,
  'GET /sign-in/openid*': entering,
  'POST /sign-in/openid/new': entering,
  'GET /oauth/*': 'the OpenID provider, which asks apps and people itself',
  'POST /oauth/*': 'the OpenID provider, which asks apps and people itself',
  'GET /account/new': entering,
  'POST /account/new': entering,
  'GET /officers/join/:token': entering,
  'POST /officers/join/:token': entering,
  'GET /demo/people': 'the made-up people of the made-up region, on loopback; elsewhere it is not there',
  'POST /demo/people': 'the made-up people of the made-up region, on loopback; elsewhere it is not there',
  'POST /account/sign-out': 'ends the session of whoever sends it',
  'POST /integrators/sign-out': 'ends the session of whoever sends it',
  'POST /account/delegations/stop': 'ends what the session of whoever sends it does for another',
  'POST /help/end': 'ends what the session of whoever sends it does for another',
}

const entryOf = (route: RouteName) => {
  const name = nameOf(route)
  return Object.keys(open).find((entry) => entry === name || (entry.endsWith('*') && name.startsWith(entry.slice(0, -1))))
}

const nameOf = ({ method, url }: RouteName) => `${method === 'HEAD' ? 'GET' : method} ${url}`

const person = { id: 'urn:ngsi-ld:Person:somebody', type: 'Person' }
const told = {
  type: 'Subscription',
  entities: [{ type: 'Person' }],
  notification: { endpoint: { uri: 'https://receiver.example/' } },
}
const query = { type: 'Query', entities: [{ type: 'Person' }] }

/** What a request needs to be understood before anybody is asked whether it may. */
const samples: Readonly<Record<string, { readonly body?: object; readonly query?: string }>> = {
  'PUT /context/v1/copies': { query: '?url=https://a.example/c.jsonld', body: { '@context': {} } },
  'DELETE /context/v1/copies': { query: '?url=https://a.example/c.jsonld' },
  'POST /ngsi-ld/v1/entities': { body: person },
  'PUT /ngsi-ld/v1/entities/:id': { body: person },
  'POST /ngsi-ld/v1/entityOperations/create': { body: [person] },
  'POST /ngsi-ld/v1/entityOperations/upsert': { body: [person] },
  'POST /ngsi-ld/v1/entityOperations/update': { body: [person] },
  'POST /ngsi-ld/v1/entityOperations/merge': { body: [person] },
  'POST /ngsi-ld/v1/entityOperations/delete': { body: [person.id] },
  'GET /ngsi-ld/v1/entities': { query: '?type=Person' },
  'DELETE /ngsi-ld/v1/entities': { query: '?type=Person' },
  'POST /ngsi-ld/v1/entityOperations/query': { body: query },
  'POST /ngsi-ld/v1/entityMaps': { body: query },
  'GET /ngsi-ld/v1/temporal/entities': { query: '?type=Person&timerel=after&timeAt=2026-01-01T00:00:00Z' },
  'POST /ngsi-ld/v1/temporal/entityOperations/query': {
    body: { ...query, temporalQ: { timerel: 'after', timeAt: '2026-01-01T00:00:00Z' } },
  },
  'POST /ngsi-ld/v1/temporal/entities': { body: person },
  'POST /ngsi-ld/v1/subscriptions': { body: told },
  'POST /ngsi-ld/v1/csourceSubscriptions': { body: told },
}

const isForPrograms = (url: string) => /^\/(ngsi-ld|context|perception|region|insight|equity|exchange\/v1|trust\/v1)\//.test(url)

/** Forms bring the token that a page gave them, so that it is not for want of it that they are refused. */
async function formToken() {
  const page = await fetch(`${node.url}/sign-in`)
  const cookie = page.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const token = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? ''
  return { cookie, body: `_csrf=${encodeURIComponent(token)}` }
}

async function askAsNobody(route: RouteName, form: { readonly cookie: string; readonly body: string }) {
  const { method, url } = route
  const sample = samples[nameOf(route)]
  const path = url.replace(/:\w+/g, 'urn:ngsi-ld:Person:somebody').replace('*', 'nothing')
  const hasBody = method !== 'GET' && method !== 'HEAD' && method !== 'DELETE'
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(sample?.body ?? {}) }
  const filled = { headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: form.cookie }, body: form.body }
  const answer = await fetch(`${node.url}${path}${sample?.query ?? ''}`, {
    method,
    redirect: 'manual',
    ...(hasBody && (isForPrograms(url) ? json : filled)),
  })
  await answer.arrayBuffer()
  return answer
}

const isRefused = ({ status, headers }: Response) =>
  status === 401 || status === 403 || (status === 303 && /\/sign-in(\?|$)/.test(headers.get('location') ?? ''))

test('every route and page refuses nobody in particular, unless it is on the list of those that are open, with the reason', async () => {
  const form = await formToken()
  const answered: string[] = []
  for (const route of node.routes) {
    if (entryOf(route) !== undefined || route.method === 'HEAD' || route.method === 'OPTIONS') continue
    const answer = await askAsNobody(route, form)
    if (!isRefused(answer)) answered.push(`${route.method} ${route.url}: ${answer.status}`)
  }
  assert.deepEqual(answered, [])
  const used = new Set(node.routes.map(entryOf))
  const gone = Object.keys(open).filter((entry) => !used.has(entry))
  assert.deepEqual(gone, [], 'what is listed as open is there')
})

test('every answer, from whichever route, forbids guessing its type, framing it, and script that is not of this site', async () => {
  const form = await formToken()
  for (const route of node.routes) {
    // The stream of live values has no end to wait for; its headers come from the same place as those of the pages.
    if (route.method !== 'GET' || route.url === '/live') continue
    const { headers } = await askAsNobody(route, form)
    assert.equal(headers.get('x-content-type-options'), 'nosniff', route.url)
    const policy = headers.get('content-security-policy') ?? ''
    for (const directive of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      assert.ok(policy.includes(directive), `${route.url}: ${directive}`)
    assert.doesNotMatch(policy, /unsafe/, route.url)
  }
})

test('no body of an interface can say what its schema does not name', async () => {
  const { paths } = (await (await fetch(`${node.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>
  }
  const loose = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema
      return schema?.type !== 'object' || isDocument(path) || schema.additionalProperties === false ? [] : [`${method} ${path}`]
    }),
  )
  assert.deepEqual(loose, [])
})

/** Whose members are the sender's own words: entities, and contexts. */
const isDocument = (path: string) => path.startsWith('/ngsi-ld/') || path === '/context/v1/copies'

type Operation = {
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly schema?: { readonly type?: string; readonly additionalProperties?: boolean } }>
    >
  }
}

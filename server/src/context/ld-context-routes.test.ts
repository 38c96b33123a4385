import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type ContextOptions, registerContext, startWriter, type Writer } from '#context'
import { type App, createHttp, createMetrics, type Pool, uuidv7 } from '#kernel'
import { quiet, testPool, until } from '#testing'

const publicUrl = 'https://city.example'
const clock = () => new Date()
let pool: Pool
let writer: Writer
let app: App
let web: Server
/** What the web serves, and what it was asked for. */
const pages = new Map<string, string>()
const asked: string[] = []

const open = (options: Partial<ContextOptions> = {}) => {
  const opened = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(opened, { pool, writer, clock, logger: quiet, may: () => undefined, publicUrl, ...options })
  return opened
}

before(async () => {
  pool = await testPool()
  writer = startWriter(pool, { clock, logger: quiet })
  web = createServer((request, response) => {
    asked.push(request.url ?? '')
    const page = pages.get(request.url ?? '')
    setTimeout(() => response.writeHead(page === undefined ? 404 : 200).end(page), 30)
  })
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  app = open({ allowPrivateHosts: true })
  await app.ready()
})
after(async () => {
  await app.close()
  await writer.stop()
  web.close()
})

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

async function call(method: Method, path: string, payload?: unknown, on = app, headers: Record<string, string> = {}) {
  const url = path.startsWith('/') ? path : `/ngsi-ld/v1/${path}`
  const response = await on.inject({
    method,
    url,
    headers: { ...(payload !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(payload !== undefined && { payload: JSON.stringify(payload) }),
  })
  const { statusCode: status, payload: text } = response
  return { status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
}

const stored = (id: string, query = '') => `jsonldContexts/${encodeURIComponent(id)}${query}`
const details = (id: string) => call('GET', stored(id, '?details=true'))
const publish = (context: unknown, path = `/${uuidv7()}`) => {
  pages.set(path, JSON.stringify({ '@context': context }))
  return `http://127.0.0.1:${(web.address() as AddressInfo).port}${path}`
}
const timesAsked = (url: string) => asked.filter((path) => url.endsWith(path)).length

/** Writes an entity whose type is read by an @context, and tells its IRI. */
async function typeUnder(context: unknown, on = app): Promise<string | number> {
  const id = `urn:ngsi-ld:Thing:${uuidv7()}`
  const body = { id, type: 'T', '@context': context }
  const { status } = await call('POST', 'entities', body, on, { 'content-type': 'application/ld+json' })
  if (status !== 201) return status
  return (await call('GET', `entities/${id}`, undefined, on)).body.type
}

test('a client hosts an @context here, by which documents are read until it is deleted', async () => {
  const context = { T: 'https://a.example/T' }
  const { status, headers } = await call('POST', 'jsonldContexts', { '@context': context })
  assert.equal(status, 201)
  const id = String(headers.location).split('/').at(-1) ?? ''
  const url = publicUrl + headers.location
  assert.deepEqual((await call('GET', stored(id))).body, { '@context': context })
  assert.equal(await typeUnder(url), 'https://a.example/T')
  assert.equal(await typeUnder(`http://behind.a.proxy/broker${headers.location}`), 'https://a.example/T')
  const { body } = await details(id)
  assert.deepEqual([body.URL, body.localId, body.kind, body.numberOfHits], [url, id, 'Hosted', 3])
  assert.ok(body.createdAt && body.lastUsage)
  assert.ok((await call('GET', 'jsonldContexts?kind=Hosted')).body.includes(url))
  assert.equal((await call('GET', 'jsonldContexts?kind=Cached')).body.includes(url), false)
  assert.equal((await call('DELETE', stored(id, '?reload=true'))).status, 400)
  assert.equal((await call('DELETE', stored(id))).status, 204)
  assert.equal((await call('GET', stored(id))).status, 404)
  for (const [document, status] of [
    [{ T: 'https://a.example/T' }, 400],
    [{ '@context': 5 }, 400],
    [[], 400],
  ] as const)
    assert.equal((await call('POST', 'jsonldContexts', document)).status, status)
  assert.equal((await call('GET', 'jsonldContexts?kind=Other')).status, 400)
})

test('a remote @context is fetched once, by however many, kept when the web is gone, and fetched again on demand', async () => {
  const part = publish({ T: 'https://b.example/one' }, '/part')
  const url = publish(['part', { U: 'https://b.example/U' }])
  assert.deepEqual(
    await Promise.all([1, 2, 3].map(() => typeUnder(url))),
    [1, 2, 3].map(() => 'https://b.example/one'),
  )
  assert.deepEqual([timesAsked(url), timesAsked(part)], [1, 1])
  assert.equal((await details(url)).body.kind, 'Cached')
  assert.equal((await call('GET', stored(url))).status, 422, 'it is served where it comes from')

  publish({ T: 'https://b.example/two' }, '/part')
  const other = open({ allowPrivateHosts: true })
  assert.equal(await typeUnder(url, other), 'https://b.example/one')
  assert.equal((await call('DELETE', stored(part, '?reload=true'))).status, 204)
  assert.equal(await typeUnder(url), 'https://b.example/two')
  await until(async () => (await typeUnder(url, other)) === 'https://b.example/two', 'another process learned of it')
  await other.close()

  pages.delete('/part')
  assert.equal((await call('DELETE', stored(part, '?reload=true'))).status, 503)
  assert.equal(await typeUnder([part]), 'https://b.example/two', 'what was known stays')
  assert.equal((await call('DELETE', stored(part))).status, 204)
  assert.equal(await typeUnder([part, 'https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld']), 503)
  const before = timesAsked(part)
  assert.equal(await typeUnder([part, {}]), 503)
  assert.equal(timesAsked(part), before, 'a failure is remembered for a while')
})

test('a node fetches from the hosts that it may, and only what is an @context of bearable size', async () => {
  const url = publish({ T: 'https://c.example/T' })
  const far = open()
  assert.equal(await typeUnder(url, far), 503, 'private')
  const choosy = open({ allowPrivateHosts: true, contextHosts: ['*.example', 'a.example'] })
  assert.equal(await typeUnder(url, choosy), 503, 'not on the list')
  await Promise.all([far.close(), choosy.close()])
  assert.equal(await typeUnder(url), 'https://c.example/T')
  assert.equal(await typeUnder(publish({ T: 'x'.repeat(3_000_000) })), 503)
  pages.set('/empty', '{}')
  assert.equal(await typeUnder(publish('empty')), 503)
  assert.equal(await typeUnder('ftp://a.example/context'), 400)
  const loop = '/loop'
  assert.equal(await typeUnder(publish(loop, loop)), 400)
  assert.equal(await typeUnder(publish(Array.from({ length: 60 }, () => publish({})))), 400, 'too many parts')
})

test('a copy that an operator brings stands in for the network, also after the @context was deleted', async () => {
  const url = `https://away.invalid/${uuidv7()}`
  const address = `/context/v1/copies?${new URLSearchParams({ url })}`
  const copy = { '@context': { T: 'https://d.example/T' } }
  assert.equal((await call('PUT', address, copy)).status, 204)
  assert.ok((await call('GET', '/context/v1/copies')).body.copies.some((one: { url: string }) => one.url === url))
  assert.equal(await typeUnder(url), 'https://d.example/T')
  assert.equal((await call('DELETE', stored(url))).status, 204)
  assert.equal(await typeUnder(url), 'https://d.example/T')
  assert.equal((await call('PUT', address, { '@context': { T: 'https://d.example/other' } })).status, 204)
  assert.equal(await typeUnder([url]), 'https://d.example/other')
  assert.equal((await call('DELETE', address)).status, 204)
  assert.equal((await call('DELETE', address)).status, 404)
  assert.equal((await call('PUT', '/context/v1/copies?url=nowhere', copy)).status, 400)
})

test('the @context within a subscription gets an address, which outlives the subscription', async () => {
  const context = [{ T: `https://e.example/${uuidv7()}` }]
  const id = `urn:ngsi-ld:Subscription:${uuidv7()}`
  const notification = { endpoint: { uri: 'http://127.0.0.1:9/' } }
  const body = { id, type: 'Subscription', entities: [{ type: 'T' }], notification, '@context': context }
  const created = await call('POST', 'subscriptions', body, app, { 'content-type': 'application/ld+json' })
  assert.equal(created.status, 201)
  const { jsonldContext } = (await call('GET', `subscriptions/${id}`)).body
  assert.ok(jsonldContext.startsWith(`${publicUrl}/ngsi-ld/v1/jsonldContexts/`))
  assert.equal((await call('DELETE', `subscriptions/${id}`)).status, 204)
  const local = jsonldContext.split('/').at(-1)
  assert.deepEqual((await call('GET', stored(local))).body, { '@context': context })
  assert.equal((await details(local)).body.kind, 'ImplicitlyCreated')
  assert.equal(await typeUnder(jsonldContext), context[0]?.T)
})

test('the core @contexts of all versions are built in and stay', async () => {
  for (const version of ['', '-v1.3', '-v1.6', '-v1.8', '-v1.9']) {
    const url = `https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context${version}.jsonld`
    assert.equal((await details(url)).body.kind, 'Cached')
    assert.equal((await call('DELETE', stored(url))).status, 400)
    assert.equal((await call('DELETE', stored(url, '?reload=true'))).status, 204)
    assert.equal(await typeUnder(url), 'T')
  }
  assert.equal((await call('DELETE', stored('nothing'))).status, 404)
  assert.equal((await call('DELETE', stored('nothing', '?reload=true'))).status, 400)
})

test('a node tells other brokers who it is, for each tenant by itself', async () => {
  const named = open({ alias: 'city' })
  const { body } = await call('GET', 'info/sourceIdentity', undefined, named)
  assert.deepEqual([body.type, body.contextSourceAlias], ['ContextSourceIdentity', 'city'])
  assert.match(body.contextSourceUptime, /^P0DT0H0M\d+S$/)
  assert.ok(Math.abs(Date.parse(body.contextSourceTimeAt) - Date.now()) < 10_000)
  const school = await call('GET', 'info/sourceIdentity', undefined, named, { 'ngsild-tenant': 'school' })
  assert.notEqual(school.body.contextSourceAlias, body.contextSourceAlias)
  await named.close()
})

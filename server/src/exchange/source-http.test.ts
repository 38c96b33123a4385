import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { after, before, test } from 'node:test'
import type { SourceAway, SystemSources } from '#exchange'
import type { Pool } from '#kernel'
import { testPool } from '#testing'
import { addSystem, dataset, field, testKeyring, testSources } from './testing-exchange.ts'

const keyring = testKeyring()
let pool: Pool
let sources: SystemSources
let server: Server
let url: string
const asked: string[] = []

/** An old interface, with rows where one would not look for them. */
before(async () => {
  pool = await testPool()
  sources = testSources(pool, keyring)
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    if (request.headers['x-key'] !== 'made-up-token') return response.writeHead(401).end()
    const who = decodeURIComponent(/^\/api\/people\/([^/?]+)\?full=1$/.exec(request.url ?? '')?.[1] ?? '')
    if (who === 'SLOW') return
    if (who === 'BROKEN') return response.end('<html>')
    if (who === 'FAILING') return response.writeHead(500).end()
    if (!who.startsWith('DEMO')) return response.writeHead(404).end()
    response.end(JSON.stringify({ result: { person: { no: who, full_name: 'Reed', BORN: '1948-02-19', secret: 'never' } } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}/api/`
})
after(async () => {
  await sources.close()
  server.closeAllConnections()
  server.close()
})

const rows = 'result.person.{"id": no, "name": full_name, "born": BORN, "secret": secret}'

async function open(change: { rows?: string; path?: string; token?: string } = {}) {
  const { path = 'people/{identifier}?full=1', token = 'made-up-token' } = change
  const system = await addSystem(pool, keyring, { kind: 'http', url, header: 'X-Key' }, token)
  const source = { kind: 'request', path, rows: change.rows ?? rows, example: 'DEMO000000' } as const
  return sources.open(dataset({ system, source, identifier: 'id', fields: [field('id'), field('name'), field('born', 'date')] }))
}

const trouble = (expected: string) => (error: SourceAway) => {
  assert.equal(error.trouble, expected)
  assert.doesNotMatch(JSON.stringify(error.faults) + error.message, /made-up-token|127\.0\.0\.1/)
  return true
}

test('an interface is asked person by person, and its answer is read where an expression finds the rows', async () => {
  const source = await open()
  const people = ['DEMO000001', 'nobody', 'DEMO000002', 'DEMO 3/../4', 'x', 'y']
  assert.deepEqual(await source.find({ identifiers: people, fields: ['id', 'born'] }), [
    { id: 'DEMO000001', born: '1948-02-19' },
    { id: 'DEMO000002', born: '1948-02-19' },
    { id: 'DEMO 3/../4', born: '1948-02-19' },
  ])
  assert.ok(
    asked.every((path) => /^\/api\/people\/[^/]+$/.test(path)),
    'an identifier stays one part of the path',
  )
  assert.deepEqual(
    (await source.describe()).map(({ name, kind }) => `${name}: ${kind}`),
    ['id: text', 'name: text', 'born: date', 'secret: text'],
  )
})

test('an interface that does not answer as it should says why', async () => {
  const find = async (identifier: string, change = {}) =>
    (await open(change)).find({ identifiers: [identifier], fields: ['name'], signal: AbortSignal.timeout(500) })
  await assert.rejects(find('DEMO000001', { token: 'wrong' }), trouble('password-refused'))
  await assert.rejects(find('BROKEN'), trouble('unreadable'))
  await assert.rejects(find('FAILING'), trouble('unreadable'))
  await assert.rejects(find('SLOW'), trouble('too-slow'))
  await assert.rejects(find('DEMO000001', { rows: 'result.person.no' }), trouble('unreadable'))
  await assert.rejects(find('DEMO000001', { rows: '(' }), trouble('unreadable'))
  await assert.rejects(find('DEMO000001', { rows: '($f := function($n) { $f($n + 1) }; $f(1))' }), trouble('unreadable'))
  await assert.rejects(find('DEMO000001', { rows: '($f := function($n) { 1 + $f($n + 1) }; $f(1))' }), trouble('unreadable'))
})

test('an interface at a private address is asked only where an operator has allowed it', async () => {
  const spec = { kind: 'http', url: url.replace('127.0.0.1', 'localhost'), header: 'X-Key' } as const
  await assert.rejects(sources.attempt({ department: 'civil', spec }, 'made-up-token'), trouble('private-address'))
  await sources.attempt({ department: 'civil', spec: { ...spec, url } }, 'made-up-token')
  await assert.rejects(sources.attempt({ department: 'civil', spec: { ...spec, url } }, 'wrong'), trouble('password-refused'))
})

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { registerContext, startWriter } from '#context'
import { connect, createMetrics, type Pool, readConfig } from '#kernel'
import { quiet, testPool } from '#testing'
import { createIdentity, type OperatorKey } from '#trust'
import { createApp } from './app.ts'

const brokenPool = connect({ url: 'postgres://nobody@127.0.0.1:1/nothing' }, () => undefined)
after(() => brokenPool.close())

const key = 'k'.repeat(43) as OperatorKey

const appWith = async (pool: Pool, { isReady = true, limit = 3, publicUrl = '' } = {}) =>
  createApp({
    config: readConfig({ RATE_LIMIT: String(limit), PUBLIC_URL: publicUrl }, []),
    version: '0',
    logger: quiet,
    metrics: createMetrics(),
    pool,
    isReady: () => isReady,
    identity: createIdentity({ key, clock: () => new Date(), isSecure: false }),
  })

test('a node is alive, and ready when it has started and its database answers', async () => {
  const app = await appWith(await testPool())
  assert.equal((await app.inject('/healthz')).statusCode, 200)
  assert.equal((await app.inject('/readyz')).statusCode, 200)
  const starting = await appWith(await testPool(), { isReady: false })
  assert.equal((await starting.inject('/healthz')).statusCode, 200)
  assert.equal((await starting.inject('/readyz')).statusCode, 503)
  const cutOff = await (await appWith(brokenPool)).inject('/readyz')
  assert.equal(cutOff.statusCode, 503)
  assert.deepEqual(cutOff.json(), { status: 'the database does not answer' })
})

test('metrics count the requests by route and status', async () => {
  const app = await appWith(await testPool())
  await app.inject('/openapi.json')
  const { headers, body } = await app.inject('/metrics')
  assert.match(String(headers['content-type']), /^text\/plain/)
  assert.match(body, /datong_http_request_seconds_count\{method="GET",route="\/openapi\.json",status="200"\} 1/)
  assert.match(body, /process_cpu_seconds_total/)
})

test('who asks too often is told when to come back, in problem details; who is known by a key, and probes, are not counted', async () => {
  const app = await appWith(await testPool(), { limit: 3 })
  const ask = (headers = {}) => app.inject({ url: '/openapi.json', headers })
  for (let i = 0; i < 3; i++) assert.equal((await ask()).statusCode, 200)
  const answer = await ask()
  assert.equal(answer.statusCode, 429)
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
  assert.equal(answer.json().code, 'too-busy')
  assert.ok(Number(answer.headers['retry-after']) > 0)
  assert.equal((await ask({ authorization: `Bearer ${key}` })).statusCode, 200)
  assert.equal((await app.inject('/healthz')).statusCode, 200)
})

test('every answer forbids guessing its type and being framed; over HTTPS browsers are told to stay there', async () => {
  const pool = await testPool()
  const app = await appWith(pool)
  const { headers } = await app.inject('/healthz')
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.match(String(headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/)
  assert.equal(headers['strict-transport-security'], undefined, 'on a plain line it would lock people out')
  const secure = await appWith(pool, { publicUrl: 'https://datong.example' })
  const sent = String((await secure.inject('/nothing')).headers['strict-transport-security'])
  assert.ok(Number(/max-age=(\d+)/.exec(sent)?.[1]) >= 31_536_000)
  assert.match(sent, /includeSubDomains/)
})

test('behind a proxy on the same machine each of its clients is counted by itself', async () => {
  const app = await appWith(await testPool(), { limit: 1 })
  const from = async (client: string) =>
    (await app.inject({ url: '/openapi.json', headers: { 'x-forwarded-for': client } })).statusCode
  assert.deepEqual([await from('192.0.2.1'), await from('192.0.2.1'), await from('192.0.2.2')], [200, 429, 200])
})

type Described = {
  summary?: string
  parameters?: { name: string; in: string; description?: string }[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { description?: string; content?: Record<string, { schema: { $ref?: string } }> }>
}

test('the OpenAPI document tells of every NGSI-LD operation what it takes, what it answers, and how it refuses', async () => {
  const pool = await testPool()
  const writer = startWriter(pool, { clock: () => new Date(), logger: quiet })
  const app = await appWith(pool)
  registerContext(app, { pool, writer, clock: () => new Date(), logger: quiet, may: () => undefined })
  await app.ready()
  const { paths, components } = (await app.inject('/openapi.json')).json()
  const takesBody = (method: string) => ['post', 'put', 'patch'].includes(method)
  const told = Object.entries<Record<string, Described>>(paths)
    .filter(([path]) => path.startsWith('/ngsi-ld/v1/'))
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ method, path, operation })))
  assert.ok(told.length > 30)
  const missing = told.flatMap(({ method, path, operation }) => {
    const { summary, parameters = [], requestBody, responses } = operation
    const statuses = Object.keys(responses).map(Number)
    const isProblem = ([status, { content = {} }]: [string, Described['responses'][string]]) =>
      Number(status) < 400 || content['application/json']?.schema.$ref === '#/components/schemas/ProblemDetails'
    const wanted: [string, boolean][] = [
      ['a summary', summary !== undefined],
      ...parameters.map(({ name, description }): [string, boolean] => [`what ${name} means`, description !== undefined]),
      ['NGSILD-Tenant', parameters.some(({ name }) => name === 'NGSILD-Tenant')],
      ['its body, or that it has none', (requestBody !== undefined) === takesBody(method)],
      ['what it answers', statuses.some((status) => status < 300) && statuses.includes(400)],
      ['what each status means', Object.values(responses).every(({ description }) => description)],
      ['that it refuses with problem details', Object.entries(responses).every(isProblem)],
    ]
    return wanted.flatMap(([what, isThere]) => (isThere ? [] : [`${method.toUpperCase()} ${path}: ${what}`]))
  })
  assert.deepEqual(missing, [], 'context/api-operations.ts and the schemas of the routes say all of it')
  const used = new Set(JSON.stringify(paths).match(/#\/components\/schemas\/[\w-]+/g))
  for (const reference of used) assert.ok(components.schemas[reference.split('/').at(-1) ?? ''], `${reference} is there`)
  for (const name of ['Entity', 'Subscription', 'Registration', 'Query']) assert.ok(components.schemas[name].examples, name)
  await app.close()
  await writer.stop()
})

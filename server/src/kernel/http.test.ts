import assert from 'node:assert/strict'
import { connect as connectTo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import Type from 'typebox'
import { Conflict, createHttp, createMetrics, Invalid, TooBusy, Unsupported } from '#kernel'
import { quiet } from '#testing'

const app = createHttp({
  logger: quiet,
  metrics: createMetrics(),
  renderProblem: async (_request, problem) => {
    if (problem.status === 429) throw new Error('the page has a bug')
    return problem.status === 409 ? `<p>${problem.detail}</p>` : undefined
  },
})
app.get(
  '/number',
  { schema: { querystring: Type.Object({ n: Type.Integer({ minimum: 1 }) }) } },
  async (request) => request.query,
)
app.get('/bug', async () => {
  throw new Error('the secret path of a file')
})
app.get('/busy', async () => {
  throw new TooBusy('The store is slow.', 3)
})
app.get('/conflict', async () => {
  throw new Conflict('It is there already.')
})
app.post('/faulty', async () => {
  throw new Invalid('The table has a fault.', [{ pointer: 'line 2', message: 'has no name', fix: 'give it one' }])
})

test('what a client sent wrong is answered with problem details that say where', async () => {
  const answer = await app.inject('/number?n=0')
  assert.equal(answer.statusCode, 400)
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/)
  assert.equal(answer.json().faults[0].pointer, '/n')
  const faulty = await app.inject({ method: 'POST', url: '/faulty' })
  assert.deepEqual(faulty.json().faults, [{ pointer: 'line 2', message: 'has no name', fix: 'give it one' }])
  assert.equal(
    (await app.inject({ method: 'POST', url: '/faulty', body: '{', headers: { 'content-type': 'application/json' } })).statusCode,
    400,
  )
})

test('a bug is answered with a bare 500', async () => {
  const answer = await app.inject('/bug')
  assert.equal(answer.statusCode, 500)
  assert.doesNotMatch(answer.body, /secret/)
})

test('who comes too early is told when to come back', async () => {
  const answer = await app.inject('/busy')
  assert.equal(answer.statusCode, 429)
  assert.equal(answer.headers['retry-after'], '3')
})

test('a browser gets a page where there is one, a program problem details', async () => {
  const page = await app.inject({ url: '/conflict', headers: { accept: 'text/html' } })
  assert.equal(page.body, '<p>It is there already.</p>')
  assert.equal((await app.inject('/conflict')).json().code, 'conflict')
  assert.equal((await app.inject({ url: '/none', headers: { accept: 'text/html' } })).json().status, 404)
})

test('where even the page about a problem fails, problem details are sent', async () => {
  const answer = await app.inject({ url: '/busy', headers: { accept: 'text/html' } })
  assert.equal(answer.statusCode, 429)
  assert.equal(answer.json().code, 'too-busy')
})

test('the same problem has the same code, whoever finds it', async () => {
  const broken = { method: 'POST', url: '/faulty', body: '{', headers: { 'content-type': 'application/json' } } as const
  assert.equal((await app.inject(broken)).json().code, new Invalid('').code)
  const unknown = { method: 'POST', url: '/faulty', body: 'x', headers: { 'content-type': 'image/png' } } as const
  assert.equal((await app.inject(unknown)).json().code, new Unsupported('').code)
})

test('a number that nobody can count to is refused', async () => {
  for (const n of ['1e400', '1e300', '9007199254740993']) {
    const answer = await app.inject(`/number?n=${n}`)
    assert.equal(answer.statusCode, 400, n)
    assert.equal(answer.json().faults[0].pointer, '/n')
  }
  assert.equal((await app.inject('/number?n=9007199254740991')).statusCode, 200)
})

test('what is being answered when the application closes is answered, and its line is not kept', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const asked = Promise.withResolvers<void>()
  const own = createHttp({ logger: quiet, metrics: createMetrics() })
  own.get('/slow', async () => {
    asked.resolve()
    return promise
  })
  const answer = fetch(`${await own.listen({ port: 0, host: '127.0.0.1' })}/slow`)
  await asked.promise
  const closed = own.close()
  setTimeout(() => resolve('done'), 20)
  assert.equal(await (await answer).text(), 'done')
  assert.equal((await answer).headers.get('connection'), 'close')
  await closed
})

test('what is too long to be read is answered, with no body where the head alone was asked for', async (t) => {
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  t.after(() => app.close())
  const ask = async (method: string) => {
    const socket = connectTo(Number(port), '127.0.0.1')
    socket.write(`${method} /number?n=${'1'.repeat(20_000)} HTTP/1.1\r\nHost: here\r\n\r\n`)
    const [head = '', body] = (await text(socket)).split('\r\n\r\n')
    return { status: head.split(' ')[1], body }
  }
  assert.deepEqual(await ask('HEAD'), { status: '431', body: '' })
  const { status, body } = await ask('GET')
  assert.equal(status, '431')
  assert.equal(JSON.parse(body ?? '').code, 'unreadable')
})

import assert from 'node:assert/strict'
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createIdentity, loadOperatorKey, nobody, operator } from '#trust'

const noon = new Date('2026-05-01T12:00:00Z')
const newFolder = () => mkdtemp(join(tmpdir(), 'datong-key-'))
const sentBack = (cookie: string) => cookie.split(';')[0] ?? ''

test('the operator key is made once, for its owner alone, and stays', async () => {
  const folder = await newFolder()
  const key = await loadOperatorKey(folder)
  assert.equal(Buffer.from(key, 'base64url').length, 32)
  assert.equal((await stat(join(folder, 'operator.key'))).mode & 0o777, 0o600)
  assert.equal(await readFile(join(folder, 'operator.key'), 'utf8'), `${key}\n`)
  assert.equal(await loadOperatorKey(folder), key)
  assert.notEqual(await loadOperatorKey(await newFolder()), key)
})

test('a damaged key stops the start instead of being taken or replaced', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'operator.key'), 'secret\n')
  await assert.rejects(loadOperatorKey(folder), /holds no operator key/)
})

test('the bearer of the operator key is an operator, everybody else is nobody in particular', async () => {
  const key = await loadOperatorKey(await newFolder())
  const { identify } = createIdentity({ key, clock: () => noon, isSecure: false })
  assert.deepEqual(await identify({ authorization: `Bearer ${key}` }), operator)
  assert.deepEqual(await identify({ authorization: `bearer  ${key}` }), operator)
  assert.deepEqual(await identify({}), nobody)
  assert.deepEqual(await identify({ authorization: `Basic ${key}` }), nobody)
  for (const wrong of [key.slice(0, -1), `${key}A`, 'x', key.toLowerCase()])
    assert.deepEqual(await identify({ authorization: `Bearer ${wrong}` }), { kind: 'nobody', failed: 'wrong-key' })
})

test('a session made with the key lasts twelve hours, and its cookie is out of reach of scripts and other sites', async () => {
  let now = noon
  const { identify, signIn, signOut } = createIdentity({
    key: await loadOperatorKey(await newFolder()),
    clock: () => now,
    isSecure: true,
  })
  assert.equal(signIn('guess'), undefined)
  const key = await loadOperatorKey(await newFolder())
  const other = createIdentity({ key, clock: () => now, isSecure: true })
  const [cookie = ''] = other.signIn(` ${key}\n`)?.cookie ?? []
  for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/', 'Max-Age=43200'])
    assert.ok(cookie.includes(`; ${attribute}`))
  assert.match(cookie, /^__Host-/, 'no other host of the domain can set it')
  assert.ok(!cookie.includes(key))
  assert.deepEqual(await other.identify({ cookie: `a=b; ${sentBack(cookie)}; c=d` }), operator)
  assert.deepEqual(await identify({ cookie: sentBack(cookie) }), nobody, 'a session of another node')
  now = new Date(noon.getTime() + 12 * 3_600_000)
  assert.deepEqual(await other.identify({ cookie: sentBack(cookie) }), { kind: 'nobody', failed: 'session-expired' })
  assert.match(signOut().cookie[0] ?? '', /^__Host-datong_session=; .*Max-Age=0/)
})

test('no change to a session makes it valid or longer', async () => {
  const key = await loadOperatorKey(await newFolder())
  const { identify, signIn } = createIdentity({ key, clock: () => noon, isSecure: false })
  const cookie = sentBack(signIn(key)?.cookie[0] ?? '')
  for (let i = 'datong_session='.length; i < cookie.length; i++) {
    const changed = cookie.slice(0, i) + (cookie[i] === '1' ? '2' : '1') + cookie.slice(i + 1)
    assert.notDeepEqual(await identify({ cookie: changed }), operator, changed)
  }
})

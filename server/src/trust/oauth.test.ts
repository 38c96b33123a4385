import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { after, test } from 'node:test'
import * as client from 'openid-client'
import type { AppView, VisitingResident } from '#contract'
import { createHttp, createMetrics, uuidv7 } from '#kernel'
import { quiet } from '#testing'
import { enter, identifyRequests, principalOf, registerOauth, saveOfficer, saveResident, visitorOf } from '#trust'
import { areFit } from './oauth-redirects.ts'
import { browser, cookieOf, testAccounts } from './testing-accounts.ts'

const url = `http://localhost:${await freePort()}`
const { parts, accounts, identity, oauth, now, whoIs } = await testAccounts(url)
const { apps } = accounts
const app = createHttp({ logger: quiet, metrics: createMetrics() })
identifyRequests(app, identity)
registerOauth(app, oauth)
/** What the consent page does, without its looks. */
app.get('/sign-in/app/:uid', async (request) => (await apps.asked(request.raw)) ?? { nothing: true })
app.post('/sign-in/app/:uid', async (request, reply) => {
  const answer = await apps.answer(request.raw, visitorOf(request), (request.query as { yes?: string }).yes === 'yes')
  return answer.ok ? reply.redirect(answer.go, 303) : reply.status(400).send(answer)
})
app.get('/whoami', async (request) => principalOf(request))
await app.listen({ port: Number(new URL(url).port), host: 'localhost' })
after(() => app.close())

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

const back = 'http://127.0.0.1:9/back'
const start = (kind: 'resident' | 'officer', owner: string) =>
  parts.pool.transaction((tx) => enter(parts, tx, { kind, owner, signedInBy: 'code' }, browser()))

async function newResident(): Promise<{ who: VisitingResident; cookie: string }> {
  const draft = { name: 'Reed', area: '/r/t/v1', bornOn: '1990-01-02' }
  const resident = await parts.pool.transaction((tx) => saveResident(tx, draft, now))
  const entered = await start('resident', resident?.id ?? '')
  return { who: (await whoIs(entered)) as VisitingResident, cookie: cookieOf(entered) }
}

const developer = await newResident()
const everything = ['openid', 'profile', 'area', 'person:read', 'offline_access']

async function newApp(extra: Partial<AppView> = {}): Promise<{ id: string; secret?: string; config: client.Configuration }> {
  const draft = { name: 'Bus times', about: 'When the bus comes', kind: 'web' as const, redirectUris: [back], scopes: everything }
  const made = await apps.register(developer.who, { ...draft, ...extra })
  assert.ok(made.ok)
  const auth = made.secret === undefined ? client.None() : client.ClientSecretBasic(made.secret)
  const insecure = { execute: [client.allowInsecureRequests] }
  const config = await client.discovery(new URL(`${url}/oauth`), made.id, undefined, auth, insecure)
  return { ...made, config }
}

/** A browser: keeps cookies and follows where it is led, until that is outside of the node. */
function newBrowser(cookie = '') {
  const jar = new Map<string, string>(cookie === '' ? [] : [cookie.split('=') as [string, string]])
  const ask = async (address: string, method = 'GET') => {
    const header = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(new URL(address, url), { method, redirect: 'manual', headers: { cookie: header } })
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? []
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return answer
  }
  const follow = async (address: string): Promise<{ at: string; status: number; body: string }> => {
    let next = address
    for (let steps = 0; steps < 10; steps++) {
      if (!next.startsWith(url) && !next.startsWith('/')) return { at: next, status: 0, body: '' }
      const answer = await ask(next)
      const location = answer.headers.get('location')
      if (location === null) return { at: next, status: answer.status, body: await answer.text() }
      next = location
    }
    throw new Error('led in circles')
  }
  return { ask, follow, jar }
}

type Flow = {
  readonly config: client.Configuration
  readonly scope?: string
  readonly params?: Record<string, string>
  readonly yes?: boolean
}

/** The way of a resident through the question of an app, to where the app is told the answer. */
async function consent(cookie: string, { config, scope = everything.join(' '), params = {}, yes = true }: Flow) {
  const verifier = client.randomPKCECodeVerifier()
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const challenge = await client.calculatePKCECodeChallenge(verifier)
  const asked = {
    redirect_uri: back,
    scope,
    state,
    nonce,
    prompt: 'consent',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }
  const address = client.buildAuthorizationUrl(config, { ...asked, ...params })
  const page = newBrowser(cookie)
  const question = await page.follow(address.href)
  if (!question.at.includes('/sign-in/app/')) return { ...question, page, question, verifier, state, nonce }
  const answer = await page.ask(`${question.at}?yes=${yes ? 'yes' : 'no'}`, 'POST')
  const end = await page.follow(answer.headers.get('location') ?? question.at)
  return { ...end, page, question, verifier, state, nonce }
}

async function tokensFor(cookie: string, config: client.Configuration, scope?: string) {
  const { at, verifier, state, nonce } = await consent(cookie, { config, ...(scope !== undefined && { scope }) })
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce }
  return { at, verifier, tokens: await client.authorizationCodeGrant(config, new URL(at), checks) }
}

const whoami = async (token: string) =>
  (await (await fetch(`${url}/whoami`, { headers: { authorization: `Bearer ${token}` } })).json()) as Record<string, unknown>

const refuses = (code: string) => (error: unknown) => {
  assert.equal((error as { error?: string }).error, code)
  return true
}

test('a resident lets an app in: code, tokens, claims, a principal with scopes, refresh, revocation', async () => {
  const resident = await newResident()
  const { id, config } = await newApp()
  const { tokens } = await tokensFor(resident.cookie, config)
  const sub = tokens.claims()?.sub ?? ''
  assert.notEqual(sub, resident.who.id, 'the app knows them under a name of its own')
  const info = await client.fetchUserInfo(config, tokens.access_token, sub)
  assert.deepEqual(info, { sub, name: 'Reed', area: '/r/t/v1' })
  assert.deepEqual(await whoami(tokens.access_token), { kind: 'app', id, scopes: everything, onBehalfOf: resident.who.id })

  const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
  assert.notEqual(next.refresh_token, tokens.refresh_token)
  assert.equal((await whoami(next.access_token)).kind, 'app')
  const seen = await client.tokenIntrospection(config, next.access_token)
  assert.deepEqual([seen.active, seen.client_id], [true, id])

  await client.tokenRevocation(config, next.refresh_token ?? '')
  assert.deepEqual(await whoami(next.access_token), { kind: 'nobody', failed: 'wrong-key' })
  await assert.rejects(client.refreshTokenGrant(config, next.refresh_token ?? ''), refuses('invalid_grant'))
})

test('the second use of a refresh token ends all that came from it', async () => {
  const resident = await newResident()
  const { config } = await newApp()
  const { tokens } = await tokensFor(resident.cookie, config)
  const stolen = tokens.refresh_token ?? ''
  const own = await client.refreshTokenGrant(config, stolen)
  await assert.rejects(client.refreshTokenGrant(config, stolen), refuses('invalid_grant'))
  await assert.rejects(client.refreshTokenGrant(config, own.refresh_token ?? ''), refuses('invalid_grant'))
  assert.equal((await whoami(own.access_token)).kind, 'nobody')
})

test('of two that use a refresh token or a code at the same time, one is refused', async () => {
  const resident = await newResident()
  const { config } = await newApp()
  const { tokens } = await tokensFor(resident.cookie, config)
  const both = await Promise.allSettled([1, 2].map(() => client.refreshTokenGrant(config, tokens.refresh_token ?? '')))
  assert.ok(both.filter(({ status }) => status === 'fulfilled').length <= 1)
})

test('a code is exchanged once; a replay of it ends what it gave', async () => {
  const resident = await newResident()
  const { config } = await newApp()
  const { at, verifier, state, nonce } = await consent(resident.cookie, { config })
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce }
  const tokens = await client.authorizationCodeGrant(config, new URL(at), checks)
  await assert.rejects(client.authorizationCodeGrant(config, new URL(at), checks), refuses('invalid_grant'))
  assert.equal((await whoami(tokens.access_token)).kind, 'nobody')
})

test('without PKCE, with its plain form, or with another verifier, there is no token', async () => {
  const resident = await newResident()
  const { config } = await newApp()
  const without = await consent(resident.cookie, { config, params: { code_challenge: '', code_challenge_method: '' } })
  assert.equal(new URL(without.at).searchParams.get('error'), 'invalid_request')
  const plain = await consent(resident.cookie, { config, params: { code_challenge_method: 'plain' } })
  assert.equal(new URL(plain.at).searchParams.get('error'), 'invalid_request')
  const { at, state, nonce } = await consent(resident.cookie, { config })
  const checks = { expectedState: state, expectedNonce: nonce }
  const other = { ...checks, pkceCodeVerifier: client.randomPKCECodeVerifier() }
  await assert.rejects(client.authorizationCodeGrant(config, new URL(at), other), refuses('invalid_grant'))
})

test('nobody is led to an address that is not registered, exactly', async () => {
  const resident = await newResident()
  const { config } = await newApp()
  for (const redirect_uri of ['https://thief.example/back', `${back}/`, `${back}?x=1`, 'http://127.0.0.1:10/back']) {
    const { at, status, body } = await consent(resident.cookie, { config, params: { redirect_uri } })
    assert.ok(at.startsWith(url), `${redirect_uri} led to ${at}`)
    assert.equal(status, 400)
    assert.match(body, /400 invalid_redirect_uri/)
  }
})

test('an app gets what the resident was asked for, and no more than it registered', async () => {
  const resident = await newResident()
  const { config } = await newApp({ scopes: ['profile', 'context:internal'] })
  const { tokens } = await tokensFor(resident.cookie, config, 'openid profile')
  assert.equal(tokens.scope, 'openid profile')
  assert.equal(tokens.refresh_token, undefined)
  const { at } = await consent(resident.cookie, { config, scope: 'openid area' })
  assert.equal(new URL(at).searchParams.get('error'), 'invalid_scope')
})

test('who says no is led back with that, and the app gets nothing', async () => {
  const resident = await newResident()
  const { config } = await newApp()
  const { at } = await consent(resident.cookie, { config, yes: false })
  assert.equal(new URL(at).searchParams.get('error'), 'access_denied')
  assert.deepEqual(await apps.letIn(resident.who), [])
})

test('the question is asked of who is signed in here, and cannot be answered in the browser of another', async () => {
  const [one, other] = [await newResident(), await newResident()]
  const { config } = await newApp()
  const verifier = client.randomPKCECodeVerifier()
  const challenge = await client.calculatePKCECodeChallenge(verifier)
  const params = { redirect_uri: back, scope: 'openid', code_challenge: challenge, code_challenge_method: 'S256' }
  const address = client.buildAuthorizationUrl(config, params).href
  const thief = newBrowser(other.cookie)
  const question = await thief.follow(address)
  assert.deepEqual(JSON.parse(question.body), {
    app: { name: 'Bus times', about: 'When the bus comes' },
    scopes: ['openid'],
    to: '127.0.0.1:9',
  })
  const victim = await newBrowser(one.cookie).ask(`${question.at}?yes=yes`, 'POST')
  assert.equal(victim.status, 400)
  const stranger = await newBrowser().follow(address)
  const refused = await newBrowser().ask(`${stranger.at}?yes=yes`, 'POST')
  assert.notEqual(refused.status, 303)
  // Once let in, whoever signs in here next is asked anew.
  const allowed = await consent(one.cookie, { config })
  const [name = '', value = ''] = other.cookie.split('=')
  allowed.page.jar.set(name, value)
  assert.match((await allowed.page.follow(address)).at, /\/sign-in\/app\//)
})

test('a resident sees which apps they let in, and shuts one out at once', async () => {
  const resident = await newResident()
  const { id, config } = await newApp()
  const { tokens } = await tokensFor(resident.cookie, config)
  const [letIn] = await apps.letIn(resident.who)
  assert.deepEqual([letIn?.id, letIn?.name, [...(letIn?.scopes ?? [])].sort()], [id, 'Bus times', [...everything].sort()])
  assert.equal((await apps.shutOut((await newResident()).who, id)).ok, false)
  assert.ok((await apps.shutOut(resident.who, id)).ok)
  assert.equal((await whoami(tokens.access_token)).kind, 'nobody')
  await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token ?? ''), refuses('invalid_grant'))
  assert.deepEqual(await apps.letIn(resident.who), [])
})

test('an app that is ended, or has another secret, is nobody at once', async () => {
  const resident = await newResident()
  const { id, config } = await newApp()
  const { tokens } = await tokensFor(resident.cookie, config)
  assert.equal((await apps.renew(resident.who, id)).ok, false, 'not by another')
  const renewed = await apps.renew(developer.who, id)
  assert.ok(renewed.ok)
  await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token ?? ''), { code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE' })
  assert.equal((await apps.end(resident.who, id)).ok, false)
  assert.ok((await apps.end(developer.who, id)).ok)
  assert.equal((await whoami(tokens.access_token)).kind, 'nobody')
  assert.equal(
    (await apps.list(developer.who)).find((one) => one.id === id),
    undefined,
  )
})

test('a program on a device needs no secret, a service acts for itself, and only officers who answer for data register one', async () => {
  const resident = await newResident()
  const device = await newApp({ kind: 'device', redirectUris: [back] })
  assert.equal(device.secret, undefined)
  const { tokens } = await tokensFor(resident.cookie, device.config, 'openid offline_access')
  assert.equal((await whoami(tokens.access_token)).kind, 'app')

  const id = uuidv7()
  await parts.pool.transaction((tx) =>
    saveOfficer(tx, { id, name: 'Oak', department: 'x', roles: ['data-steward'], jurisdiction: ['/r'] }, now),
  )
  const steward = await whoIs(await start('officer', id))
  const draft = {
    name: 'Map',
    about: 'A map',
    kind: 'service' as const,
    redirectUris: [],
    scopes: ['context:internal', 'person:read'],
  }
  assert.equal((await apps.register(developer.who, draft)).ok, false)
  const made = await apps.register(steward, draft)
  assert.ok(made.ok)
  const insecure = { execute: [client.allowInsecureRequests] }
  const config = await client.discovery(
    new URL(`${url}/oauth`),
    made.id,
    undefined,
    client.ClientSecretBasic(made.secret ?? ''),
    insecure,
  )
  const own = await client.clientCredentialsGrant(config, { scope: 'context:internal' })
  assert.deepEqual(await whoami(own.access_token), { kind: 'app', id: made.id, scopes: ['context:internal'] })
  await assert.rejects(client.clientCredentialsGrant(config, { scope: 'person:read' }), refuses('invalid_scope'))
  const tried = await apps.attempt(steward, made.id, whoami)
  assert.deepEqual(tried, { ok: true, result: { kind: 'app', id: made.id, scopes: ['context:internal'] } })
  const foreign = await client.tokenIntrospection(config, tokens.access_token)
  assert.equal(foreign.active, false, 'an app sees into its own tokens only')
})

test('whoever made an app tries it with a token that is good for that alone: in their own name, or in that of a service', async () => {
  const made = await newApp()
  let lent = ''
  const tried = await apps.attempt(developer.who, made.id, async (token, scopes) => {
    lent = token
    assert.deepEqual(scopes, everything)
    return whoami(token)
  })
  assert.ok(tried.ok)
  const seen = tried.result as Record<string, unknown>
  assert.deepEqual(seen, { kind: 'app', id: made.id, scopes: everything, onBehalfOf: developer.who.id })
  assert.deepEqual(await whoami(lent), { kind: 'nobody', failed: 'wrong-key' }, 'afterwards it is nobody')
  assert.deepEqual(
    (await apps.letIn(developer.who)).filter(({ id }) => id === made.id),
    [],
    'nothing of it is left',
  )
  await assert.rejects(
    apps.attempt(developer.who, made.id, async (token) => {
      lent = token
      throw new Error('the call failed')
    }),
  )
  assert.deepEqual(await whoami(lent), { kind: 'nobody', failed: 'wrong-key' }, 'nor where it failed')
  const other = await newResident()
  assert.deepEqual(await apps.attempt(other.who, made.id, async () => 1), { ok: false, why: 'not-yours' })
  const acts = await parts.pool.query(`select 1 from trust.record where resource = $1 and action = 'try-app'`, [`app:${made.id}`])
  assert.equal(acts.length, 2)
})

test('neither tokens nor secrets can be read in the database', async () => {
  const resident = await newResident()
  const { secret = '', config } = await newApp()
  const { tokens } = await tokensFor(resident.cookie, config)
  for (const text of [secret, tokens.access_token, tokens.refresh_token ?? '']) {
    const rows = await parts.pool.query(
      `select 1 from trust.oauth o where position($1 in o::text) > 0 union all select 1 from trust.app a where position($1 in a::text) > 0`,
      [text],
    )
    assert.equal(rows.length, 0)
  }
})

test('apps are led back over TLS, to the own machine, or to a scheme named after a domain; and to one host', () => {
  const web = ['https://app.example/cb', 'http://localhost:3000/cb']
  for (const uri of web) assert.ok(areFit('web', [uri]), uri)
  for (const uri of [
    'http://app.example/cb',
    'app:/cb',
    'javascript:alert(1)',
    'https://a@b.example/',
    'https://app.example/#x',
    'x',
    '',
  ])
    assert.ok(!areFit('web', [uri]), uri)
  assert.ok(areFit('device', ['example.app:/cb']) && areFit('device', ['http://127.0.0.1/cb']))
  assert.ok(
    !areFit('device', ['app:/cb']) && !areFit('device', ['javascript:alert(1)']) && !areFit('device', ['https://app.example/cb']),
  )
  assert.ok(!areFit('web', []) && !areFit('web', ['https://a.example/', 'https://b.example/']))
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import Provider from 'oidc-provider'
import type { OpenidService, VisitingResident } from '#contract'
import { createOpenid } from '#trust'
import { browser, publicUrl, testAccounts } from './testing-accounts.ts'

const world = await testAccounts()

/** A provider of another maker's kind: a real one, in which every visitor is the person of a name, at once. */
let person = { sub: 'citizen-1', name: 'Lotus', birthdate: '1970-01-02' }
const server = createServer().listen(0, '127.0.0.1')
await once(server, 'listening')
after(() => server.close())
const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
const provider = new Provider(issuer, {
  clients: [{ client_id: 'node', client_secret: 'secret', redirect_uris: [`${publicUrl}/sign-in/openid/back`] }],
  claims: { openid: ['sub'], profile: ['name', 'birthdate'] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  cookies: { keys: ['test'] },
  findAccount: async (_ctx, id) => ({ accountId: id, claims: async () => ({ ...person, sub: id }) }),
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
})
const handle = provider.callback()
server.on('request', async (request, response) => {
  if (!request.url?.startsWith('/interaction/')) return handle(request, response)
  const { params } = await provider.interactionDetails(request, response)
  const grant = new provider.Grant({ accountId: person.sub, clientId: String(params.client_id) })
  grant.addOIDCScope('openid profile')
  const result = { login: { accountId: person.sub }, consent: { grantId: await grant.save() } }
  await provider.interactionFinished(request, response, result)
})

const settings = { issuer, clientId: 'node', clientSecret: 'secret', name: 'Citizen card' }
const openid = createOpenid(world.parts, settings)

/** Follows the provider until it sends the browser back to the node. */
async function visit(address: string): Promise<string> {
  const jar = new Map<string, string>()
  let next = address
  while (!next.startsWith(publicUrl)) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(next, { redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? []
      jar.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`${next} answered ${answer.status}: ${await answer.text()}`)
    next = new URL(location, issuer).href
  }
  return next
}

const cookieFrom = (cookies: readonly string[]) => cookies[0]?.split(';')[0] ?? ''

async function come(service: OpenidService = openid) {
  const { url, cookie } = await service.begin('/parking')
  const back = await visit(url)
  return { back, cookie: cookieFrom(cookie), answer: await service.finish(back, cookieFrom(cookie), browser()) }
}

test('whom the provider knows and we do not tells where they live, and is known from then on', async () => {
  person = { sub: `citizen-${Date.now()}`, name: 'Lotus', birthdate: '1970-01-02' }
  const { answer } = await come()
  assert.ok(answer.ok === 'new')
  assert.deepEqual([answer.name, answer.back], ['Lotus', '/parking'])
  assert.deepEqual(await openid.register(answer.ticket, 'nowhere', browser()), { ok: false, why: 'no-such-area' })
  const entered = await openid.register(answer.ticket, 'v3', browser())
  const who = (await world.whoIs(entered)) as VisitingResident
  assert.deepEqual([who.name, who.area, who.signedInBy], ['Lotus', '/r/t/v3', 'openid'])
  const principal = await world.identity.identify({ cookie: entered.ok ? cookieFrom(entered.cookie) : '' })
  assert.equal(principal.kind === 'resident' && principal.bornOn, '1970-01-02')
  assert.deepEqual(await openid.register(answer.ticket, 'v3', browser()), { ok: false, why: 'already-there' })

  const { answer: again } = await come()
  assert.ok(again.ok === true)
  assert.equal(((await world.whoIs(again)) as VisitingResident).id, who.id)
})

test('an answer of the provider counts once, in the browser that asked, in time, and unchanged', async () => {
  const { back, cookie } = await come()
  const refused = { ok: false, why: 'not-now' }
  assert.deepEqual(await openid.finish(back, cookie, browser()), refused, 'the code is used up')
  const { url, cookie: other } = await openid.begin('/')
  const fresh = await visit(url)
  assert.deepEqual(await openid.finish(fresh, undefined, browser()), refused)
  assert.deepEqual(await openid.finish(fresh, cookie, browser()), refused, 'begun in another browser')
  assert.deepEqual(await openid.finish(fresh, cookieFrom(other).replace(/.{8}$/, 'AAAAAAAA'), browser()), refused)
  assert.deepEqual(await openid.finish(fresh.replace(/state=[^&]*/, 'state=x'), cookieFrom(other), browser()), refused)
  assert.deepEqual(await openid.finish('/sign-in/openid/back?error=access_denied', cookieFrom(other), browser()), refused)
  const late = await openid.begin('/')
  const end = await visit(late.url)
  world.now = new Date(world.now.getTime() + 15 * 60_000)
  assert.deepEqual(await openid.finish(end, cookieFrom(late.cookie), browser()), refused)
  assert.deepEqual(await openid.register('made-up', 'v3', browser()), refused)
})

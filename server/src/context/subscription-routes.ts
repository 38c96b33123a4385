import Type from 'typebox'
import { type App, uuidv7 } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { idOf } from './entity-routes.ts'
import { badData, NgsiLdError, notFound } from './errors.ts'
import { contextOf, negotiate, readNames, readTenant, sendJson } from './exchange.ts'
import { writeInstant } from './instant.ts'
import { isObject, type Json } from './json.ts'
import { keepImplicit, linkFor } from './ld-context-link.ts'
import { tryOut } from './match.ts'
import { pageLinks } from './page-links.ts'
import { pageParameters } from './parameters.ts'
import { isPrivateHost } from './private-address.ts'
import { parseSubscription, type Subscription } from './subscription.ts'
import {
  addSubscription,
  changeSubscription,
  findSubscription,
  listSubscriptions,
  removeSubscription,
  type SubscriptionRow,
} from './subscription-store.ts'
import { typesOf } from './type-query.ts'

const tags = ['Context: subscriptions']
const byId = Type.Object({ id: Type.String() })
const PageQuery = Type.Object(pageParameters)

/** GS CIM 009, 6.10 and 6.11: /subscriptions. */
export function subscriptionRoutes(app: App, deps: ContextDeps): void {
  const { pool, may, contexts, clock } = deps

  app.post('/subscriptions', { schema: { tags, summary: 'Subscribe to changes of entities' } }, async (request, reply) => {
    const context = contextOf(request, request.body)
    const { names } = await readNames(request, contexts, context)
    const subscription = parseSubscription(request.body, names)
    may(request, { action: 'write', types: typesOf(subscription.selectors) })
    checkEndpoint(subscription, deps)
    await tryOut(pool, subscription)
    const { '@context': _context, ...body } = request.body as Json
    const id = (body.id as string | undefined) ?? `urn:ngsi-ld:Subscription:${uuidv7()}`
    if (!(await addSubscription(pool, readTenant(request), id, body, context)))
      throw new NgsiLdError('AlreadyExists', `${id} exists already.`)
    await keepImplicit(pool, context, clock)
    return reply
      .status(201)
      .header('location', `/ngsi-ld/v1/subscriptions/${encodeURIComponent(id)}`)
      .send()
  })

  app.get(
    '/subscriptions',
    { schema: { tags, summary: 'List subscriptions', querystring: PageQuery } },
    async (request, reply) => {
      const type = negotiate(request)
      may(request, { action: 'write', types: undefined })
      const { limit = 20, offset = 0 } = request.query
      const { rows, count } = await listSubscriptions(pool, readTenant(request), { limit, offset })
      if (request.query.count) reply.header('ngsild-results-count', count)
      pageLinks(reply, request.url, { limit, offset, hasNext: offset + rows.length < count })
      return sendJson(
        reply,
        type,
        undefined,
        rows.map((row) => representSubscription(row, deps)),
      )
    },
  )

  app.get(
    '/subscriptions/:id',
    { schema: { tags, summary: 'Retrieve a subscription', params: byId } },
    async (request, reply) => {
      const type = negotiate(request)
      may(request, { action: 'write', types: undefined })
      const row = await findSubscription(pool, readTenant(request), idOf(request.params))
      if (row === undefined) throw notFound(request.params.id)
      return sendJson(reply, type, row.context ?? undefined, representSubscription(row, deps))
    },
  )

  app.patch(
    '/subscriptions/:id',
    { schema: { tags, summary: 'Change a subscription', params: byId } },
    async (request, reply) => {
      may(request, { action: 'write', types: undefined })
      const [tenant, id] = [readTenant(request), idOf(request.params)]
      const row = await findSubscription(pool, tenant, id)
      if (row === undefined) throw notFound(id)
      const context = contextOf(request, request.body) ?? row.context ?? undefined
      const { names } = await readNames(request, contexts, context)
      const body = patched(row.body, request.body)
      const subscription = parseSubscription(body, names)
      may(request, { action: 'write', types: typesOf(subscription.selectors) })
      checkEndpoint(subscription, deps)
      await tryOut(pool, subscription)
      await keepImplicit(pool, context, clock)
      await changeSubscription(pool, tenant, id, body, context)
      return reply.status(204).send()
    },
  )

  app.delete(
    '/subscriptions/:id',
    { schema: { tags, summary: 'Delete a subscription', params: byId } },
    async (request, reply) => {
      may(request, { action: 'write', types: undefined })
      const id = idOf(request.params)
      if (!(await removeSubscription(pool, readTenant(request), id))) throw notFound(id)
      return reply.status(204).send()
    },
  )
}

function checkEndpoint({ endpoint }: Subscription, { allowPrivateHosts }: ContextDeps): void {
  if (allowPrivateHosts || !isPrivateHost(new URL(endpoint.uri))) return
  throw badData([{ pointer: '/notification/endpoint/uri', message: 'is a private address, which this node does not notify' }])
}

/** The stored subscription with the members of a patch; null takes one away. */
function patched(body: Json, patch: unknown): Json {
  if (!isObject(patch)) throw badData([{ pointer: '', message: 'is not a JSON object' }])
  const { '@context': _context, id: _id, ...members } = patch
  const notification =
    isObject(members.notification) && isObject(body.notification) ? { ...body.notification, ...members.notification } : undefined
  const merged: Json = { ...body, ...members, ...(notification && { notification }) }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null && value !== 'urn:ngsi-ld:null'))
}

const times = (named: Readonly<Record<string, Date | null>>) =>
  Object.fromEntries(Object.entries(named).flatMap(([key, at]) => (at === null ? [] : [[key, writeInstant(at)]])))

/** The subscription as it was sent, with how its notifications fare (5.2.14). */
function representSubscription({ id, body, ...row }: SubscriptionRow, { clock, publicUrl = '' }: ContextDeps): object {
  const isExpired = typeof body.expiresAt === 'string' && new Date(body.expiresAt) <= clock()
  const hasFailed = row.last_failure !== null && (row.last_success === null || row.last_failure > row.last_success)
  return {
    id,
    jsonldContext: linkFor(row.context, publicUrl),
    ...body,
    status: isExpired ? 'expired' : body.isActive === false ? 'paused' : 'active',
    notification: {
      ...(body.notification as Json),
      status: hasFailed ? 'failed' : 'ok',
      timesSent: row.times_sent,
      timesFailed: row.times_failed,
      ...times({ lastNotification: row.last_sent, lastSuccess: row.last_success, lastFailure: row.last_failure }),
    },
  }
}

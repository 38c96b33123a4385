import Type from 'typebox'
import { type App, isPrivateHost, type Tx, uuidv7 } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { subscribedVia } from './distribute-subscription.ts'
import { idOf } from './entity-routes.ts'
import { badData, NgsiLdError, notFound } from './errors.ts'
import { addressOf, contextOf, negotiate, readNames, readTenant, sendJson } from './exchange.ts'
import { isObject, type Json } from './json.ts'
import { keepImplicit } from './ld-context-link.ts'
import { tryOut } from './match.ts'
import { pageLinks } from './page-links.ts'
import { pageParameters } from './parameters.ts'
import { ngsiNull } from './reading.ts'
import { deliveriesNoted } from './settler.ts'
import { aliasFor } from './source-identity.ts'
import type { Subscription } from './subscription.ts'
import type { Known } from './subscription-book.ts'
import { readSubscription } from './subscription-read.ts'
import { rename, representSubscription } from './subscription-represent.ts'
import {
  addSubscription,
  changeSubscription,
  findSubscription,
  type Kind,
  listSubscriptions,
  removeSubscription,
  type SubscriptionKey,
} from './subscription-store.ts'
import { typesOf } from './type-query.ts'

const byId = Type.Object({ id: Type.String({ description: 'The URI of the subscription' }) })
const options = Type.Optional(Type.Literal('sysAttrs', { description: '`sysAttrs`: also when it was created and changed' }))
const FormQuery = Type.Object({ options })
const PageQuery = Type.Object({ ...pageParameters, options })

/** What those who subscribe are told of, and where they say so. */
export type Subscribable = {
  readonly kind: Kind
  readonly collection: 'subscriptions' | 'csourceSubscriptions'
  readonly tags: string[]
  readonly subscribe: string
  /** Refuses what only this kind cannot have. @throws {NgsiLdError} */
  readonly check?: (subscription: Subscription, body: Json) => void
  /** Begins the transaction in which a subscription is added or changed. */
  readonly begin?: (tx: Tx) => Promise<void>
  /** What is told at once, in the same transaction. */
  readonly tellFirst?: (tx: Tx, known: Known) => Promise<void>
}

const toEntities: Subscribable = {
  kind: 'entities',
  collection: 'subscriptions',
  tags: ['Context: subscriptions'],
  subscribe: 'Subscribe to changes of entities',
}

/** GS CIM 009, 6.10 and 6.11: /subscriptions, and the same for what else can be subscribed to. */
export function subscriptionRoutes(app: App, deps: ContextDeps, to: Subscribable = toEntities): void {
  const { pool, may, contexts, clock, publicUrl = '' } = deps
  const { kind, collection, tags } = to
  const keyOf = (tenant: string, id: string): SubscriptionKey => ({ tenant, kind, id })
  // To follow which sources there are is not to follow what they know.
  const following = kind === 'sources' ? 'write' : 'subscribe'
  const tellFirst = async (tx: Tx, key: SubscriptionKey, subscription: Subscription) => {
    const row = to.tellFirst && (await findSubscription(tx, key))
    if (row !== undefined) await to.tellFirst?.(tx, { row, subscription })
  }

  app.post(`/${collection}`, { schema: { tags, summary: to.subscribe } }, async (request, reply) => {
    const context = contextOf(request, request.body)
    const subscription = await readSubscription({ body: request.body, context }, contexts.names)
    may(request, { action: 'write', types: undefined })
    may(request, { action: following, types: typesOf(subscription.selectors) })
    to.check?.(subscription, request.body as Json)
    refuseOwn(request.body as Json, aliasFor(deps.alias ?? 'datong', readTenant(request)))
    checkEndpoint(subscription, deps)
    checkExpiry(subscription, clock())
    await tryOut(pool, subscription)
    const { '@context': _context, ...body } = request.body as Json
    const id = (body.id as string | undefined) ?? `urn:ngsi-ld:Subscription:${uuidv7()}`
    const key = keyOf(readTenant(request), id)
    await pool.transaction(async (tx) => {
      await to.begin?.(tx)
      if (!(await addSubscription(tx, key, { body, context, subscription })))
        throw new NgsiLdError('AlreadyExists', `${id} exists already.`)
      await keepImplicit(tx, context, clock)
      await tellFirst(tx, key, subscription)
    })
    return reply.status(201).header('location', addressOf(collection, id)).send()
  })

  app.get(
    `/${collection}`,
    { schema: { tags, summary: 'List subscriptions', querystring: PageQuery } },
    async (request, reply) => {
      const type = negotiate(request)
      may(request, { action: 'write', types: undefined })
      const { limit = 20, offset = 0 } = request.query
      const { names: asked, context } = await readNames(request, contexts)
      const which = { tenant: readTenant(request), kind } as const
      const { rows, count } = await listSubscriptions(pool, which, { limit, offset })
      if (request.query.count) reply.header('ngsild-results-count', count)
      pageLinks(reply, request.url, { limit, offset, hasNext: offset + rows.length < count })
      const sysAttrs = request.query.options === 'sysAttrs'
      const represent = async (row: (typeof rows)[number]) =>
        representSubscription(row, {
          own: await contexts.names(row.context ?? undefined),
          asked,
          now: clock(),
          sysAttrs,
          publicUrl,
        })
      return sendJson(reply, type, context, await Promise.all(rows.map(represent)))
    },
  )

  app.get(
    `/${collection}/:id`,
    { schema: { tags, summary: 'Retrieve a subscription', params: byId, querystring: FormQuery } },
    async (request, reply) => {
      const type = negotiate(request)
      may(request, { action: 'write', types: undefined })
      const { names: asked, context } = await readNames(request, contexts)
      await deliveriesNoted()
      const row = await findSubscription(pool, keyOf(readTenant(request), idOf(request.params)))
      if (row === undefined) throw notFound(request.params.id)
      const own = await contexts.names(row.context ?? undefined)
      const naming = { own, asked, now: clock(), sysAttrs: request.query.options === 'sysAttrs', publicUrl }
      return sendJson(reply, type, context, representSubscription(row, naming))
    },
  )

  app.patch(
    `/${collection}/:id`,
    { schema: { tags, summary: 'Change a subscription', params: byId } },
    async (request, reply) => {
      may(request, { action: 'write', types: undefined })
      const key = keyOf(readTenant(request), idOf(request.params))
      const row = await findSubscription(pool, key)
      if (row === undefined) throw notFound(key.id)
      const { names: given } = await readNames(request, contexts, contextOf(request, request.body))
      const own = await contexts.names(row.context ?? undefined)
      const fragment = rename(fragmentOf(request.body), { own: given, asked: own })
      const body = patched(row.body, fragment)
      const subscription = await readSubscription({ body, context: row.context }, contexts.names)
      if (fragment.expiresAt !== undefined) checkExpiry(subscription, clock())
      may(request, { action: following, types: typesOf(subscription.selectors) })
      to.check?.(subscription, body)
      checkEndpoint(subscription, deps)
      await tryOut(pool, subscription)
      await pool.transaction(async (tx) => {
        await to.begin?.(tx)
        await changeSubscription(tx, key, { body, context: row.context ?? undefined, subscription })
        await tellFirst(tx, key, subscription)
      })
      return reply.status(204).send()
    },
  )

  app.delete(
    `/${collection}/:id`,
    { schema: { tags, summary: 'Delete a subscription', params: byId } },
    async (request, reply) => {
      may(request, { action: 'write', types: undefined })
      const id = idOf(request.params)
      if (!(await removeSubscription(pool, keyOf(readTenant(request), id)))) throw notFound(id)
      return reply.status(204).send()
    },
  )
}

/** @throws {NgsiLdError} BadRequestData where the endpoint is one that this node does not notify */
export function checkEndpoint({ endpoint }: Subscription, { allowPrivateHosts }: Pick<ContextDeps, 'allowPrivateHosts'>): void {
  if (allowPrivateHosts || !isPrivateHost(new URL(endpoint.uri))) return
  throw badData([{ pointer: '/notification/endpoint/uri', message: 'is a private address, which this node does not notify' }])
}

/** @throws {NgsiLdError} LoopDetected for a subscription that came round to the broker which it came from */
function refuseOwn(body: Json, alias: string): void {
  if (subscribedVia(body).includes(alias)) throw new NgsiLdError('LoopDetected', 'The subscription has been here before.')
}

function checkExpiry({ expiresAt }: Subscription, now: Date): void {
  if (expiresAt !== undefined && expiresAt <= now) throw badData([{ pointer: '/expiresAt', message: 'is over already' }])
}

function fragmentOf(body: unknown): Json {
  if (!isObject(body)) throw badData([{ pointer: '', message: 'is not a JSON object' }])
  const { '@context': _context, id: _id, ...members } = body
  return members
}

/** The stored subscription with the members of a patch, which replace those that are there (5.8.2); null takes one away. */
export function patched(body: Json, patch: Json): Json {
  const isKept = ([, value]: [string, unknown]) => value !== null && value !== ngsiNull
  return Object.fromEntries(Object.entries({ ...body, ...patch }).filter(isKept))
}

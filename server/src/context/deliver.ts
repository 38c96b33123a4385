import type { Db, Logger, Pool } from '#kernel'
import { coreContextUrl } from './core-context.ts'
import { type Endpoint, readEndpoint } from './endpoint.ts'
import { isObject, type Json } from './json.ts'
import { linkFor } from './ld-context-link.ts'
import { callOut } from './outbound.ts'

export type DeliveryOptions = {
  readonly logger: Logger
  readonly allowPrivate: boolean
  /** Where receivers reach this node, for an @context that it serves itself. */
  readonly publicUrl: string
  /** How long an undeliverable notification is tried, from when it was queued. */
  readonly keepTryingMs?: number
}

/** The notifications of one subscription, which go to its receiver one after the other. */
export type Line = { readonly tenant: string; readonly subscription: string }

type Claimed = { readonly id: number; readonly body: Json; readonly tries: number; readonly created_at: Date }
type Receiver = { readonly endpoint: Endpoint; readonly context: unknown; readonly link: string; readonly tenant: string }
type Result = { readonly delivered: readonly number[]; readonly failed?: Claimed }

const atOnce = 50
const weekMs = 7 * 24 * 3600 * 1000

/** Lines whose first notification is due, whoever may be at work on the others. */
export async function dueLines(db: Db, limit: number): Promise<Line[]> {
  return db.prepared<Line>(
    `select s.tenant, s.id as subscription from context.subscription s cross join lateral
       (select next_try from context.notification n where n.tenant = s.tenant and n.subscription = s.id order by n.id limit 1) head
     where head.next_try <= now() and s.body -> 'isActive' is distinct from 'false' limit $1`,
    [limit],
  )
}

/**
 * Delivers a line as far as its receiver confirms, in order, each at least once. After a failure the line waits: as long as the
 * subscription says (cooldown), or else twice as long each time, up to five minutes.
 */
export async function deliverLine(pool: Pool, line: Line, options: DeliveryOptions): Promise<void> {
  const receiver = await findReceiver(pool, line, options.publicUrl)
  if (receiver === undefined) return
  const isMore = async (): Promise<boolean> => {
    const claimed = await claim(pool, line, receiver.endpoint.timeoutMs)
    if (claimed.length === 0) return false
    const keep = leaseKeeper(pool, claimed, receiver.endpoint.timeoutMs)
    const result = await sendAll(claimed, receiver, { ...options, keep })
    await settle(pool, line, receiver.endpoint, result, options)
    return result.failed === undefined && claimed.length === atOnce
  }
  while (await isMore());
}

async function findReceiver(db: Db, { tenant, subscription }: Line, publicUrl: string): Promise<Receiver | undefined> {
  const [row] = await db.prepared<{ body: Json; context: unknown }>(
    'select body, context from context.subscription where tenant = $1 and id = $2',
    [tenant, subscription],
  )
  if (row === undefined || !isObject(row.body.notification)) return undefined
  const endpoint = readEndpoint(row.body.notification.endpoint as Json)
  return { endpoint, context: row.context ?? coreContextUrl, link: linkFor(row.context, publicUrl), tenant }
}

/** How long a line stays with whoever took it: one call and a little. After a killed process the next one waits no longer. */
const leaseMs = (timeoutMs: number) => timeoutMs + 5000

/** Takes the head of a line for a while, so that no other process sends it meanwhile. */
async function claim(db: Db, { tenant, subscription }: Line, timeoutMs: number): Promise<Claimed[]> {
  const rows = await db.prepared<Claimed>(
    `with head as (
       select id, next_try from context.notification where tenant = $1 and subscription = $2 order by id limit ${atOnce} for update)
     update context.notification n set next_try = now() + $3::float8 * interval '1 millisecond' from head
     where n.id = head.id and (select next_try from head order by id limit 1) <= now()
     returning n.id, n.body, n.tries, n.created_at`,
    [tenant, subscription, leaseMs(timeoutMs)],
  )
  return rows.sort((a, b) => a.id - b.id)
}

/** Prolongs what was claimed before each call, once the last time is two seconds ago. */
function leaseKeeper(db: Db, claimed: readonly Claimed[], timeoutMs: number): () => Promise<void> {
  let kept = performance.now()
  return async () => {
    if (performance.now() - kept < 2000) return
    kept = performance.now()
    await db.prepared(
      `update context.notification set next_try = now() + $2::float8 * interval '1 millisecond' where id = any($1::bigint[])`,
      [claimed.map(({ id }) => id), leaseMs(timeoutMs)],
    )
  }
}

async function sendAll(
  claimed: readonly Claimed[],
  receiver: Receiver,
  { logger, allowPrivate, keep }: DeliveryOptions & { readonly keep: () => Promise<void> },
): Promise<Result> {
  const delivered: number[] = []
  for (const notification of claimed) {
    try {
      await keep()
      await send(notification.body, receiver, allowPrivate)
      delivered.push(notification.id)
    } catch (error) {
      logger.warn(
        { err: error, endpoint: receiver.endpoint.uri, tries: notification.tries + 1 },
        'a notification was not confirmed',
      )
      return { delivered, failed: notification }
    }
  }
  return { delivered }
}

async function send(body: Json, { endpoint, context, link, tenant }: Receiver, allowPrivate: boolean): Promise<void> {
  const isLd = endpoint.accept === 'application/ld+json'
  const text = JSON.stringify(isLd ? { ...body, '@context': context } : body)
  const headers = {
    ...endpoint.headers,
    ...(tenant !== '' && { 'ngsild-tenant': tenant }),
    ...(!isLd && {
      link: `<${link}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`,
    }),
    'content-type': endpoint.accept,
    'content-length': String(Buffer.byteLength(text)),
  }
  const call = { method: 'POST', headers, body: text, timeoutMs: endpoint.timeoutMs, maxBytes: 64 * 1024, allowPrivate } as const
  const { status } = await callOut(endpoint.uri, call)
  if (status < 200 || status >= 300) throw new Error(`the receiver answered ${status}`)
}

/** Removes what was delivered, lets the rest wait, and counts both at the subscription, in one statement. */
async function settle(
  db: Db,
  line: Line,
  endpoint: Endpoint,
  { delivered, failed }: Result,
  options: DeliveryOptions,
): Promise<void> {
  const waitMs = failed === undefined ? 0 : (endpoint.cooldownMs ?? Math.min(300_000, 500 * 2 ** Math.min(failed.tries, 20)))
  const { keepTryingMs = weekMs } = options
  const isGivenUp = failed !== undefined && Date.now() - failed.created_at.getTime() > keepTryingMs
  if (isGivenUp)
    options.logger.error({ subscription: line.subscription, notification: failed.body.id }, 'a notification was given up')
  await db.prepared(
    `with gone as (delete from context.notification where id = any($3::bigint[])),
     waiting as (
       update context.notification set tries = tries + (id = $4::bigint)::int, next_try = now() + $5::float8 * interval '1 millisecond'
       where tenant = $1 and subscription = $2 and $4::bigint is not null and not id = any($3::bigint[])
         and id <= (select max(id) from (select id from context.notification where tenant = $1 and subscription = $2 order by id limit ${atOnce}) h))
     update context.subscription set
       times_sent = times_sent + cardinality($6::bigint[]) + ($4::bigint is not null)::int,
       times_failed = times_failed + ($4::bigint is not null)::int,
       last_sent = now(),
       last_success = case when cardinality($6::bigint[]) > 0 then now() else last_success end,
       last_failure = case when $4::bigint is not null then now() else last_failure end
     where tenant = $1 and id = $2`,
    [line.tenant, line.subscription, isGivenUp ? [...delivered, failed.id] : delivered, failed?.id ?? null, waitMs, delivered],
  )
}

import type { Logger, Pool } from '#kernel'
import { isCurrent, isOfNow } from './csource-discovery.ts'
import { findLikeness, type Likeness, matchingInfo } from './csource-match.ts'
import type { Registration } from './csource-registration.ts'
import type { ContextDeps } from './deps.ts'
import type { Origin } from './distribute-prepare.ts'
import { concernOfSubscription, idAtSource, subscribedVia, subscriptionAt } from './distribute-subscription.ts'
import { coreNames } from './names.ts'
import { aliasFor } from './source-identity.ts'
import { SourceRefusal } from './source-refusal.ts'
import { type Known, openBook } from './subscription-book.ts'

/** How often subscriptions and sources are compared; what failed is tried again then. */
const everyMs = 2000

export type Placing = {
  /** Resolves when what sources should have been asked to keep, they were asked for. */
  settle(): Promise<void>
  stop(): Promise<void>
}

type Placed = { readonly known: Known; readonly registration: Registration; readonly idThere: string }

/**
 * Keeps the subscriptions of this broker at the sources that they concern too (GS CIM 009, 5.8.1.4), in step with both: what is not
 * there yet is placed, what changed is changed, and what is over is taken away.
 */
export function startPlacing(deps: ContextDeps & { readonly publicUrl: string }): Placing {
  const { pool, registry, contexts, logger, clock } = deps
  const book = openBook(contexts, logger)
  const placed = new Map<string, Placed>()
  let seen = ''

  const round = async () => {
    if (registry.size === 0 && placed.size === 0) return
    const mark = await refreshed(pool, book)
    const now = `${registry.generation} ${mark}`
    if (now === seen) return
    const wanted = await wantedPlaces(deps, book.toEntities())
    let hasFailed = false
    const attempt = async (work: Promise<void>, done: () => void) => {
      const isOver = await settled(work, logger)
      if (isOver) done()
      else hasFailed = true
    }
    for (const [key, one] of placed) if (!wanted.has(key)) await attempt(withdraw(deps, one), () => placed.delete(key))
    for (const [key, { like, ...one }] of wanted) {
      const before = placed.get(key)
      if (before?.known === one.known && before.registration === one.registration) continue
      await attempt(place(deps, one, like), () => placed.set(key, one))
    }
    seen = hasFailed ? '' : now
  }
  let running = Promise.resolve()
  const settle = () => {
    running = running
      .then(round)
      .catch((error: unknown) => logger.error({ err: error, at: clock() }, 'subscriptions could not be compared with sources'))
    return running
  }
  const timer = setInterval(settle, everyMs).unref()
  return {
    settle,
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** Whether there is nothing more to be tried: it was done, or the source will not have it however often it is asked. */
async function settled(work: Promise<void>, logger: Logger): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (!(error instanceof SourceRefusal)) throw error
    const isFinal = error.status >= 400 && error.status < 500
    logger.warn({ err: error, isFinal }, 'a subscription could not be placed at a context source')
    return isFinal
  }
}

async function refreshed(pool: Pool, book: ReturnType<typeof openBook>): Promise<string> {
  return pool.transaction(async (tx) => {
    const { version, removed } = await book.refresh(tx)
    return `${version} ${removed}`
  })
}

type Wanted = Placed & { readonly like: Likeness }

async function wantedPlaces(
  { pool, registry, clock, alias = 'datong' }: ContextDeps,
  all: readonly Known[],
): Promise<Map<string, Wanted>> {
  const wanted = new Map<string, Wanted>()
  const now = clock()
  for (const known of all) {
    const { row, subscription } = known
    const { isActive, expiresAt, intervalMs } = subscription
    if (registry.isEmpty(row.tenant) || !isActive || intervalMs !== undefined || (expiresAt && expiresAt <= now)) continue
    const concern = concernOfSubscription(subscription)
    const via = subscribedVia(row.body)
    const serving = registry
      .candidates(row.tenant, concern)
      .filter(
        (one) =>
          one.operations.has('createSubscription') &&
          isCurrent(one, now) &&
          isOfNow(one) &&
          !(one.alias && via.includes(one.alias)),
      )
    const like = await findLikeness(pool, serving, concern)
    for (const registration of serving) {
      if (matchingInfo(registration, concern, like).length === 0) continue
      const idThere = idAtSource(row, registration, aliasFor(alias, row.tenant))
      wanted.set(idThere, { known, registration, idThere, like })
    }
  }
  return wanted
}

/** Names are written whole: nobody asks, whose @context could be passed on. */
const originOf = ({ row }: Known): Origin => ({
  tenant: row.tenant,
  via: subscribedVia(row.body),
  headers: {},
  names: coreNames,
  context: undefined,
})

async function place(
  deps: ContextDeps & { readonly publicUrl: string },
  { known, registration, idThere }: Placed,
  like: Likeness,
): Promise<void> {
  const origin = originOf(known)
  const { alias = 'datong', publicUrl, sources } = deps
  const at = { alias: aliasFor(alias, known.row.tenant), publicUrl, via: origin.via }
  try {
    await sources.call(
      registration,
      (names) => ({ method: 'POST', path: 'subscriptions', body: subscriptionAt(known, registration, like, at, names) }),
      origin,
    )
  } catch (error) {
    // It would come round to a broker that has it already.
    if (error instanceof SourceRefusal && error.status === 508) return
    if (!(error instanceof SourceRefusal) || error.status !== 409) throw error
    if (!registration.operations.has('updateSubscription')) return
    await sources.call(
      registration,
      (names) => {
        const { id: _id, ...body } = subscriptionAt(known, registration, like, at, names)
        return { method: 'PATCH', path: `subscriptions/${idThere}`, body }
      },
      origin,
    )
  }
}

async function withdraw({ sources }: ContextDeps, { known, registration, idThere }: Placed): Promise<void> {
  if (!registration.operations.has('deleteSubscription')) return
  try {
    await sources.call(registration, () => ({ method: 'DELETE', path: `subscriptions/${idThere}` }), originOf(known))
  } catch (error) {
    if (!(error instanceof SourceRefusal) || error.status !== 404) throw error
  }
}

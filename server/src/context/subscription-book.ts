import type { Logger, Tx } from '#kernel'
import type { Entity } from './entity.ts'
import { leaves } from './expression.ts'
import type { LdContexts } from './ld-context.ts'
import type { Subscription } from './subscription.ts'
import { readSubscription } from './subscription-read.ts'
import { allLines, type Mark, type SubscriptionRow, subscriptionMark, subscriptionsSince } from './subscription-store.ts'

export type Known = { readonly row: SubscriptionRow; readonly subscription: Subscription }

/** All subscriptions, in memory and ready for matching. */
export type Book = {
  /** Looks for what changed since the last time, and tells how far it is. */
  refresh(tx: Tx): Promise<Mark>
  /** Subscriptions to changes that may be after this entity: those that name its id or one of its types, or neither. */
  candidates(tenant: string, entity: Entity): ReadonlySet<Known>
  /** Those to changes of entities. */
  toEntities(): readonly Known[]
  /** Those to registered sources. */
  toSources(): readonly Known[]
}

export function openBook(contexts: LdContexts, logger: Logger): Book {
  const known = new Map<number, Known>()
  const shelves = new Map<string, Set<Known>>()
  let mark: Mark = { version: 0, removed: 0 }

  const put = (one: Known) => {
    drop(one.row.line)
    known.set(one.row.line, one)
    for (const key of keysOf(one)) shelves.set(key, (shelves.get(key) ?? new Set()).add(one))
  }
  const drop = (line: number) => {
    const one = known.get(line)
    known.delete(line)
    for (const key of one === undefined ? [] : keysOf(one)) {
      shelves.get(key)?.delete(one as Known)
      if (shelves.get(key)?.size === 0) shelves.delete(key)
    }
  }

  return {
    refresh: async (tx) => {
      const now = await subscriptionMark(tx)
      if (now.version === mark.version && now.removed === mark.removed) return mark
      for (const row of await subscriptionsSince(tx, mark.version)) {
        try {
          put({ row, subscription: await readSubscription(row, (context) => contexts.namesKept(tx, context)) })
        } catch (error) {
          drop(row.line)
          logger.error({ err: error, subscription: row.id }, 'a stored subscription cannot be read and is not served')
        }
      }
      if (now.removed !== mark.removed) {
        const there = await allLines(tx)
        for (const line of [...known.keys()]) if (!there.has(line)) drop(line)
      }
      mark = now
      return mark
    },
    candidates: (tenant, { id, types }) => {
      const keys = [shelf(tenant, 'id', id), ...types.map((type) => shelf(tenant, 'type', type)), shelf(tenant, 'any', '')]
      return new Set(keys.flatMap((key) => [...(shelves.get(key) ?? [])]))
    },
    toEntities: () => [...known.values()].filter(({ row }) => row.kind === 'entities'),
    toSources: () => [...known.values()].filter(({ row }) => row.kind === 'sources'),
  }
}

const shelf = (tenant: string, by: 'id' | 'type' | 'any', what: string) => `${tenant} ${by} ${what}`

function keysOf({ row, subscription }: Known): string[] {
  if (row.kind !== 'entities') return []
  return (subscription.selectors ?? [{}]).flatMap(({ id, types }) => {
    if (id !== undefined) return [shelf(row.tenant, 'id', id)]
    if (types === undefined) return [shelf(row.tenant, 'any', '')]
    return leaves(types).map((type) => shelf(row.tenant, 'type', type))
  })
}

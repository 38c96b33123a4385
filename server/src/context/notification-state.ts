import type { NotificationLineView, NotificationService } from '#contract'
import type { Db, Pool } from '#kernel'
import { type DeadLetter, discardDeadLetters, findDeadLetter, listDeadLetters, replayDeadLetters } from './notification-dead.ts'

type Row = Omit<NotificationLineView, 'lastSuccess' | 'lastFailure' | 'nextTry' | 'error'> & {
  readonly last_success: Date | null
  readonly last_failure: Date | null
  readonly next_try: Date | null
  readonly last_error: string | null
}

/**
 * How the notifications of each subscription fare: those with dead letters or something waiting first, and how many there are.
 * Of the endpoint only the host is told, never what is sent to it for it to know us.
 */
export async function listLines(
  db: Db,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ items: NotificationLineView[]; count: number }> {
  const rows = await db.query<Row>(
    `select s.id as subscription, s.tenant, l.endpoint, l.waiting, l.times_sent as sent, l.times_failed as failed, d.dead,
       case when context.instant(s.body -> 'expiresAt') <= now() then 'expired' when l.is_paused then 'paused' else 'active' end as state,
       l.last_success, l.last_failure, l.last_error,
       case when l.waiting > 0 and not l.is_paused and l.tries > 0 then l.next_try end as next_try
     from context.line l join context.subscription s on s.line = l.number
       cross join lateral (select count(*) as dead from context.dead_letter d where d.line = l.number) d
     order by d.dead > 0 desc, l.waiting > 0 desc, l.last_failure desc nulls last, l.number limit $1 offset $2`,
    [page.limit, page.offset],
  )
  const [all] = await db.query<{ count: number }>('select count(*) as count from context.line')
  return { items: rows.map(view), count: all?.count ?? 0 }
}

function view({ last_success, last_failure, next_try, last_error, ...row }: Row): NotificationLineView {
  return {
    ...row,
    ...(last_success && { lastSuccess: last_success }),
    ...(last_failure && { lastFailure: last_failure }),
    ...(last_failure && last_error !== null && (!last_success || last_failure > last_success) && { error: last_error }),
    ...(next_try && { nextTry: next_try }),
  }
}

/** Notifications as the pages for integrators see them. */
export function createNotificationService(pool: Pool): NotificationService {
  return {
    lines: (ask) => listLines(pool, ask),
    deadLetters: async (ask) => {
      const { items, count } = await listDeadLetters(pool, ask)
      return { items: items.map(viewDead), count }
    },
    body: async (id) => {
      const found = await findDeadLetter(pool, id)
      return found && { text: found.body, contentType: found.contentType }
    },
    replay: (ids) => replayDeadLetters(pool, ids),
    discard: (ids) => discardDeadLetters(pool, ids),
  }
}

const mostShown = 300

const viewDead = ({ body, contentType: _type, ...letter }: DeadLetter) => ({ ...letter, excerpt: body.slice(0, mostShown) })

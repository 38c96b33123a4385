import type { Db } from '#kernel'

/** Lets go of what is over: codes, answered challenges, counted failures, invitations and, after 90 days, sessions that have ended. */
export async function forgetOverdue(db: Db, now: Date): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000)
  await db.query('delete from trust.code where expires_at < $1', [before(1)])
  await db.query('delete from trust.outbox where expires_at < $1', [now])
  await db.query('delete from trust.paper_code where expires_at < $1', [now])
  await db.query('delete from trust.used_challenge where expires_at < $1', [now])
  await db.query('delete from trust.attempt where last_at < $1', [before(1)])
  await db.query('delete from trust.officer_invitation where expires_at < $1 and used_at is null', [before(30)])
  await db.query('delete from trust.session where least(ends_at, idle_until, ended_at) < $1', [before(90)])
  await db.query('delete from trust.oauth where expires_at < $1', [before(1)])
}

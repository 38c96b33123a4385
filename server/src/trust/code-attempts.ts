import type { Db } from '#kernel'

/** How many times one may be wrong before waiting begins. */
export type Patience = { readonly key: Buffer; readonly free: number }

/** Failures older than this are forgotten. */
const memory = 24 * 3_600_000
const longest = 15 * 60_000

/** Milliseconds to wait after so many failures: none while they are free, then a second, doubled each time, a quarter of an hour at most. */
export function delayAfter(failures: number, free: number): number {
  return failures < free ? 0 : Math.min(longest, 1000 * 2 ** Math.min(20, failures - free))
}

/** Seconds until every one of these may try again; 0 for now. */
export async function waitFor(db: Db, patiences: readonly Patience[], now: Date): Promise<number> {
  const [row] = await db.query<{ until: Date | null }>('select max(until) as until from trust.attempt where key = any($1)', [
    patiences.map(({ key }) => key),
  ])
  return Math.max(0, Math.ceil(((row?.until?.getTime() ?? 0) - now.getTime()) / 1000))
}

/** Counts a failure, however many servers count at the same time. */
export async function countFailure(db: Db, patiences: readonly Patience[], now: Date): Promise<void> {
  for (const { key, free } of patiences) {
    const [row] = await db.query<{ failures: number }>(
      `insert into trust.attempt as a (key, failures, last_at, until) values ($1, 1, $2, $2)
       on conflict (key) do update set last_at = $2, failures = case when a.last_at < $3 then 1 else a.failures + 1 end
       returning failures`,
      [key, now, new Date(now.getTime() - memory)],
    )
    const until = new Date(now.getTime() + delayAfter(row?.failures ?? 1, free))
    await db.query('update trust.attempt set until = greatest(until, $2) where key = $1', [key, until])
  }
}

export async function forgetFailures(db: Db, keys: readonly Buffer[]): Promise<void> {
  await db.query('delete from trust.attempt where key = any($1)', [keys])
}

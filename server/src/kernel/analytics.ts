import type { Pool, Tx } from './database.ts'

/**
 * Reads as the role that may read the views of the schema `analytics` and nothing else. Whatever the work asks for beyond them is
 * refused by the database.
 */
export function readAnalytics<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  return pool.transaction(async (tx) => {
    await tx.query('set local role datong_analytics')
    return work(tx)
  })
}

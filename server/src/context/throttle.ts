import type { Tx } from '#kernel'
import { lastMatches } from './notification-queue.ts'
import type { Known } from './subscription-book.ts'

/** Leaves out what follows the last notification of its subscription too soon (GS CIM 009, 5.2.12, throttling). */
export async function unthrottled<Some extends { readonly known: Known }>(
  tx: Tx,
  found: readonly Some[],
  atOf: (one: Some) => Date,
): Promise<readonly Some[]> {
  const lines = new Set(found.flatMap(({ known }) => (known.subscription.throttlingMs ? [known.row.line] : [])))
  if (lines.size === 0) return found
  const last = await lastMatches(tx, [...lines])
  return found.filter((one) => {
    const { row, subscription } = one.known
    if (subscription.throttlingMs === undefined) return true
    const at = atOf(one)
    const before = last.get(row.line)?.getTime() ?? Number.NEGATIVE_INFINITY
    if (at.getTime() - before < subscription.throttlingMs) return false
    last.set(row.line, at)
    return true
  })
}

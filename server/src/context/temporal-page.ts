import { writeInstant } from './instant.ts'
import type { TimeRange } from './temporal-query.ts'
import type { FoundInstance } from './temporal-store.ts'

/** What one answer can hold of a history, and the range of time that is complete in it when that is not all. */
export type HistoryPage = { readonly instances: readonly FoundInstance[]; readonly contentRange?: string }

/**
 * Cuts instances where one answer ends (GS CIM 009, 6.3.10): at a moment, so that everything up to it is there, of every
 * attribute, and the next request can go on from it.
 *
 * @param found in the order of their moments, one more than an answer holds where there are more
 */
export function cutPage(found: readonly FoundInstance[], most: number, range: TimeRange): HistoryPage {
  if (found.length <= most) return { instances: found }
  const beyond = found[most]?.moment.getTime()
  const before = found.filter(({ moment }) => moment.getTime() !== beyond)
  // So many at one moment that no page could hold them: some of them are better than an answer that never goes on.
  const instances = before.length > 0 ? before : found.slice(0, most)
  const moments = instances.map(({ moment }) => moment)
  return { instances, contentRange: contentRange(writeInstant(moments[0] as Date), writeInstant(moments.at(-1) as Date), range) }
}

/** From the end that was asked for, or the first instance, to the last instance that is in the answer. */
function contentRange(first: string, last: string, { from, to, lastN }: TimeRange): string {
  const start = lastN === undefined ? from : to
  return `date-time ${start ?? first}-${last}/${lastN ?? '*'}`
}

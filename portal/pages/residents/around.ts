import type { Where } from '@datong/server/contract'
import { type Place, whereOf } from '../../site/place.ts'

/** What is in the place, or, where there is nothing, what is nearest to it. */
export async function around<Found>(
  place: Place | undefined,
  find: (where: Where) => Promise<readonly Found[]>,
): Promise<{ readonly found: readonly Found[]; readonly isNearby: boolean }> {
  const where = whereOf(place)
  const found = await find(where)
  if (found.length > 0 || where.near || !place?.area.position) return { found, isNearby: where.near !== undefined }
  return { found: await find({ near: place.area.position }), isNearby: true }
}

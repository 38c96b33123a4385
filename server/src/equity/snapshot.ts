import { NotFound, type Pool, readAnalytics } from '#kernel'
import type { Places } from './places.ts'
import { readPlaces, readVersion } from './places-store.ts'

/**
 * What was computed from the region's places, kept until its version grows: reading the version is all that a repeated
 * question costs.
 *
 * @param start what is kept of a version, from its places
 * @returns throws NotFound while no region has been imported
 */
export function keepSnapshot<Snapshot>(pool: Pool, start: (places: Places) => Snapshot): () => Promise<Snapshot> {
  let kept: { readonly version: number; readonly snapshot: Promise<Snapshot> } | undefined
  return async () => {
    const version = await readAnalytics(pool, readVersion)
    if (version === undefined) throw new NotFound('No region has been imported yet.')
    if (kept?.version !== version) kept = { version, snapshot: takeSnapshot(pool, start) }
    return kept.snapshot.catch((error) => {
      kept = undefined
      throw error
    })
  }
}

async function takeSnapshot<Snapshot>(pool: Pool, start: (places: Places) => Snapshot): Promise<Snapshot> {
  const places = await readAnalytics(pool, readPlaces)
  if (places === undefined) throw new NotFound('No region has been imported yet.')
  return start(places)
}

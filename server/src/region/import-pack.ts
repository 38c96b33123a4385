import { type Entity, queryEntities, type Write, type Writer, type Written } from '#context'
import { type Clock, Conflict, type Follower, Invalid, type Pool, uuidv7 } from '#kernel'
import { receiveFiles } from './file-store.ts'
import type { Pack } from './pack.ts'
import { writesFor } from './pack-changes.ts'
import { countEntities, packEntities } from './pack-entities.ts'
import { type PackFault, toFault } from './pack-fault.ts'
import { claimEntities, findLeftovers, findRegion, forgetEntities, saveRegion } from './pack-store.ts'
import { parsePack } from './parse-pack.ts'

export type ImportDeps = {
  readonly pool: Pool
  readonly writer: Writer
  readonly clock: Clock
  /** The follower of this process: where given, the import ends when the lens shows what was imported. */
  readonly follower?: Follower
}

export type ImportOptions = {
  /** Lets a pack take the place of another region's. */
  readonly replace?: boolean
  readonly onProgress?: (progress: Progress) => void
}

/** Entities looked at so far, of all in the pack. */
export type Progress = { readonly done: number; readonly total: number }

export type ImportSummary = {
  readonly region: string
  readonly areas: number
  readonly settlements: number
  readonly facilities: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  /** Entities that an earlier pack brought and this one no longer has. */
  readonly removed: number
  readonly warnings: readonly PackFault[]
}

const batchSize = 500
const importing = new WeakSet<Writer>()

/**
 * Brings a region pack into the node: each place becomes an entity, those that are gone from the pack are removed. Importing the
 * same pack again changes nothing.
 *
 * @throws {Invalid} with every fault of the pack; nothing is written then
 * @throws {Conflict} while another import runs, or when the node has another region and `replace` is not set
 */
export async function importPack(deps: ImportDeps, folder: string, options: ImportOptions = {}): Promise<ImportSummary> {
  const { pack, warnings } = await readPack(folder)
  return importParsed(deps, pack, warnings, options)
}

/** @throws {Invalid} with every fault of the pack */
export async function readPack(folder: string): Promise<{ readonly pack: Pack; readonly warnings: readonly PackFault[] }> {
  const parsed = await parsePack(folder)
  if (parsed.ok) return parsed
  const errors = parsed.faults.filter((fault) => fault.severity === 'error')
  throw new Invalid(`The region pack has ${errors.length} ${errors.length === 1 ? 'fault' : 'faults'}.`, errors.map(toFault))
}

/** @throws {Conflict} when the node has another region and `replace` is not set */
export async function checkRegion(pool: Pool, { region }: Pack, replace: boolean): Promise<void> {
  const known = await findRegion(pool)
  if (known === undefined || known.document.id === region.id || replace) return
  throw new Conflict(
    `This node has the region ${known.document.id}. To let ${region.id} take its place, import it with --replace (over HTTP: ?replace=true).`,
  )
}

export async function importParsed(
  deps: ImportDeps,
  pack: Pack,
  warnings: readonly PackFault[],
  { replace = false, onProgress = () => undefined }: ImportOptions = {},
): Promise<ImportSummary> {
  const { pool, writer, clock, follower } = deps
  await checkRegion(pool, pack, replace)
  if (importing.has(writer)) throw new Conflict('Another region pack is being imported. Try again when it is done.')
  importing.add(writer)
  try {
    const run = uuidv7()
    const kept = await receiveFiles(pool, pack.files, clock())
    const tally = await writeEntities(deps, pack, run, onProgress)
    const removed = await removeLeftovers(deps, run)
    await saveRegion(pool, pack, kept, clock())
    await follower?.caughtUp()
    const { region, areas, settlements, facilities } = pack
    const counts = { areas: areas.length, settlements: settlements.length, facilities: facilities.length }
    return { region: region.id, ...counts, ...tally, removed, warnings }
  } finally {
    importing.delete(writer)
  }
}

type Tally = Pick<ImportSummary, 'created' | 'updated' | 'unchanged'>

async function writeEntities(
  { pool, writer }: ImportDeps,
  pack: Pack,
  run: string,
  onProgress: (progress: Progress) => void,
): Promise<Tally> {
  const tally = { created: 0, updated: 0, unchanged: 0 }
  const total = countEntities(pack)
  let done = 0
  for (const batch of batches(packEntities(pack), batchSize)) {
    // What a run brings is claimed first: what a broken run has written is then known to the next one.
    await claimEntities(
      pool,
      batch.map((entity) => entity.id),
      run,
    )
    const found = await queryEntities(pool, '', { ids: batch.map((entity) => entity.id), limit: batch.length })
    const known = new Map(found.entities.map((entity) => [entity.id, entity]))
    const plans = batch.map((entity) => writesFor(entity, known.get(entity.id)))
    await writeAll(writer, plans.flat())
    for (const [index, plan] of plans.entries()) {
      if (!known.has(batch[index]?.id ?? '')) tally.created += 1
      else if (plan.length > 0) tally.updated += 1
      else tally.unchanged += 1
    }
    done += batch.length
    onProgress({ done, total })
  }
  return tally
}

async function removeLeftovers({ pool, writer }: ImportDeps, run: string): Promise<number> {
  const leftovers = await findLeftovers(pool, run)
  for (const ids of batches(leftovers, batchSize)) {
    const gone = ids.map((id): Entity => ({ id, types: [], scopes: [], attributes: {} }))
    const results = await writer.write(gone.map((entity): Write => ({ tenant: '', mode: 'delete', entity })))
    // Somebody may have deleted one over the API before.
    for (const result of results) if (!result.ok && result.refusal.status !== 404) throw result.refusal
    await forgetEntities(pool, ids)
  }
  return leftovers.length
}

async function writeAll(writer: Writer, writes: readonly Write[]): Promise<void> {
  if (writes.length === 0) return
  const results: readonly Written[] = await writer.write(writes)
  for (const result of results) if (!result.ok) throw result.refusal
}

function* batches<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let batch: Item[] = []
  for (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

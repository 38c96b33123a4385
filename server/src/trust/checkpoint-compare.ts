import type { Clock, Logger, Pool } from '#kernel'
import { findSignature, type Head, parseHead, parseNote, parseVerifier } from './checkpoint-note.ts'
import { checkpointAt, listLogKeys } from './checkpoint-store.ts'
import { keepFork } from './checkpoint-witness.ts'

/** The newest checkpoint of a log that a node has cosigned. */
export type Witnessed = { readonly origin: string; readonly size: number; readonly at: Date; readonly note: string }

export const listWitnessed = (pool: Pool): Promise<Witnessed[]> =>
  pool.query<Witnessed>('select origin, size, at, note from trust.witnessed order by origin')

export type Fork = { readonly origin: string; readonly at: Date; readonly known: string; readonly other: string }

export const listForks = (pool: Pool): Promise<Fork[]> =>
  pool.query<Fork>('select origin, at, known, other from trust.fork order by id desc limit 100')

/**
 * Holds what another node has seen of logs against what this one has: of the same log and size there can be but one root. What
 * contradicts is kept as proof.
 *
 * @param seen the notes that another node publishes; those of unknown logs or with a wrong signature prove nothing and are passed over
 * @returns the forks that were found
 */
export async function compareSeen(deps: { pool: Pool; clock: Clock }, own: OwnLog, seen: readonly string[]): Promise<Fork[]> {
  const forks: Fork[] = []
  for (const other of seen) {
    const head = await headOf(deps.pool, own, other)
    if (head === undefined) continue
    const known = await knownNote(deps.pool, own, head)
    if (known === undefined || parseHead(parseNote(known).text).root.equals(head.root)) continue
    const at = deps.clock()
    await keepFork(deps.pool, at, head.origin, known, other)
    forks.push({ origin: head.origin, at, known, other })
  }
  return forks
}

/** Asks every node that is known here what it has seen, and tells the operators of each fork. */
export async function compareWithPeers(deps: { pool: Pool; clock: Clock; logger: Logger }, origin: string): Promise<void> {
  const { pool, logger } = deps
  const verifiers = (await listLogKeys(pool)).map(({ verifier }) => verifier)
  const peers = await pool.query<{ url: string }>('select distinct url from trust.peer where url is not null')
  for (const node of new Set(peers.map(({ url }) => new URL(url).origin)))
    try {
      const response = await fetch(`${node}/trust/v1/witnessed`, { redirect: 'error', signal: AbortSignal.timeout(10_000) })
      const { newest } = (await response.json()) as { newest: { note: string }[] }
      for (const fork of await compareSeen(
        deps,
        { origin, verifiers },
        newest.map(({ note }) => note),
      ))
        logger.error({ ...fork, node }, 'a log was forked: it has shown different histories to different nodes')
    } catch (error) {
      logger.warn({ err: error, node }, 'another node could not be asked what it has seen of logs')
    }
}

export type OwnLog = { readonly origin: string; readonly verifiers: readonly string[] }

/** What a note says, if the log that it is of has signed it. */
async function headOf(pool: Pool, { origin, verifiers }: OwnLog, text: string): Promise<Head | undefined> {
  let head: Head
  try {
    head = parseHead(parseNote(text).text)
  } catch {
    return undefined
  }
  const peers = await pool.prepared<{ verifier: string }>(`select verifier from trust.peer where role = 'log' and name = $1`, [
    head.origin,
  ])
  const keys = head.origin === origin ? verifiers : peers.map(({ verifier }) => verifier)
  return keys.some((key) => findSignature(parseNote(text), parseVerifier(key)) !== undefined) ? head : undefined
}

async function knownNote(pool: Pool, own: OwnLog, { origin, size }: Head): Promise<string | undefined> {
  if (origin === own.origin) return (await checkpointAt(pool, size))?.note
  const [row] = await pool.prepared<{ note: string }>('select note from trust.witnessed where origin = $1 and size = $2', [
    origin,
    size,
  ])
  return row?.note
}

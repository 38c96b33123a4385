import { randomBytes } from 'node:crypto'
import type { Clock, Logger, Pool, Tx } from '#kernel'
import { loadKeys, saveKeys } from './checkpoint-keys.ts'
import { createSigner, parseVerifier, type Signer, signNote, verifierOf, writeHead } from './checkpoint-note.ts'
import { type Checkpoint, checkpointAt, listLogKeys, newestCheckpoint } from './checkpoint-store.ts'
import { record } from './record-append.ts'
import { catchUp } from './record-sequence.ts'
import { rootAt, treeSize } from './record-tree.ts'

/** What signs the tree: the keys in a file, of which the database knows the one in use. */
export type LogSigner = { readonly pool: Pool; readonly clock: Clock; readonly keyFile: string }

/**
 * Makes sure that the node can sign: its first key becomes that of the log. Where the key in use is not in the file any more, the
 * newest that is there takes its place; that stands in the record, and whoever verifies is told that nobody vouched for it.
 */
export async function openLog(log: LogSigner, name: string, logger: Logger): Promise<void> {
  const keys = await loadKeys(log.keyFile, name, 'log')
  const newest = verifierOf(keys.at(-1) as Signer)
  await log.pool.transaction(async (tx) => {
    await alone(tx)
    const inUse = (await listLogKeys(tx)).at(-1)
    if (inUse !== undefined && keys.some((key) => verifierOf(key) === inUse.verifier)) return
    if (inUse !== undefined) {
      logger.warn(
        { missing: inUse.verifier, now: newest },
        'the key that signed the record is missing, and another takes its place',
      )
      await recordKey(tx, 'replace-key', newest, 'The key in use until now is missing.')
    }
    await changeKey(tx, newest, (await newestCheckpoint(tx))?.size ?? 0)
  })
}

/** The name of the log in every checkpoint: that of its first key. */
export async function originOf(log: LogSigner): Promise<string> {
  const first = (await listLogKeys(log.pool))[0]
  if (first === undefined) throw new Error('The log of the record was not opened')
  return parseVerifier(first.verifier).name
}

/**
 * Signs the tree as it is now, unless that was done.
 *
 * @returns the new checkpoint; undefined where nothing has come since the last
 * @throws when the tree does not begin with what was signed before, or the key in use is not in the file
 */
export async function signCheckpoint(log: LogSigner): Promise<Checkpoint | undefined> {
  const keys = await loadKeys(log.keyFile, 'record', 'log')
  const origin = await originOf(log)
  return log.pool.transaction(async (tx) => {
    await alone(tx)
    const size = await treeSize(tx)
    const before = await newestCheckpoint(tx)
    if (size === 0 || size === before?.size) return undefined
    if (before !== undefined && (size < before.size || !(await rootAt(tx, before.size)).equals(before.root)))
      throw new Error(`The record no longer begins with the ${before.size} records that were signed: nothing more is signed`)
    const root = await rootAt(tx, size)
    const at = log.clock()
    const text = writeHead({ origin, size, root })
    const note = `${text}\n${signNote(text, await signerInUse(tx, keys), at)}`
    await tx.prepared('insert into trust.checkpoint (size, at, root, note) values ($1, $2, $3, $4)', [size, at, root, note])
    return checkpointAt(tx, size)
  })
}

/**
 * Gives the log a new key. The old one vouches for it: the new verifier key stands in the record, below a checkpoint that the old
 * key signs as its last.
 *
 * @returns the new verifier key
 */
export async function rotateKey(log: LogSigner): Promise<string> {
  const keys = await loadKeys(log.keyFile, 'record', 'log')
  const next = createSigner(await originOf(log), 'log', randomBytes(32))
  const verifier = verifierOf(next)
  await saveKeys(log.keyFile, [...keys, next])
  await log.pool.transaction((tx) => recordKey(tx, 'rotate-key', verifier, 'A new key takes the place of the one in use.'))
  await catchUp(log.pool)
  await signCheckpoint(log)
  await log.pool.transaction(async (tx) => {
    await alone(tx)
    await changeKey(tx, verifier, (await newestCheckpoint(tx))?.size ?? 0)
  })
  await saveKeys(log.keyFile, [next])
  return verifier
}

/** Until the transaction ends, nobody else signs or changes keys. */
const alone = (tx: Tx) => tx.query(`select pg_advisory_xact_lock(hashtext('datong.record.sign'))`)

async function signerInUse(tx: Tx, keys: readonly Signer[]): Promise<Signer> {
  const inUse = (await listLogKeys(tx)).at(-1)?.verifier
  const signer = keys.find((key) => verifierOf(key) === inUse)
  if (signer === undefined) throw new Error(`The key that signs the record is not in the file of keys: ${inUse}`)
  return signer
}

async function changeKey(tx: Tx, verifier: string, from: number): Promise<void> {
  await tx.prepared('update trust.log_key set until_size = $1 where until_size is null', [from])
  await tx.prepared('insert into trust.log_key (verifier, from_size) values ($1, $2)', [verifier, from])
}

const recordKey = (tx: Tx, action: 'rotate-key' | 'replace-key', verifier: string, reason: string) =>
  record(tx, {
    kind: 'policy',
    actor: { kind: 'system', id: 'record' },
    subjects: [],
    action,
    resource: 'record/key',
    categories: ['public'],
    decision: 'allow',
    reason,
    detail: { verifier },
  })

import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Logger, Pool } from '#kernel'
import { compareWithPeers } from './checkpoint-compare.ts'
import { askCosigners } from './checkpoint-cosigners.ts'
import { loadKeys } from './checkpoint-keys.ts'
import type { Signer } from './checkpoint-note.ts'
import { type LogSigner, openLog, originOf, signCheckpoint } from './checkpoint-sign.ts'
import { sequenceAll } from './record-sequence.ts'

/** What keeps the record while a node runs. */
export type RecordKeeping = {
  readonly log: LogSigner
  /** The name of this node's log, as in its checkpoints. */
  readonly origin: string
  /** With this the node signs what it saw of other nodes' logs. */
  readonly witness: Signer
  /** Puts into the tree what waits, and signs it. */
  sign(): Promise<void>
  /** Asks the nodes that watch over this log to sign it, too, and compares what they have seen of any log with what is known here. */
  cosign(): Promise<void>
  stop(): Promise<void>
}

export type KeepingOptions = {
  readonly clock: Clock
  readonly logger: Logger
  /** Both files are made when they are missing. */
  readonly keyFile: string
  readonly witnessKeyFile: string
  /** How the node names itself to others. */
  readonly name: string
}

const idleMs = 1000
const pauseAfterFailureMs = 10_000

/**
 * Puts records into the tree, a second at most after they were made, apart from whatever makes them. Several processes may do so on
 * one database.
 *
 * @throws {SetupProblem} when a file of keys cannot be used
 */
export async function startRecordKeeping(pool: Pool, options: KeepingOptions): Promise<RecordKeeping> {
  const { clock, logger, keyFile, witnessKeyFile, name } = options
  const log: LogSigner = { pool, clock, keyFile }
  await openLog(log, `${name}/record`, logger)
  const [witness] = await loadKeys(witnessKeyFile, `${name}/witness`, 'witness')
  const stopping = new AbortController()
  const sequence = oneAtATime(() => sequenceAll(pool, stopping.signal))
  const running = run(sequence, logger, stopping.signal)
  return {
    log,
    origin: await originOf(log),
    witness: witness as Signer,
    sign: async () => {
      await sequence()
      await signCheckpoint(log)
    },
    cosign: async () => {
      await askCosigners({ pool, clock, logger })
      await compareWithPeers({ pool, clock, logger }, await originOf(log))
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/** Whoever comes while the work is being done waits for its end, and then for another round, which takes what came meanwhile. */
function oneAtATime(work: () => Promise<unknown>): () => Promise<unknown> {
  let last: Promise<unknown> = Promise.resolve()
  return () => {
    last = last.then(work, work)
    return last
  }
}

async function run(sequence: () => Promise<unknown>, logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let pause = idleMs
    try {
      await sequence()
    } catch (error) {
      if (signal.aborted) return
      pause = pauseAfterFailureMs
      logger.error({ err: error }, 'records could not be put into the tree; this will be tried again')
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined)
  }
}

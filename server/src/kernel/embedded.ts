import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Address } from './database.ts'

export type Embedded = { readonly address: Address; close(): Promise<void> }

/**
 * Starts PostgreSQL inside this process: PGlite with PostGIS in a worker thread, on a Unix socket in a folder only this user
 * may enter, because the engine itself asks for no password. An engine that dies later ends the process: without it nothing can
 * be answered, and a new start brings back everything that was acknowledged.
 *
 * @param dataFolder where the database lives; made when missing. It must belong to one process at a time (see `lockFolder`).
 * @throws when the engine cannot start, with its own error
 */
export async function openEmbedded(dataFolder: string): Promise<Embedded> {
  await mkdir(dataFolder, { recursive: true })
  // The system's temporary folder, since the path of a socket may have no more than about 100 bytes.
  const socketFolder = await mkdtemp(join(tmpdir(), 'datong-'))
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    workerData: { dataFolder, socketPath: join(socketFolder, '.s.PGSQL.5432') },
  })
  const clean = async () => {
    await worker.terminate()
    await rm(socketFolder, { recursive: true, force: true })
  }
  try {
    await nextMessage(worker)
  } catch (error) {
    await clean()
    throw error
  }
  const failAtEnd = () => {
    throw new Error('The embedded database has ended')
  }
  worker.once('exit', failAtEnd)
  return {
    address: { socketFolder },
    close: async () => {
      worker.off('exit', failAtEnd)
      const closed = nextMessage(worker)
      worker.postMessage('close')
      await closed.finally(clean)
    },
  }
}

/** @throws when the worker ends instead of saying something */
async function nextMessage(worker: Worker): Promise<void> {
  const done = new AbortController()
  const options = { signal: done.signal }
  const ended = once(worker, 'exit', options).then(([code]) => {
    throw new Error(`the engine ended with code ${code}`)
  })
  try {
    await Promise.race([once(worker, 'message', options), ended])
  } finally {
    done.abort()
  }
}

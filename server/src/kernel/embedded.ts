import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Address } from './database.ts'

export type Embedded = { readonly address: Address; close(): Promise<void> }

/**
 * Starts PostgreSQL inside this process: PGlite with PostGIS in a worker thread, on a Unix socket in a folder only this user
 * may enter, because the engine itself asks for no password.
 *
 * @param dataFolder where the database lives; made when missing. It must belong to one process at a time (see `lockFolder`).
 * @throws when the engine cannot start, with its own error
 */
export async function openEmbedded(dataFolder: string): Promise<Embedded> {
  await mkdir(dataFolder, { recursive: true })
  // The system's temporary folder, since the path of a socket may have no more than about 100 characters.
  const socketFolder = await mkdtemp(join(tmpdir(), 'datong-'))
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    workerData: { dataFolder, socketPath: join(socketFolder, '.s.PGSQL.5432') },
  })
  await once(worker, 'message')
  return {
    address: { socketFolder },
    close: async () => {
      worker.postMessage('close')
      await once(worker, 'message')
      await worker.terminate()
      await rm(socketFolder, { recursive: true, force: true })
    },
  }
}

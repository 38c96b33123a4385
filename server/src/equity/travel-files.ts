import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Db } from '#kernel'
import type { TravelFile } from './places.ts'
import type { LocalFile } from './travel-task.ts'

/** Files of the pack, copied from the database to this machine when they are first needed. */
export type LocalFiles = {
  /** @throws an Error where the file was replaced meanwhile */
  fetch(db: Db, file: TravelFile): Promise<LocalFile>
  remove(): Promise<void>
}

export function keepLocalFiles(): LocalFiles {
  let folder: Promise<string> | undefined
  const known = new Map<string, Promise<LocalFile>>()
  const copy = async (db: Db, { id, bytes }: TravelFile): Promise<LocalFile> => {
    folder ??= mkdtemp(join(tmpdir(), 'datong-travel-'))
    const path = join(await folder, id)
    let written = 0
    async function* parts(): AsyncGenerator<Buffer> {
      for (let part = 0; ; part++) {
        const [row] = await db.prepared<{ bytes: Buffer }>(
          'select bytes from analytics.region_file_part where file = $1 and part = $2',
          [id, part],
        )
        if (row === undefined) return
        written += row.bytes.length
        yield row.bytes
      }
    }
    await pipeline(Readable.from(parts()), createWriteStream(path))
    if (written === bytes) return { id, path }
    throw new Error('A file of the region pack was replaced while it was read.')
  }
  return {
    fetch: (db, file) => {
      const local = known.get(file.id) ?? copy(db, file)
      known.set(file.id, local)
      return local.catch((error) => {
        known.delete(file.id)
        throw error
      })
    },
    remove: async () => {
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true })
    },
  }
}

import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { MultipartFile } from '@fastify/multipart'
import { Invalid, TooLarge } from '#kernel'
import { packFiles } from './parse-pack.ts'

export type Upload = { readonly folder: string; remove(): Promise<void> }

/** The largest file of a pack, in bytes. */
export const largestFile = 2 ** 30

/**
 * Streams the files of a pack into a folder of its own, which the caller removes.
 *
 * @throws {Invalid} for a file that no pack has; {TooLarge} for one of more than a gigabyte
 */
export async function receivePack(files: AsyncIterable<MultipartFile>): Promise<Upload> {
  const folder = await mkdtemp(join(tmpdir(), 'datong-pack-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    for await (const { filename, file } of files) {
      // Only these names reach the file system, so that no name can lead out of the folder.
      const known = packFiles.find((name) => name === filename)
      if (known === undefined)
        throw new Invalid(`A region pack has no file "${filename}".`, [{ message: `Send ${packFiles.join(', ')}.` }])
      await pipeline(file, createWriteStream(join(folder, known)))
      if (file.truncated) throw new TooLarge(`${known} is larger than a gigabyte.`)
    }
    return { folder, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

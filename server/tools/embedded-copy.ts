import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbedded } from '#kernel'
import type { OwnDatabase } from './database.ts'
import { emptyFolder, migratedFolder } from './templates.ts'

export type Kind = 'empty' | 'migrated'

/** An embedded database of its own, in a temporary folder that goes with it. */
export async function openCopy(kind: Kind): Promise<OwnDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'datong-test-'))
  await cp(await (kind === 'empty' ? emptyFolder() : migratedFolder()), folder, { recursive: true })
  const embedded = await openEmbedded(folder)
  return {
    address: embedded.address,
    dispose: async () => {
      await embedded.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Pack } from './pack.ts'
import type { Report } from './pack-fault.ts'
import { readLand } from './pack-land.ts'
import { checkRoads } from './pack-roads.ts'
import { checkTimetable } from './pack-timetable.ts'
import { checkTravelTable } from './pack-travel.ts'

/** Files that are kept as they are, for whoever computes travel. */
export const keptFiles = ['roads.osm.pbf', 'transit.zip', 'travel.csv', 'land.csv'] as const
export type KeptFile = (typeof keptFiles)[number]

/** What a check found: dates as `YYYY-MM-DD`, numbers of things by their names. */
export type FileFacts = Readonly<Record<string, string | number>>

export type PackFile = {
  readonly name: KeptFile
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly facts: FileFacts
}

/** Finds, checks and fingerprints the files of a folder that are kept as they are; one with faults is reported and left out. */
export async function readPackFiles(
  folder: string,
  pack: Pick<Pack, 'region' | 'settlements' | 'facilities'>,
  report: Report,
): Promise<readonly PackFile[]> {
  const files: PackFile[] = []
  for (const name of keptFiles) {
    const path = join(folder, name)
    const bytes = await stat(path).then(
      ({ size }) => size,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
        return undefined
      },
    )
    if (bytes === undefined) continue
    if (bytes === 0) {
      report({ severity: 'error', file: name, message: 'The file is empty.', fix: 'Copy it again, or leave it out.' })
      continue
    }
    const facts = await check(name, folder, pack, report)
    if (facts !== undefined) files.push({ name, path, bytes, sha256: await fingerprint(path), facts })
  }
  return files
}

function check(
  name: KeptFile,
  folder: string,
  pack: Pick<Pack, 'region' | 'settlements' | 'facilities'>,
  report: Report,
): Promise<FileFacts | undefined> {
  switch (name) {
    case 'roads.osm.pbf':
      return checkRoads(join(folder, name), report)
    case 'transit.zip':
      return checkTimetable(join(folder, name), report)
    case 'travel.csv':
      return checkTravelTable(folder, pack, report)
    case 'land.csv':
      return readLand(folder, pack.region, report)
  }
}

async function fingerprint(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

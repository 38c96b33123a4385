import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startWriter, type Writer } from '#context'
import type { Clock, Follower, Pool } from '#kernel'
import { importPack, type PackDraft, startRegion, writePack } from '#region'
import { quiet } from '#testing'

export const villages = 24
export const standard = { urban: 15, town: 20, rural: 30 }

/** What the region of a test says of itself: people go at 20, 25 or 30 km/h, and 1.3 times as far as the straight line. */
export const regionOf = (name: string, services: PackDraft['region']['services']): PackDraft['region'] => ({
  id: name.toLowerCase(),
  names: { en: name },
  languages: ['en'],
  timeZone: 'UTC',
  currency: 'EUR',
  coordinates: 'WGS84',
  classes: { '111': 'urban', '220': 'rural' },
  travel: { detour: 1.3, speed: { urban: 20, town: 25, rural: 30 } },
  services,
})

/** A city in the west and villages along the equator to the east, 0.1° apart: 28.9 minutes from one to the next. */
export const line: PackDraft = {
  region: regionOf('Line', [{ kind: 'clinic', names: { en: 'Clinic' }, standard }]),
  areas: [
    { code: 'r', level: 'county', names: { en: 'Line' } },
    { code: 'city', parent: 'r', level: 'town', officialClass: '111', names: { en: 'City' } },
    { code: 'land', parent: 'r', level: 'town', officialClass: '220', names: { en: 'Land' } },
  ],
  settlements: [
    { id: 'city', area: 'city', names: { en: 'City' }, position: [0, 0], population: 5000, ages: {} },
    ...Array.from({ length: villages }, (_, i) => ({
      id: `v${i}`,
      area: 'land',
      names: { en: `Village ${i}` },
      position: [0.5 + i / 10, 0] as const,
      population: 100 + ((i * 37) % 90),
      ages: {},
    })),
  ],
  facilities: [{ id: 'c1', kind: 'clinic', area: 'city', names: { en: 'Clinic' }, position: [0, 0], capacity: 3 }],
}

export type Ground = {
  readonly writer: Writer
  readonly follower: Follower
  /** @param files more files of the pack, by name */
  bring(pack: PackDraft, files?: Readonly<Record<string, string | Buffer>>): Promise<void>
  /** A pack in a folder, in place of whatever region is there. */
  bringFolder(folder: string): Promise<void>
  close(): Promise<void>
}

/** What a region needs to be brought into a database. */
export async function openGround(pool: Pool, clock: Clock = () => new Date()): Promise<Ground> {
  const writer = startWriter(pool, { clock, logger: quiet })
  const follower = await startRegion(pool, quiet)
  return {
    writer,
    follower,
    bring: async (pack, files = {}) => {
      const folder = await mkdtemp(join(tmpdir(), 'datong-pack-'))
      await writePack(folder, pack)
      for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes)
      await importPack({ pool, writer, clock, follower }, folder)
      await rm(folder, { recursive: true })
    },
    bringFolder: async (folder) => {
      await importPack({ pool, writer, clock, follower }, folder, { replace: true })
    },
    close: async () => {
      await follower.stop()
      await writer.stop()
    },
  }
}

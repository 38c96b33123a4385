import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Extension } from '@electric-sql/pglite'
import { postgis as whole } from '@electric-sql/pglite-postgis'

/** What geometries need: the library, the projections, and the SQL that creates the extension. */
const needed =
  /^(lib\/postgresql\/postgis-3\.so|share\/proj\/proj\.db|share\/postgresql\/extension\/postgis(--[\d.]+\.sql|\.control))$/

/**
 * PostGIS without rasters, topologies and upgrades, of which no SQL of ours makes use: most of its bytes, and at each start half
 * the work and a third of the memory. The smaller bundle is made once an installation; where that cannot be written, the whole
 * one serves.
 */
export const postgis: Extension = {
  name: whole.name,
  setup: async (engine, options) => {
    const setup = await whole.setup(engine, options)
    return setup.bundlePath === undefined ? setup : { ...setup, bundlePath: await smaller(setup.bundlePath) }
  },
}

async function smaller(bundle: URL): Promise<URL> {
  const { size } = await stat(bundle)
  const folder = new URL('../../../node_modules/.cache/embedded/', import.meta.url)
  const small = new URL(`postgis-${size}.tar.gz`, folder)
  const exists = await stat(small).then(
    () => true,
    () => false,
  )
  if (exists) return small
  const draft = new URL(`draft-${randomUUID()}`, folder)
  try {
    await mkdir(folder, { recursive: true })
    const parts = pick(await promisify(gunzip)(await readFile(bundle)), needed)
    await writeFile(draft, await promisify(gzip)(parts, { level: 1 }))
    await rename(draft, small)
    return small
  } catch (error) {
    await rm(draft, { force: true })
    if (['EACCES', 'EROFS', 'ENOSPC'].includes((error as NodeJS.ErrnoException).code ?? '')) return bundle
    throw error
  }
}

/** The entries of a tar archive whose names fit: each is a header of 512 bytes and its content, filled up to a multiple of 512. */
function pick(tar: Buffer, names: RegExp): Buffer {
  const kept: Buffer[] = []
  for (let from = 0; from < tar.length && tar[from] !== 0; ) {
    const name = tar.toString('utf8', from, tar.indexOf(0, from))
    const size = Number.parseInt(tar.toString('latin1', from + 124, from + 136), 8)
    const end = from + 512 + Math.ceil(size / 512) * 512
    if (names.test(name)) kept.push(tar.subarray(from, end))
    from = end
  }
  return Buffer.concat([...kept, Buffer.alloc(1024)])
}

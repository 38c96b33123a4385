import { execFile } from 'node:child_process'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Points } from '#equity'

const run = promisify(execFile)
/** Its programs for every system take 280 MB, so only who measures gets it, into a folder of its own. */
const folder = join(import.meta.dirname, '../../.cache/valhalla')
const wanted = '@valhallajs/valhallajs@3.6.1'

type Actor = {
  matrix(query: object): Promise<{ readonly sources_to_targets: readonly (readonly { readonly time: number | null }[])[] }>
}
type Valhalla = {
  readonly Actor: new (config: object) => Actor
  readonly getConfig: (options: object) => Promise<Config>
}
type Config = Record<string, unknown> & { readonly service_limits: Readonly<Record<string, Record<string, number>>> }

/**
 * Minutes by Valhalla between all of some places and all of others, with its speeds as they are without traffic.
 *
 * @param costing `auto`, `pedestrian`
 * @returns row by row, `NaN` where it finds no way; undefined, having said why, where it cannot be installed
 */
export async function valhallaMinutes(map: string, from: Points, to: Points, costing: string): Promise<Float64Array | undefined> {
  const valhalla = await install()
  if (valhalla === undefined) return undefined
  const tiles = join(folder, 'tiles')
  const config = await valhalla.getConfig({ tileDir: tiles, tileExtract: '' })
  Object.assign(config.service_limits[costing] ?? {}, { max_matrix_location_pairs: 1e7, max_matrix_distance: 1e7 })
  const file = join(folder, 'config.json')
  await writeFile(file, JSON.stringify(config))
  await rm(tiles, { recursive: true, force: true })
  // It leaves lists of doubtful ways in the folder where it runs.
  await run(process.execPath, [join(packageFolder(), 'bin/valhalla-cli.js'), 'build_tiles', '-c', file, map], {
    maxBuffer: 2 ** 26,
    cwd: folder,
  })
  const actor = new valhalla.Actor(config)
  const { sources_to_targets: rows } = await actor.matrix({ sources: listOf(from), targets: listOf(to), costing })
  return Float64Array.from(rows.flatMap((row) => row.map(({ time }) => (time === null ? Number.NaN : time / 60))))
}

const packageFolder = () => join(folder, 'node_modules/@valhallajs/valhallajs')

async function install(): Promise<Valhalla | undefined> {
  const isThere = await stat(packageFolder()).then(
    () => true,
    () => false,
  )
  if (!isThere) {
    process.stdout.write(`installing ${wanted}, once, into .cache\n`)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'package.json'), '{"private": true}')
    const options = ['install', '--no-audit', '--no-fund', '--loglevel=error', wanted]
    const problem = await run('npm', options, { cwd: folder }).then(
      () => undefined,
      (error: Error) => error.message,
    )
    if (problem !== undefined) {
      process.stdout.write(`Valhalla cannot be installed: ${problem}\n`)
      return undefined
    }
  }
  return createRequire(join(folder, 'package.json'))('@valhallajs/valhallajs') as Valhalla
}

function listOf({ longitudes, latitudes }: Points) {
  return Array.from(longitudes, (lon, i) => ({ lon, lat: latitudes[i] }))
}

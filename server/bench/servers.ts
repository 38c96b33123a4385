import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase } from '../tools/database.ts'
import { type SpawnedNode, spawnNode } from '../tools/spawn-node.ts'

/** The two that are compared, each in a process and with a database of its own. */
export type Servers = { readonly node: SpawnedNode; readonly floorUrl: string; readonly floorPid: number; stop(): Promise<void> }

/** @param databaseUrl PostgreSQL for both, in databases made for this run; the embedded database for both when undefined */
export async function startServers(databaseUrl: string | undefined): Promise<Servers> {
  const folder = await benchFolder()
  const make = async () => (databaseUrl === undefined ? undefined : createDatabase(databaseUrl))
  const [forNode, forFloor] = [await make(), await make()]
  const servers = await startServersOn(folder, forNode?.url, forFloor?.url)
  return {
    ...servers,
    stop: async () => {
      await servers.stop()
      await forNode?.dispose()
      await forFloor?.dispose()
    },
  }
}

export const benchFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'datong-bench-'))

/** Where the embedded databases of the two are, in a folder of the run. */
export const embeddedFolders = (folder: string) => ({ node: join(folder, 'node/database'), floor: join(folder, 'floor') })

/** Starts both on databases that are there, or on embedded ones in the folder, which is removed at the end. */
export async function startServersOn(folder: string, nodeDatabase?: string, floorDatabase?: string): Promise<Servers> {
  const node = await spawnNode({
    dataDir: join(folder, 'node'),
    args: ['--no-demo', '--open-context'],
    env: { LOG_LEVEL: 'error', ...(nodeDatabase !== undefined && { DATABASE_URL: nodeDatabase }) },
  })
  const { floor } = embeddedFolders(folder)
  const yardstick = spawn(
    process.execPath,
    [join(import.meta.dirname, 'floor.ts'), floor, ...(floorDatabase ? [floorDatabase] : [])],
    {
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const ended = once(yardstick, 'exit')
  const stop = async () => {
    await node.stop()
    yardstick.kill()
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const port = await Promise.race([once(yardstick.stdout, 'data').then(String), ended.then(() => undefined)])
  if (port === undefined) {
    await stop()
    throw new Error('The yardstick ended before it listened')
  }
  return { node, floorUrl: `http://127.0.0.1:${port.trim()}`, floorPid: yardstick.pid ?? 0, stop }
}

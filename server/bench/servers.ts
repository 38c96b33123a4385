import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase } from '../tools/database.ts'
import { type SpawnedNode, spawnNode } from '../tools/spawn-node.ts'

/** The two that are compared, each in a process and with a database of its own. */
export type Servers = { readonly node: SpawnedNode; readonly floorUrl: string; stop(): Promise<void> }

/** @param databaseUrl PostgreSQL for both, in databases made for this run; the embedded database for both when undefined */
export async function startServers(databaseUrl: string | undefined): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), 'datong-bench-'))
  const make = async () => (databaseUrl === undefined ? undefined : createDatabase(databaseUrl))
  const [forNode, forFloor] = [await make(), await make()]
  const node = await spawnNode({
    dataDir: join(folder, 'node'),
    args: ['--no-demo', '--open-context'],
    env: { LOG_LEVEL: 'error', ...(forNode !== undefined && { DATABASE_URL: forNode.url }) },
  })
  const floor = spawn(
    process.execPath,
    [join(import.meta.dirname, 'floor.ts'), join(folder, 'floor'), ...(forFloor ? [forFloor.url] : [])],
    {
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const ended = once(floor, 'exit')
  const stop = async () => {
    await node.stop()
    floor.kill()
    await ended
    await forNode?.dispose()
    await forFloor?.dispose()
    await rm(folder, { recursive: true, force: true })
  }
  const port = await Promise.race([once(floor.stdout, 'data').then(String), ended.then(() => undefined)])
  if (port === undefined) {
    await stop()
    throw new Error('The yardstick ended before it listened')
  }
  return { node, floorUrl: `http://127.0.0.1:${port.trim()}`, stop }
}

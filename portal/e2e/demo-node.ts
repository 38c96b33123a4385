/** A node with the demo region in a folder of its own, until standard input ends. Prints where it is as one line of JSON. */

import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnNode } from '../../server/tools/spawn-node.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'datong-pages-'))
// Passkeys are bound to the address by which people reach the node, so it must be known beforehand.
const node = await spawnNode({ dataDir, env: { RATE_LIMIT: '0', PORT: String(await freePort()) }, patience: 300_000 })
process.on('exit', () => node.process.kill())
await until(async () => (await shows('/parking', '/parking/urn')) && (await shows('/environment', 'WaterObserved')))
await until(async () => node.output().includes('/demo/people'))
const office = /http\S+\/officers\/join\/\S+/.exec(node.output())?.[0]
process.stdout.write(`${JSON.stringify({ url: node.url, key: node.operatorKey, office })}\n`)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** The node answers before its made-up region is whole. */
async function shows(path: string, text: string): Promise<boolean> {
  return (await (await fetch(`${node.url}${path}`)).text()).includes(text)
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 180_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The demo region did not appear')
    await sleep(1_000)
  }
}

process.stdin.resume()
process.stdin.on('end', async () => {
  await node.stop()
  await rm(dataDir, { recursive: true, force: true })
})

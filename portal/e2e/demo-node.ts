/** A node with the demo region in a folder of its own, until standard input ends. Prints where it is as one line of JSON. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnNode } from '../../server/tools/spawn-node.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'datong-pages-'))
const node = await spawnNode({ dataDir, env: { RATE_LIMIT: '0' }, patience: 300_000 })
process.stdout.write(`${JSON.stringify({ url: node.url, key: node.operatorKey })}\n`)
process.stdin.resume()
process.stdin.on('end', async () => {
  await node.stop()
  await rm(dataDir, { recursive: true, force: true })
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, migrate, openEmbedded } from '#kernel'
import { catchUp, sequenceRecords } from '#trust'
import { allSchemas } from '../src/schemas.ts'
import { createDatabase } from '../tools/database.ts'

const kills = 4
const writer = join(import.meta.dirname, 'record-writer.ts')

/** Lets a writer run until some of what it recorded is acknowledged, and a random moment more; then kills it. */
async function runAndKill(target: string, acknowledged: Set<string>): Promise<void> {
  const child = spawn(process.execPath, [writer, target], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => acknowledged.add(line))
  await once(lines, 'line')
  await sleep(Math.random() * 400)
  child.kill('SIGKILL')
  const [code] = await ended
  assert.equal(code, null, 'the writer was killed, and did not end by itself')
}

test(`after ${kills} times kill -9 while records come in and go into the tree, each is in it exactly once, in order`, async () => {
  const url = process.env.TEST_DATABASE_URL
  const folder = await mkdtemp(join(tmpdir(), 'datong-record-kill-'))
  const own = url ? await createDatabase(url) : undefined
  const target = own?.url ?? join(folder, 'database')
  const acknowledged = new Set<string>()
  for (let round = 0; round < kills; round++) await runAndKill(target, acknowledged)

  const embedded = own === undefined ? await openEmbedded(target) : undefined
  const pool = connect(own?.address ?? embedded?.address ?? { url: '' }, (error) => assert.fail(error))
  try {
    await migrate(pool, allSchemas)
    await catchUp(pool)
    const leaves = await pool.query<{ index: number; resource: string | null }>(
      'select index, resource from trust.leaf left join trust.record using (xid, n) order by index',
    )
    assert.ok(acknowledged.size > 0)
    assert.ok(leaves.every(({ index }, i) => index === i))
    const inTree = new Set(leaves.map(({ resource }) => resource))
    assert.equal(inTree.size, leaves.length, 'no record is in the tree twice')
    const lost = [...acknowledged].filter((resource) => !inTree.has(resource))
    assert.deepEqual(lost, [], 'what was acknowledged is in the tree')
    const [count] = await pool.query<{ records: number; size: number; concerns: number }>(
      `select (select count(*) from trust.record) as records, (select size from trust.tree) as size,
         (select count(*) from trust.concern where person <> 'o') as concerns`,
    )
    assert.deepEqual(count, { records: leaves.length, size: leaves.length, concerns: leaves.length })
    assert.deepEqual(await sequenceRecords(pool), { added: 0, isMore: false })
    const order = await pool.query(
      'select 1 from (select (xid, n) < lag((xid, n)) over (order by index) as is_before from trust.leaf) l where is_before',
    )
    assert.deepEqual(order, [], 'the tree is in the order of the commits')
  } finally {
    await pool.close()
    await embedded?.close()
    await own?.dispose()
    await rm(folder, { recursive: true, force: true })
  }
})

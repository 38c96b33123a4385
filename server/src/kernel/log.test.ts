import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { connect, follow, logEnd, logStart, type Pool, readLog, realignLog, record, trimLog } from '#kernel'
import { migratedDatabase, quiet, until } from '#testing'

let pool: Pool
let dispose: () => Promise<void>

before(async () => {
  const database = await migratedDatabase()
  dispose = database.dispose
  pool = connect(database.address, (error) => assert.fail(error))
})
beforeEach(() => pool.query('delete from kernel.log; delete from kernel.cursor'))
after(() => pool.close().then(dispose))

const append = (...subjects: readonly string[]) =>
  pool.transaction((tx) =>
    record(
      tx,
      subjects.map((subject) => ({ kind: 'test', tenant: '', subject, body: {} })),
    ),
  )

const subjects = async () => (await readLog(pool, logStart, 100)).map(({ subject }) => subject)

/** A follower of this name reads all that it has not read, and ends. @returns what it read */
async function readAs(name: string): Promise<string[]> {
  const seen: string[] = []
  const follower = await follow(pool, {
    name,
    logger: quiet,
    handle: async (_tx, entries) => void seen.push(...entries.map(({ subject }) => subject)),
  })
  await follower.caughtUp()
  await follower.stop()
  return seen
}

/** Whatever other work the server has, a reader sees what was appended last. */
const allEnded = () =>
  until(async () => {
    const [row] = await pool.query<{ isSeen: boolean }>(
      'select max(xid) < pg_snapshot_xmin(pg_current_snapshot()) as "isSeen" from kernel.log',
    )
    return row?.isSeen
  }, 'older transactions of the server have ended')

/** As in a backup that was restored into a database which has not yet counted so far. */
const moveToFuture = () =>
  pool.query(`
    update kernel.log set xid = (xid::text::bigint + 1000000000)::text::xid8;
    update kernel.cursor set xid = (xid::text::bigint + 1000000000)::text::xid8`)

test('a restored log goes on: nothing that was read is read again, nothing that was not is passed over', async () => {
  await append('a', 'b')
  assert.deepEqual(await readAs('early'), ['a', 'b'])
  await append('c')
  await append('d')
  assert.deepEqual(await readAs('late'), ['a', 'b', 'c', 'd'])
  await moveToFuture()
  assert.deepEqual(await subjects(), [], 'entries from the future are hidden')

  await realignLog(pool)
  await realignLog(pool)
  await append('e')
  await allEnded()
  assert.deepEqual(await subjects(), ['a', 'b', 'c', 'd', 'e'])
  assert.deepEqual(await readAs('early'), ['c', 'd', 'e'])
  assert.deepEqual(await readAs('late'), ['e'])
})

test('a restored log keeps its order where transactions did not append in the order in which they began', async () => {
  await append('second', 'third')
  await pool.query(`update kernel.log set xid = '900000000001' where subject = 'second'`)
  await pool.query(`update kernel.log set xid = '900000000000' where subject = 'third'`)
  await realignLog(pool)
  assert.deepEqual(await subjects(), ['third', 'second'])
})

test('cursors from the future pass over nothing, even where the log was trimmed to its end', async () => {
  await append('a')
  await readAs('follower')
  await moveToFuture()
  await pool.query('delete from kernel.log')
  await realignLog(pool)
  await append('b')
  assert.deepEqual(await readAs('follower'), ['b'])
})

test('a log of this database stays as it is', async () => {
  await append('a')
  const end = await logEnd(pool)
  await realignLog(pool)
  assert.deepEqual(await logEnd(pool), end)
})

test('trimming deletes what is old and was read by all, and keeps what a follower has still to read', async () => {
  await append('read by both')
  await readAs('slow')
  await append('read by one')
  await readAs('quick')
  assert.equal(await trimLog(pool, new Date(Date.now() - 3_600_000)), 0)
  assert.equal(await trimLog(pool, new Date(Date.now() + 3_600_000)), 1)
  assert.deepEqual(await subjects(), ['read by one'])
  assert.deepEqual(await readAs('slow'), ['read by one'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { connect, follow, logStart, nudgeFollowers, readLog, record, uuidv7 } from '#kernel'
import { migratedDatabase, quiet, testPool, until } from '#testing'

const event = (subject: string, body: unknown = {}) => ({ kind: 'test', tenant: '', subject, body })

test('a change and its record commit together or not at all', async () => {
  const pool = await testPool()
  const lost = uuidv7()
  await assert.rejects(
    pool.transaction(async (tx) => {
      await record(tx, [event(lost)])
      throw new Error('the change failed')
    }),
    /the change failed/,
  )
  const entries = await readLog(pool, logStart, 100_000)
  assert.equal(entries.filter((entry) => entry.subject === lost).length, 0)
})

test('a follower sees every entry once, in order, and goes on where it left off after a restart', async () => {
  const pool = await testPool()
  const name = uuidv7()
  const seen: string[] = []
  const start = () =>
    follow(pool, {
      name,
      kinds: [name],
      logger: quiet,
      batch: 7,
      handle: async (_tx, entries) => void seen.push(...entries.map((entry) => entry.subject)),
    })
  const append = (subjects: readonly string[]) =>
    pool.transaction((tx) =>
      record(
        tx,
        subjects.map((subject) => ({ ...event(subject), kind: name })),
      ),
    )
  const numbers = Array.from({ length: 40 }, (_, i) => String(i))

  await append(numbers.slice(0, 20))
  const first = await start()
  await first.caughtUp()
  await first.stop()
  await append(numbers.slice(20))
  assert.equal(seen.length, 20)
  const second = await start()
  await second.caughtUp()
  await second.stop()
  assert.deepEqual(seen, numbers)
})

test('entries that nobody wants are passed over, and what comes among them is handled once, by whichever process', async () => {
  const pool = await testPool()
  const name = uuidv7()
  const seen: string[] = []
  const start = () =>
    follow(pool, {
      name,
      kinds: [name],
      logger: quiet,
      batch: 5,
      handle: async (_tx, entries) => void seen.push(...entries.map(({ subject }) => subject)),
    })
  const followers = await Promise.all([start(), start()])
  for (let round = 0; round < 5; round++) {
    const entries = Array.from({ length: 12 }, (_, at) => ({ ...event(`${round}-${at}`), kind: at === 7 ? name : 'not wanted' }))
    await pool.transaction((tx) => record(tx, entries))
    nudgeFollowers()
    if (round % 2 === 1) await Promise.all(followers.map((follower) => follower.caughtUp()))
  }
  await Promise.all(followers.map((follower) => follower.caughtUp()))
  await Promise.all(followers.map((follower) => follower.stop()))
  assert.deepEqual(seen, ['0-7', '1-7', '2-7', '3-7', '4-7'])
})

test('a handler that fails is called again with the same entries', async () => {
  const pool = await testPool()
  const name = uuidv7()
  const seen: string[] = []
  let failures = 2
  const follower = await follow(pool, {
    name,
    kinds: [name],
    logger: quiet,
    handle: async (_tx, entries) => {
      if (failures-- > 0) throw new Error('not now')
      seen.push(...entries.map((entry) => entry.subject))
    },
  })
  await pool.transaction((tx) => record(tx, [{ ...event('a'), kind: name }]))
  nudgeFollowers()
  await until(() => seen.length > 0, 'the entry was handled')
  await follower.stop()
  assert.deepEqual(seen, ['a'])
})

test('having caught up means that every committed entry was handled, even one that an older transaction still hides', async (t) => {
  if (!process.env.TEST_DATABASE_URL) return t.skip('the embedded database runs one transaction at a time')
  const pool = await testPool()
  const name = uuidv7()
  const seen: string[] = []
  const follower = await follow(pool, {
    name,
    kinds: [name],
    logger: quiet,
    handle: async (_tx, entries) => void seen.push(...entries.map((entry) => entry.subject)),
  })
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const older = pool.transaction(async (tx) => {
    await tx.query('select pg_current_xact_id()')
    begun.resolve()
    await end.promise
  })
  await begun.promise
  await pool.transaction((tx) => record(tx, [{ ...event('hidden'), kind: name }]))
  const caughtUp = follower.caughtUp()
  setTimeout(end.resolve, 200)
  await Promise.all([caughtUp, older])
  assert.deepEqual(seen, ['hidden'])
  await follower.stop()
})

test('no entry is skipped when transactions commit in another order than they began', async (t) => {
  if (!process.env.TEST_DATABASE_URL) return t.skip('the embedded database runs one transaction at a time')
  const database = await migratedDatabase()
  const pool = connect(database.address, (error) => assert.fail(error))
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), async (order) => {
      const run = uuidv7()
      const seen: string[] = []
      const follower = await follow(pool, {
        name: run,
        logger: quiet,
        from: 'now',
        handle: async (_tx, entries) => void seen.push(...entries.map((entry) => entry.subject)),
      })
      const commits: (() => void)[] = []
      const transactions: Promise<void>[] = []
      for (let i = 0; i < 5; i++) {
        const recorded = Promise.withResolvers<void>()
        transactions.push(
          pool.transaction(async (tx) => {
            await record(tx, [event(`${run}-${i}`)])
            recorded.resolve()
            await new Promise<void>((resolve) => {
              commits[i] = resolve
            })
          }),
        )
        await recorded.promise
      }
      for (const i of order) {
        commits[i]?.()
        await transactions[i]
        nudgeFollowers()
      }
      await follower.caughtUp()
      await follower.stop()
      assert.deepEqual(new Set(seen.filter((subject) => subject.startsWith(run))).size, 5)
      assert.equal(seen.length, 5)
    }),
    { numRuns: 10 },
  )
  await pool.close()
  await database.dispose()
})

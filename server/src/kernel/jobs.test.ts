import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Jobs, startJobs, uuidv7 } from '#kernel'
import { quiet, testPool, until } from '#testing'

let jobs: Jobs

before(async () => {
  jobs = await startJobs(await testPool(), quiet)
})
after(() => jobs.stop())

test('a job is done once it is sent, and again when it failed', async () => {
  const done: string[] = []
  let failures = 1
  await jobs.work<{ word: string }>('greet', async ({ word }) => {
    if (failures-- > 0) throw new Error('not now')
    done.push(word)
  })
  await jobs.send('greet', { word: 'hello' })
  await until(() => done.length > 0, 'the job was done')
  assert.deepEqual(done, ['hello'])
})

test('a job sent in a transaction that fails is never done', async () => {
  const pool = await testPool()
  const done: string[] = []
  await jobs.work<{ word: string }>('remember', async ({ word }) => void done.push(word))
  const lost = uuidv7()
  await assert.rejects(
    pool.transaction(async (tx) => {
      await jobs.send('remember', { word: lost }, { db: tx })
      throw new Error('the change failed')
    }),
  )
  await jobs.send('remember', { word: 'kept' })
  await until(() => done.includes('kept'), 'the later job was done')
  assert.ok(!done.includes(lost))
})

test('work by the clock is done when its time has come, also by a process that started later', { timeout: 120_000 }, async () => {
  const struck = Promise.withResolvers<void>()
  const earlier = await startJobs(await testPool(), quiet)
  await earlier.every('tick', '* * * * *', async () => struck.reject(new Error('done by a process that was stopped')))
  await earlier.stop()
  await jobs.every('tick', '* * * * *', async () => struck.resolve())
  await struck.promise
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { findHolder, lockFolder, SetupProblem } from '#kernel'

const folder = await mkdtemp(join(tmpdir(), 'datong-lock-'))
after(() => rm(folder, { recursive: true }))

test('a data folder belongs to one process, which the second is told about', async () => {
  const lock = await lockFolder(folder)
  lock.announce({ pid: process.pid, url: 'http://localhost:8080' })
  await assert.rejects(lockFolder(folder), new RegExp(`in use by process ${process.pid} \\(http://localhost:8080\\)`))
  assert.deepEqual(await findHolder(folder), { pid: process.pid, url: 'http://localhost:8080' })
  await lock.release()
  assert.equal(await findHolder(folder), undefined)
})

test('a killed process leaves nothing behind that blocks the next, and of several that start at once one gets the folder', async () => {
  const script = `import { lockFolder } from '#kernel'; await lockFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
    cwd: join(import.meta.dirname, '../..'),
  })
  await once(child.stdout, 'data')
  await assert.rejects(lockFolder(folder), /in use by process/)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => lockFolder(folder)))
  const taken = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  assert.equal(taken.length, 1)
  assert.equal((await findHolder(folder))?.pid, process.pid)
  await taken[0]?.release()
})

test('a folder whose path no socket can have is locked and found like any other', async () => {
  for (const name of ['a folder with spaces '.repeat(8), '数据文件夹'.repeat(9)]) {
    const long = join(folder, name)
    const lock = await lockFolder(long)
    await assert.rejects(lockFolder(long), /in use by process/)
    assert.equal((await findHolder(long))?.pid, process.pid)
    await lock.release()
    assert.equal(await findHolder(long), undefined)
  }
})

test('who asks and never leaves does not keep a node from stopping', async () => {
  const lock = await lockFolder(folder)
  const guest = connect({ path: join(folder, 'node.sock'), allowHalfOpen: true })
  await once(guest, 'connect')
  await lock.release()
  guest.destroy()
})

test('a data folder that cannot be one is refused in plain words that name the setting', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  await assert.rejects(
    lockFolder(file),
    (error) => error instanceof SetupProblem && /cannot be used.*DATA_DIR/.test(error.message),
  )
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { findHolder, lockFolder } from '#kernel'

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

test('a killed process leaves nothing behind that blocks the next', async () => {
  const script = `import { lockFolder } from '#kernel'; await lockFolder(${JSON.stringify(folder)}); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
    cwd: join(import.meta.dirname, '../..'),
  })
  await once(child.stdout, 'data')
  await assert.rejects(lockFolder(folder), /in use by process/)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lock = await lockFolder(folder)
  await lock.release()
})

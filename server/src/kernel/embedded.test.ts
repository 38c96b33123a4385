import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openEmbedded } from '#kernel'

const folder = await mkdtemp(join(tmpdir(), 'datong embedded '))
after(() => rm(folder, { recursive: true }))

test('when the engine dies, so does the process, which says why: nothing is left waiting', async () => {
  const script = `
    import { openEmbedded } from '#kernel'
    let engine
    process.on('worker', (worker) => { engine = worker })
    await openEmbedded(${JSON.stringify(join(folder, 'data'))})
    setInterval(() => {}, 1000)
    await engine.terminate()`
  const child = spawn(process.execPath, ['--eval', script], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr.on('data', (data) => {
    output += data
  })
  const [code] = await once(child, 'close')
  assert.notEqual(code, 0)
  assert.match(output, /The embedded database has ended/)
})

test('a folder that holds something else is refused', async () => {
  await writeFile(join(folder, 'file'), '')
  await assert.rejects(openEmbedded(join(folder, 'file')), /EEXIST/)
})

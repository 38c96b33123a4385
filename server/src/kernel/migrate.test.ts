import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { connect, migrate } from '#kernel'
import { testDatabase } from '#testing'

const folder = await mkdtemp(join(tmpdir(), 'datong-migrate-'))
const database = await testDatabase()
const pool = connect(database.address, (error) => assert.fail(error))
const migrations = [{ module: 'trial', folder: pathToFileURL(`${folder}/`) }]
after(async () => {
  await pool.close()
  await database.dispose()
  await rm(folder, { recursive: true })
})

test('servers that start together apply each file once, in order', async () => {
  await writeFile(join(folder, '0002-more.sql'), `insert into trial.word values ('two')`)
  await writeFile(join(folder, '0001-first.sql'), `create table trial.word (word text); insert into trial.word values ('one')`)
  await Promise.all([migrate(pool, migrations), migrate(pool, migrations), migrate(pool, migrations)])
  assert.deepEqual(await pool.query('select word from trial.word'), [{ word: 'one' }, { word: 'two' }])
})

test('a migration that fails is named, leaves nothing of its own behind, and can be mended', async () => {
  const file = join(folder, '0003-wrong.sql')
  await writeFile(file, `insert into trial.word values ('lost'); insert into trial.nothing values (1)`)
  await assert.rejects(migrate(pool, migrations), /trial\/0003-wrong\.sql failed: relation "trial\.nothing" does not exist/)
  await writeFile(file, `insert into trial.word values ('three')`)
  await migrate(pool, migrations)
  assert.deepEqual(await pool.query('select word from trial.word'), [{ word: 'one' }, { word: 'two' }, { word: 'three' }])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { name, queryEntities, startWriter } from '#context'
import { createUseService } from '#equity'
import { quiet, testPool } from '#testing'
import { tellGrowingGaps } from './gap-alerts.ts'

test('a gap that grows is an entity that one can subscribe to, said once, and gone when it grows no more', async () => {
  const pool = await testPool()
  let now = new Date('2026-08-01T04:00:00Z')
  const clock = () => now
  const writer = startWriter(pool, { clock, logger: quiet })
  const deps = { pool, writer, clock, use: createUseService(pool, clock) }
  const tell = (service: string, ended: string, place: 'urban' | 'rural', days: number) =>
    pool.query(
      `select analytics.tell_use($1, 'nowhere', $2, null, 'web', $3::timestamptz - make_interval(secs => ($4::float8 + i % 7) * 86400),
         $3::timestamptz, 'completed') from generate_series(1, 60) i`,
      [service, place, ended, days],
    )
  const alerts = async () => (await queryEntities(pool, '', { types: [name('Alert')] })).entities
  const told = async () =>
    (
      await pool.query<{ kind: string }>(`select kind from kernel.log where subject like 'urn:ngsi-ld:Alert:%' order by xid, id`)
    ).map(({ kind }) => kind)
  for (let month = 1; month <= 7; month++) {
    const ended = `2026-0${month}-20T00:00:00Z`
    for (const service of ['permit', 'visit']) {
      await tell(service, ended, 'urban', 5)
      await tell(service, ended, 'rural', service === 'permit' ? 10 * 1.2 ** month : 10)
    }
  }
  await tellGrowingGaps(deps)
  const [alert, ...others] = await alerts()
  assert.equal(alert?.id, 'urn:ngsi-ld:Alert:growing-gap:permit:waiting')
  assert.deepEqual(others, [])
  assert.match(
    JSON.stringify(alert.attributes),
    /The wait for permit in the countryside grows against that in the city, by \d+\.\d % a month since 2026-01/,
  )
  assert.deepEqual(await told(), ['entity-created'])
  now = new Date('2026-08-02T04:00:00Z')
  await tellGrowingGaps(deps)
  assert.deepEqual(await told(), ['entity-created'], 'what was said is not said again')

  // A year in which both wait the same ends it.
  for (let month = 8; month <= 19; month++) {
    const ended = new Date(Date.UTC(2026, month - 1, 20)).toISOString()
    await tell('permit', ended, 'urban', 5)
    await tell('permit', ended, 'rural', 6)
  }
  now = new Date('2027-08-02T04:00:00Z')
  await tellGrowingGaps(deps)
  assert.deepEqual(await alerts(), [])
  assert.deepEqual(await told(), ['entity-created', 'entity-deleted'])
  await writer.stop()
})

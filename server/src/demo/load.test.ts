import assert from 'node:assert/strict'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { findEntity, hourlyMeans, name, readHistory, startWriter } from '#context'
import { type ArmedDevice, type DemoDeps, type DemoDevice, loadDemo, startDemoDevices } from '#demo'
import type { Pool } from '#kernel'
import { createDeviceService, openIntake, startMqtt } from '#perception'
import { createRegionService, startRegion } from '#region'
import { quiet, testPool, until } from '#testing'

const clock = () => new Date()
let deps: DemoDeps
let armed: readonly ArmedDevice[]
let besideOwnData: readonly ArmedDevice[]

before(async () => {
  const pool = await testPool()
  const writer = startWriter(pool, { clock, logger: quiet })
  const intake = openIntake({ pool, writer, clock, logger: quiet })
  const follower = await startRegion(pool, quiet)
  const dataDir = await mkdtemp(join(tmpdir(), 'datong-demo-'))
  deps = { pool, writer, clock, logger: quiet, dataDir, follower, intake }
  besideOwnData = await loadBesideOwnData()
  armed = await loadDemo(deps)
})

after(async () => {
  await deps.follower?.stop()
  await deps.intake.stop()
  await deps.writer.stop()
  await rm(deps.dataDir, { recursive: true })
})

const first = (sort: DemoDevice['signal']['sort']) =>
  armed.find(({ device }) => device.signal.sort === sort)?.device as DemoDevice

test('an empty node knows the island, its devices and their past', async () => {
  const { pool, intake } = deps
  const region = await createRegionService(pool, clock).info()
  assert.equal(region?.isDemo, true)
  assert.ok(region.counts.population > 2e6)
  assert.equal((await createDeviceService(intake).list({ limit: 1, offset: 0 })).count, 300)
  assert.equal(armed.length, 300)

  const site = first('parking')
  const known = await findEntity(pool, '', site.entity)
  assert.ok(known?.attributes[name('totalSpotNumber')] && known.attributes[name('location')])
  assert.deepEqual(known.scopes, [site.area])
  const from = new Date(Date.now() - 22 * 24 * 3_600_000)
  const parked = await readHistory(pool, '', { id: site.entity, attribute: name('availableSpotNumber'), from })
  assert.ok(parked.length > 900, `${parked.length} half hours of three weeks`)
  const hours = await hourlyMeans(pool, '', { id: first('air').entity, attribute: name('pm25'), from, to: clock() })
  assert.ok(hours.length > 100, `${hours.length} hours of a week`)
})

test('a node that has data of its own is left alone', () => assert.deepEqual(besideOwnData, []))

test('loading again changes nothing', async () => {
  const before = await count(deps.pool)
  assert.deepEqual(await loadDemo(deps), armed)
  assert.deepEqual(await count(deps.pool), before)
})

test('what the devices publish arrives in the context through the broker of the node', async () => {
  const mqtt = await startMqtt(deps.intake, { host: '127.0.0.1', port: 0 })
  after(() => mqtt.stop())
  const chosen = (['parking', 'air', 'river', 'weather', 'power', 'water'] as const).map((sort) => lively(first(sort)))
  const living = startDemoDevices({
    mqttUrl: `mqtt://127.0.0.1:${mqtt.port}`,
    devices: armed.flatMap(({ device, secret }) =>
      chosen.filter(({ id }) => id === device.id).map((lively) => ({ device: lively, secret })),
    ),
    clock,
    logger: quiet,
    startWithin: 0,
  })
  after(() => living.stop())
  const started = Date.now()
  for (const { id } of chosen)
    await until(async () => ((await createDeviceService(deps.intake).get(id))?.accepted ?? 0) > 1, `${id} has been heard twice`)
  const entity = await findEntity(deps.pool, '', first('air').entity)
  const [pm25] = entity?.attributes[name('pm25')] ?? []
  assert.ok(Date.parse(pm25?.observedAt ?? '') > started - 2000)
  assert.equal(pm25?.unitCode, 'GQ')
  await living.stop()
})

test('a node that has lost the secrets gives the devices new ones and leaves their past alone', async () => {
  await rm(join(deps.dataDir, 'demo-devices.json'))
  const before = await count(deps.pool)
  const again = await loadDemo(deps)
  assert.equal(again.length, 300)
  assert.notEqual(again[0]?.secret, armed[0]?.secret)
  assert.deepEqual(await count(deps.pool), before)
  assert.equal((await stat(join(deps.dataDir, 'demo-devices.json'))).mode & 0o077, 0, 'others cannot read them')
})

/** What is loaded into a node where somebody has put something, which is taken away again. */
async function loadBesideOwnData(): Promise<readonly ArmedDevice[]> {
  const entity = { id: 'urn:ngsi-ld:Thing:own', types: [name('Thing')], scopes: [], attributes: {} }
  await deps.writer.write([{ tenant: '', mode: 'create', entity }])
  const loaded = await loadDemo(deps)
  await deps.writer.write([{ tenant: '', mode: 'delete', entity }])
  return loaded
}

/** A device that sends every second and never fails. */
function lively(device: DemoDevice): DemoDevice {
  return { ...device, interval: 1, temper: { isStuck: false, driftPerDay: 0, silence: 0, garbage: 0 } }
}

/** The entities of places and the history of devices, as others may count them. */
async function count(pool: Pool): Promise<unknown> {
  const { counts } = (await createRegionService(pool, clock).info()) ?? {}
  const ids = ['parking', 'air', 'river', 'weather'].map((sort) => first(sort as 'air'))
  const attributes = ['availableSpotNumber', 'pm25', 'height', 'temperature']
  const to = new Date(Date.now() - 3_600_000)
  const lengths = ids.map(async ({ entity }, index) => {
    return (await readHistory(pool, '', { id: entity, attribute: name(attributes[index] ?? ''), to })).length
  })
  return { counts, lengths: await Promise.all(lengths) }
}

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as openSocket } from 'node:net'
import { after, test } from 'node:test'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { findEntity, name, startWriter, type Writer } from '#context'
import { createDeviceService, type Mqtt, openIntake, startMqtt } from '#perception'
import { quiet, testPool, until } from '#testing'
import { removeDevice, rotateSecret } from './devices.ts'
import { ground, newDevice } from './testing-ground.ts'

let shared: Promise<Mqtt> | undefined
const clients: MqttClient[] = []

after(async () => {
  for (const client of clients) client.end(true)
  await (await shared)?.stop()
})

async function door(): Promise<Mqtt> {
  const { intake } = await ground()
  shared ??= startMqtt(intake, { host: '127.0.0.1', port: 0 })
  return shared
}

async function signIn(username: string, password: string, options: IClientOptions = {}, mqtt?: Mqtt): Promise<MqttClient> {
  const { port } = mqtt ?? (await door())
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { username, password, reconnectPeriod: 0, ...options })
  client.on('error', () => undefined)
  clients.push(client)
  return client
}

const endOf = (client: MqttClient) => new Promise<void>((resolve) => client.once('close', () => resolve()))

const noon = '2026-03-01T12:00:00Z'

test('an acknowledged reading is durable, with its unit and its time', async () => {
  const { intake } = await ground()
  const { id, secret, entity } = await newDevice('AirQualityObserved', { units: { pm25: 'GQ' }, area: '/1/12' })
  const client = await signIn(id, secret)
  await client.publishAsync(`devices/${id}/air`, JSON.stringify({ pm25: 12.5, no2: null, observedAt: noon }), { qos: 1 })

  const found = await findEntity(intake.pool, '', entity)
  const [instance] = found?.attributes[name('pm25')] ?? []
  assert.deepEqual([instance?.value, instance?.unitCode, Date.parse(instance?.observedAt ?? '')], [12.5, 'GQ', Date.parse(noon)])
  assert.equal(found?.attributes[name('no2')], undefined)
  assert.deepEqual(found?.scopes, ['/1/12'])
})

test('no acknowledgement comes before the reading is durable', async () => {
  const pool = await testPool()
  const writer = startWriter(pool, { clock: () => new Date(), logger: quiet })
  let letThrough: () => void = () => undefined
  const held = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  const slow: Writer = { ...writer, pending: 0, write: (writes) => held.then(() => writer.write(writes)) }
  const intake = openIntake({ pool, writer: slow, clock: () => new Date(), logger: quiet })
  const mqtt = await startMqtt(intake, { host: '127.0.0.1', port: 0 })
  const { id, secret, entity } = await newDevice()
  const client = await signIn(id, secret, {}, mqtt)

  let isAcknowledged = false
  const sent = client.publishAsync(`devices/${id}/air`, '{"pm25":1}', { qos: 1 }).then(() => {
    isAcknowledged = true
  })
  await until(() => intake.pending === 1, 'the message arrived')
  await new Promise((resolve) => setTimeout(resolve, 100))
  assert.equal(isAcknowledged, false)
  letThrough()
  await sent
  assert.ok((await findEntity(pool, '', entity))?.attributes[name('pm25')])
  await client.endAsync()
  await mqtt.stop()
  await intake.stop()
  await writer.stop()
})

test('a reading of QoS 0, and a list of readings in one message, are taken in too', async () => {
  const { intake } = await ground()
  const { id, secret, entity } = await newDevice()
  const client = await signIn(id, secret)
  await client.publishAsync(
    `devices/${id}/air`,
    JSON.stringify([
      { pm25: 3, observedAt: noon },
      { pm10: 4, observedAt: noon },
    ]),
    { qos: 0 },
  )
  await until(async () => (await findEntity(intake.pool, '', entity))?.attributes[name('pm10')], 'the reading arrived')
  assert.equal((await findEntity(intake.pool, '', entity))?.attributes[name('pm25')]?.[0]?.value, 3)
})

test('what cannot be read is acknowledged once it is in quarantine, with its reason and its bytes', async () => {
  const { intake } = await ground()
  const service = createDeviceService(intake)
  const { id, secret } = await newDevice()
  const client = await signIn(id, secret)
  const bad = [
    ['not json', 'not-json'],
    ['{"pm25": null}', 'nothing-measured'],
    ['{"pm25": 1, "observedAt": "yesterday"}', 'not-a-time'],
    ['{"pm25": 1, "observedAt": "2126-01-01T00:00:00Z"}', 'from-the-future'],
    ['{"id": "urn:x:y", "pm25": 1}', 'not-an-attribute'],
    ['{"location": {"type": "Point", "coordinates": [200, 0]}}', 'not-an-entity'],
    ['{"name": "\\u0000"}', 'not-storable'],
    ['[]', 'nothing-measured'],
    ['7', 'not-an-object'],
    [`{"pm25": "${'x'.repeat(300_000)}"}`, 'too-large'],
  ] as const
  for (const [payload] of bad) await client.publishAsync(`devices/${id}/air`, payload, { qos: 1 })
  await client.publishAsync(`devices/${id}/air`, bad[0][0], { qos: 1 })

  const { items, count } = await service.quarantine({ device: id, limit: 50, offset: 0 })
  assert.equal(count, bad.length)
  const reasons = new Map(items.map((item) => [item.excerpt, item.reason]))
  for (const [payload, reason] of bad) assert.equal(reasons.get(payload.slice(0, 200)), reason, payload.slice(0, 60))
  const whole = await service.payload(items.find(({ reason }) => reason === 'not-json')?.id ?? '')
  assert.equal(Buffer.from(whole?.bytes ?? []).toString(), 'not json')

  const device = await service.get(id)
  assert.deepEqual([device?.accepted, device?.refused], [0, bad.length + 1])
  assert.ok(device?.lastSeen)
  assert.equal(await service.discard(items.map((item) => item.id)), bad.length)
})

test('a device may publish only under its own topic and hear only its own topics', async () => {
  const { intake } = await ground()
  const [one, other] = [await newDevice(), await newDevice()]
  const client = await signIn(one.id, one.secret)
  const answered = new Promise<number[]>((resolve) =>
    client.on('packetreceive', (packet) => void (packet.cmd === 'suback' && resolve(packet.granted as number[]))),
  )
  client.subscribe([`devices/${other.id}/#`, 'devices/#', '#', `devices/${one.id}/commands`], { qos: 1 }, () => undefined)
  assert.deepEqual(await answered, [128, 128, 128, 1])

  const ended = endOf(client)
  client.publish(`devices/${other.id}/air`, '{"pm25":99}', { qos: 1 })
  await ended
  assert.equal((await findEntity(intake.pool, '', other.entity))?.attributes[name('pm25')], undefined)
})

test('a wrong secret, an unknown device, and a secret that was rotated away are refused', async () => {
  const { intake } = await ground()
  const { id, secret } = await newDevice()
  await assert.rejects(signIn(id, 'wrong'), /Bad username or password/i)
  await assert.rejects(signIn('nobody', secret), /Bad username or password/i)

  const client = await signIn(id, secret)
  const ended = endOf(client)
  const { secret: next } = await rotateSecret(intake.pool, id)
  intake.registry.forget(id)
  await ended
  await assert.rejects(signIn(id, secret), /Bad username or password/i)
  const again = await signIn(id, next)
  const gone = endOf(again)
  await removeDevice(intake.pool, id)
  intake.registry.forget(id)
  await gone
})

test('nobody takes over the connection of another device by using its client id', async () => {
  const [one, other] = [await newDevice(), await newDevice()]
  const first = await signIn(one.id, one.secret, { clientId: 'same' })
  await signIn(other.id, other.secret, { clientId: 'same' })
  await first.publishAsync(`devices/${one.id}/air`, '{"pm25":1}', { qos: 1 })
  assert.equal(first.connected, true)
})

test('a packet that announces more than the largest ends the connection before it is gathered', async () => {
  const { port } = await door()
  const socket = openSocket(port, '127.0.0.1')
  socket.on('error', () => undefined)
  const ended = once(socket, 'close')
  // A CONNECT of 268,435,455 bytes, of which only the beginning is sent.
  socket.write(Uint8Array.of(0x10, 0xff, 0xff, 0xff, 0x7f, 0, 4, 77, 81, 84, 84))
  await ended
})

test('above the limit of pending readings clients wait and nothing is dropped', async () => {
  const { intake } = await ground()
  const mqtt = await startMqtt(intake, { host: '127.0.0.1', port: 0, mostPending: 2 })
  const { id, secret, entity } = await newDevice()
  const client = await signIn(id, secret, {}, mqtt)
  const start = Date.parse(noon)
  const sends = Array.from({ length: 300 }, (_, index) =>
    client.publishAsync(
      `devices/${id}/air`,
      JSON.stringify({ pm25: index, observedAt: new Date(start + index * 1000).toISOString() }),
      { qos: 1 },
    ),
  )
  await Promise.all(sends)
  const service = createDeviceService(intake)
  assert.equal((await service.get(id))?.accepted, 300)
  assert.equal((await findEntity(intake.pool, '', entity))?.attributes[name('pm25')]?.[0]?.value, 299)
  assert.equal((await service.latest(1))[0]?.entity, entity)
  await client.endAsync()
  await mqtt.stop()
})

test('a server that stops acknowledges what it took and lets the rest be sent again', async () => {
  const { intake } = await ground()
  const mqtt = await startMqtt(intake, { host: '127.0.0.1', port: 0, mostPending: 3 })
  const { id, secret } = await newDevice()
  const client = await signIn(id, secret, {}, mqtt)
  let acknowledged = 0
  for (let index = 0; index < 200; index++)
    client.publish(
      `devices/${id}/air`,
      `{"pm25":${index},"observedAt":"2026-03-02T00:${String(index % 60).padStart(2, '0')}:00Z"}`,
      { qos: 1 },
      (error) => {
        if (!error) acknowledged += 1
      },
    )
  await until(() => acknowledged > 0, 'the first reading was acknowledged')
  await mqtt.stop()
  const { accepted = 0 } = (await createDeviceService(intake).get(id)) ?? {}
  assert.ok(accepted >= acknowledged)
  assert.ok(accepted < 200)
})

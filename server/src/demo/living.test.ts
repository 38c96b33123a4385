import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { Aedes } from 'aedes'
import { type DemoDevice, demoDevices, startDemoDevices } from '#demo'
import { quiet, until } from '#testing'

type Heard = { readonly client: string; readonly topic: string; readonly qos: number; readonly payload: string }
type Broker = { readonly port: number; readonly heard: Heard[]; close(): Promise<void> }

/** A broker that lets a device in with the secret `secret of <id>`, and to its own topics alone. */
async function openBroker(port = 0): Promise<Broker> {
  const heard: Heard[] = []
  const sockets = new Set<Socket>()
  const broker = await Aedes.createBroker({
    authenticate: (client, username, password, done) => {
      done(null, username === client.id && password?.toString() === `secret of ${username}`)
    },
    authorizePublish: (client, { topic, qos, payload }, done) => {
      if (client === null || !topic.startsWith(`devices/${client.id}/`)) return done(new Error('not its topic'))
      heard.push({ client: client.id, topic, qos, payload: payload.toString() })
      return done(null)
    },
  })
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    broker.handle(socket)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => broker.close(resolve))
    },
  }
}

/** Sound devices that are never silent and send every second. */
const devices = demoDevices()
  .filter((_, index) => index % 60 === 0)
  .map((device): DemoDevice => ({ ...device, interval: 1, temper: { isStuck: false, driftPerDay: 0, silence: 0, garbage: 0 } }))
const arm = (list: readonly DemoDevice[]) => list.map((device) => ({ device, secret: `secret of ${device.id}` }))

test('devices publish at once and then at their interval, each as itself, and come back after the broker was away', async () => {
  const first = await openBroker()
  const mqttUrl = `mqtt://127.0.0.1:${first.port}`
  const living = startDemoDevices({ mqttUrl, devices: arm(devices), clock: () => new Date(), logger: quiet, startWithin: 500 })
  after(() => living.stop())
  await until(
    () => devices.every(({ id }) => first.heard.filter(({ client }) => client === id).length > 1),
    'every device has spoken',
  )
  assert.ok(first.heard.every(({ qos }) => qos === 1))
  assert.ok(first.heard.some(({ payload }) => 'observedAt' in JSON.parse(payload)))
  assert.equal(living.connected(), devices.length)

  await first.close()
  await until(() => living.connected() === 0, 'every device has lost the broker')
  const second = await openBroker(first.port)
  after(() => second.close())
  await until(() => devices.every(({ id }) => second.heard.some(({ client }) => client === id)), 'every device has come back')
  await living.stop()
  assert.equal(living.connected(), 0)
})

test('a device whose secret is wrong is not heard, and the others are', async () => {
  const broker = await openBroker()
  after(() => broker.close())
  const [stranger, ...known] = devices
  const armed = [{ device: stranger as DemoDevice, secret: 'guessed' }, ...arm(known)]
  const living = startDemoDevices({
    mqttUrl: `mqtt://127.0.0.1:${broker.port}`,
    devices: armed,
    clock: () => new Date(),
    logger: quiet,
    startWithin: 0,
  })
  after(() => living.stop())
  await until(() => known.every(({ id }) => broker.heard.some(({ client }) => client === id)), 'the known devices have spoken')
  assert.ok(!broker.heard.some(({ client }) => client === stranger?.id))
})

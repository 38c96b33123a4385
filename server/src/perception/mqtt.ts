import { createServer, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { Aedes, type AedesOptions, type AuthenticateError, type Client } from 'aedes'
import { isSecret, topicOf } from './device.ts'
import type { Intake } from './intake.ts'
import { because } from './mapped.ts'
import { guardPackets } from './mqtt-guard.ts'
import type { Known } from './registry.ts'
import { openTurnstile } from './turnstile.ts'

export type MqttOptions = {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Readings on their way to the database at one time; beyond it clients wait with their bytes in their sockets. */
  readonly mostPending?: number
  readonly mostConnections?: number
}

export type Mqtt = {
  readonly port: number
  readonly connected: number
  /** Takes nothing new, finishes and acknowledges what it took, then closes. */
  stop(): Promise<void>
}

/** In bytes: a message above the first goes to quarantine unread, a packet above the second ends the connection. */
const largestMessage = 256 * 1024
const largestPacket = 1024 * 1024

/**
 * The door for devices that speak MQTT 3.1.1. A device signs in with its id and secret, publishes only below `devices/<id>/`,
 * and gets the acknowledgement of a message of QoS 1 or 2 once its readings are durable.
 */
export async function startMqtt(intake: Intake, options: MqttOptions): Promise<Mqtt> {
  const devices = new Map<Client, Known>()
  const turnstile = openTurnstile(options.mostPending ?? 5_000)
  const broker = await Aedes.createBroker({
    ...gates(intake, devices, turnstile.pass),
    maxInflightInbound: 100,
    queueLimit: 1_000,
  })
  broker.on('clientDisconnect', (client) => devices.delete(client))
  broker.on('clientError', (client, error) =>
    intake.logger.info({ device: devices.get(client)?.device.id, why: error.message }, 'a device was cut off'),
  )
  broker.on('connectionError', (_client, error) => intake.logger.info({ why: error.message }, 'a connection was refused'))
  intake.registry.onForget((id) => void dropVoid(intake, devices, id))

  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    guardPackets(socket, largestPacket)
    broker.handle(socket)
  })
  server.maxConnections = options.mostConnections ?? 20_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  return {
    port: (server.address() as { port: number }).port,
    get connected() {
      return devices.size
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      await turnstile.close()
      await setImmediate()
      await new Promise<void>((resolve) => broker.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** What a client may do; each answer is given when it is certain. */
function gates(intake: Intake, devices: Map<Client, Known>, pass: (work: () => Promise<void>) => Promise<boolean>): AedesOptions {
  return {
    // Sessions end with their connection: nothing is queued for a device that is away, so that none can fill the memory.
    preConnect: (_client, packet, done) => {
      packet.clean = true
      done(null, true)
    },
    authenticate: (client, username, password, done) => {
      signIn(intake, username, password?.toString()).then(
        (known) => {
          if (known === undefined) return done(badCredentials(), false)
          devices.set(client, known)
          // Sessions are the device's own: nobody can take over another's by using its client id.
          Object.assign(client, { id: `${known.device.id}/${client.id}` })
          return done(null, true)
        },
        (error: Error) => {
          intake.logger.error({ err: error }, 'a device could not be looked up')
          done(Object.assign(error, { returnCode: 3 }), false)
        },
      )
    },
    // Aedes writes the acknowledgement right after this gate opens, before anything else: here is where a reading becomes durable.
    authorizePublish: (client, packet, done) => {
      const known = client === null ? undefined : devices.get(client)
      if (known === undefined || !packet.topic.startsWith(topicOf(known.device.id)))
        return done(new Error(`may not publish to ${packet.topic}`))
      packet.retain = false
      const bytes = Buffer.from(packet.payload)
      pass(() => takeMessage(intake, known.device.id, packet.topic, bytes)).then(
        // A server that is stopping lets the message go unacknowledged, and the device sends it again.
        (passed) => passed && done(null),
        (error: Error) => {
          intake.logger.error({ err: error, device: known.device.id }, 'a message could not be taken in')
          done(error)
        },
      )
      return undefined
    },
    authorizeSubscribe: (client, subscription, done) => {
      const known = devices.get(client)
      const isOwn = known !== undefined && subscription.topic.startsWith(topicOf(known.device.id))
      done(null, isOwn ? subscription : null)
    },
  }
}

async function signIn({ registry }: Intake, id?: string, secret?: string): Promise<Known | undefined> {
  if (id === undefined || secret === undefined) return undefined
  const known = await registry.find(id)
  return known !== undefined && isSecret(secret, known.secretHash) ? known : undefined
}

const badCredentials = (): AuthenticateError => Object.assign(new Error('unknown device or wrong secret'), { returnCode: 4 })

/** @throws when the device was removed meanwhile or the database cannot be reached: the message stays unacknowledged */
async function takeMessage(intake: Intake, id: string, topic: string, bytes: Uint8Array): Promise<void> {
  const from = await intake.registry.find(id)
  if (from === undefined) throw new Error('the device is no longer registered')
  const arrival = { source: 'mqtt' as const, from, topic, bytes }
  if (bytes.length <= largestMessage) await intake.take(arrival)
  else await intake.refuse(arrival, because('too-large', `${bytes.length} bytes; at most ${largestMessage} are read`))
}

/** Cuts off devices that were removed or have another secret now. */
async function dropVoid({ registry, logger }: Intake, devices: Map<Client, Known>, id: string | undefined): Promise<void> {
  for (const [client, { device, secretHash }] of [...devices]) {
    if (id !== undefined && device.id !== id) continue
    const now = await registry
      .find(device.id)
      .catch((error: unknown) => logger.error({ err: error }, 'a device could not be looked up'))
    if (now === undefined || !now.secretHash.equals(secretHash)) client.close()
  }
}

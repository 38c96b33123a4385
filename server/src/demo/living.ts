import { connect, type MqttClient } from 'mqtt'
import type { Clock, Logger } from '#kernel'
import type { DemoDevice } from './device.ts'
import { messagesAt, tickBefore } from './messages.ts'

/** A device with the secret by which it proves itself to the broker. */
export type ArmedDevice = { readonly device: DemoDevice; readonly secret: string }

export type LivingOptions = {
  /** Of the node's own broker, for example `mqtt://127.0.0.1:1883`. */
  readonly mqttUrl: string
  readonly devices: readonly ArmedDevice[]
  readonly clock: Clock
  readonly logger: Logger
  /** Milliseconds over which the connections are opened, so that the broker is not stormed. */
  readonly startWithin?: number
}

export type LivingDevices = {
  /** Number of devices that are connected now. */
  readonly connected: () => number
  /** Resolves when every connection is closed. */
  stop(): Promise<void>
}

type Line = { readonly device: DemoDevice; readonly client: MqttClient; sentUntil: number; isSending: boolean }

const heartbeat = 250

/**
 * Lets devices publish as real ones do: each over its own connection, with its own credentials, at its own interval, QoS 1. A
 * device sends its first reading as soon as it is connected, leaves out what it could not send, and comes back by itself when
 * the broker does.
 */
export function startDemoDevices({ mqttUrl, devices, clock, logger, startWithin = 6000 }: LivingOptions): LivingDevices {
  const lines: Line[] = []
  const waiting = [...devices]
  const atOnce = Math.max(1, Math.ceil((devices.length * heartbeat) / Math.max(heartbeat, startWithin)))
  let hasToldAll = false

  const beat = (): void => {
    for (const armed of waiting.splice(0, atOnce)) lines.push(openLine(mqttUrl, armed, logger))
    for (const line of lines) speak(line, clock(), logger)
    if (hasToldAll || waiting.length > 0 || lines.some((line) => !line.client.connected)) return
    hasToldAll = true
    logger.info({ devices: lines.length }, 'the devices of the demo region are alive')
  }
  const timer = setInterval(beat, heartbeat)
  return {
    connected: () => lines.filter((line) => line.client.connected).length,
    stop: async () => {
      clearInterval(timer)
      waiting.length = 0
      await Promise.all(lines.map((line) => line.client.endAsync(true)))
    },
  }
}

function openLine(mqttUrl: string, { device, secret }: ArmedDevice, logger: Logger): Line {
  const client = connect(mqttUrl, {
    clientId: device.id,
    username: device.id,
    password: secret,
    keepalive: 2 * device.interval,
    // Devices that lost the same broker must not all come back in the same moment.
    reconnectPeriod: 1500 + (device.seeds.own % 3000),
    reconnectOnConnackError: true,
    queueQoSZero: false,
  })
  client.on('error', (error) => logger.debug({ err: error, device: device.id }, 'a demo device has lost the broker'))
  return { device, client, sentUntil: 0, isSending: false }
}

/** Sends what is due; while the broker has not acknowledged the last message, the device waits. */
function speak(line: Line, now: Date, logger: Logger): void {
  const tick = tickBefore(line.device, now)
  if (!line.client.connected || line.isSending || tick.getTime() <= line.sentUntil) return
  line.sentUntil = tick.getTime()
  line.isSending = true
  publish(line, tick)
    .catch((error) => logger.debug({ err: error, device: line.device.id }, 'a demo device could not publish'))
    .finally(() => {
      line.isSending = false
    })
}

async function publish({ device, client }: Line, tick: Date): Promise<void> {
  for (const message of messagesAt(device, tick)) {
    await client.publishAsync(`devices/${device.id}/readings`, Buffer.from(message), { qos: 1 })
  }
}

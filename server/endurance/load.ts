import { setTimeout as sleep } from 'node:timers/promises'
import { connectAsync, type MqttClient } from 'mqtt'
import { registerDevices } from '../tools/register-devices.ts'
import type { SpawnedNode } from '../tools/spawn-node.ts'

const gauges = 8
/** Readings are numbered; the number is the value, its remainder names the gauge, and it is the second at which it was observed. */
const firstSecond = Date.UTC(2020, 0, 1)

export type Load = {
  /** Turns to a node that has just started; the first time, registers the devices and the subscription. */
  aim(node: SpawnedNode, subscriber: string): Promise<void>
  /** Numbers of the readings that a node confirmed as durable, by the way they went. */
  acknowledged(): { readonly http: ReadonlySet<number>; readonly mqtt: ReadonlySet<number> }
  stop(): Promise<void>
}

export const gaugeEntities = Array.from({ length: gauges }, (_, gauge) => `urn:ngsi-ld:SurvivalGauge:${gauge}`)

export const entityOf = (reading: number): string => `urn:ngsi-ld:SurvivalGauge:${reading % gauges}`

export const momentOf = (reading: number): string => new Date(firstSecond + reading * 1000).toISOString()

/** Sends readings by HTTP in batches and by MQTT with QoS 1, from all gauges at once, for as long as there is a node to send to. */
export function startLoad(): Load {
  const http = new Set<number>()
  const mqtt = new Set<number>()
  const secrets: string[] = []
  let next = 0
  let target: Target | undefined
  const take = (gauge: number) => {
    const reading = next - (next % gauges) + gauges + gauge
    next = Math.max(next, reading)
    return reading
  }
  return {
    aim: async (node, subscriber) => {
      await target?.leave()
      if (secrets.length === 0) secrets.push(...(await register(node, subscriber)))
      target = await aimAt(node, secrets, { http, mqtt, take })
    },
    acknowledged: () => ({ http, mqtt }),
    stop: async () => target?.leave(),
  }
}

type Target = { leave(): Promise<void> }
type Ledger = { http: Set<number>; mqtt: Set<number>; take(gauge: number): number }

async function register(node: SpawnedNode, subscriber: string): Promise<string[]> {
  const answer = await fetch(`${node.url}/ngsi-ld/v1/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      id: 'urn:ngsi-ld:Subscription:survival',
      type: 'Subscription',
      entities: [{ type: 'SurvivalGauge' }],
      notification: { format: 'simplified', endpoint: { uri: subscriber, accept: 'application/json' } },
    }),
  })
  if (!answer.ok) throw new Error(`The subscription was refused: ${await answer.text()}`)
  const drafts = gaugeEntities.map((entity, gauge) => ({ id: `gauge-${gauge}`, kind: 'SurvivalGauge', entity, decoder: 'json' }))
  return registerDevices(node, drafts)
}

async function aimAt(node: SpawnedNode, secrets: readonly string[], ledger: Ledger): Promise<Target> {
  let isLeaving = false
  const clients: MqttClient[] = []
  const whileThere = async (send: () => Promise<void>) => {
    while (!isLeaving) await send()
  }
  const senders = secrets.flatMap((secret, gauge) => {
    const half = gauge % 2 === 0
    return half
      ? [whileThere(() => sendHttp(node, secret, gauge, ledger))]
      : [publish(node, secret, gauge, ledger, clients, () => isLeaving)]
  })
  return {
    leave: async () => {
      isLeaving = true
      for (const client of clients) client.end(true)
      await Promise.all(senders)
    },
  }
}

async function sendHttp(node: SpawnedNode, secret: string, gauge: number, { http, take }: Ledger): Promise<void> {
  const readings = Array.from({ length: 5 }, () => take(gauge))
  const answer = await fetch(`${node.url}/perception/v1/readings`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`gauge-${gauge}:${secret}`).toString('base64')}`,
    },
    body: JSON.stringify(readings.map((reading) => ({ level: reading, observedAt: momentOf(reading) }))),
    signal: AbortSignal.timeout(5000),
  }).catch(goneUnder)
  if (answer === undefined) return sleep(20)
  const text = await answer.text().catch(goneUnder)
  if (!answer.ok) throw new Error(`The readings were answered with ${answer.status}: ${text}`)
  for (const reading of readings) http.add(reading)
}

/** The node was killed under this very request: what it did not confirm, nobody may count on. */
function goneUnder(error: unknown): undefined {
  if (error instanceof TypeError || (error as Error).name === 'TimeoutError') return undefined
  throw error
}

async function publish(
  node: SpawnedNode,
  secret: string,
  gauge: number,
  ledger: Ledger,
  clients: MqttClient[],
  isLeaving: () => boolean,
) {
  const username = `gauge-${gauge}`
  const login = { username, password: secret, clientId: username, reconnectPeriod: 0 }
  // Without a second try allowed it fails when the node is killed before it greets; else it would wait for ever.
  const client = await connectAsync(`mqtt://127.0.0.1:${node.mqttPort}`, login, false).catch(() => undefined)
  if (client === undefined) return
  client.on('error', () => client.end(true))
  clients.push(client)
  const closed = new Promise<false>((resolve) => {
    client.once('close', () => resolve(false))
  })
  while (!isLeaving()) {
    const reading = ledger.take(gauge)
    const message = JSON.stringify({ level: reading, observedAt: momentOf(reading) })
    if (!(await Promise.race([closed, acknowledged(client, `devices/${username}/up`, message)]))) return
    ledger.mqtt.add(reading)
  }
}

/** Whether the broker sent its PUBACK. */
function acknowledged(client: MqttClient, topic: string, message: string): Promise<boolean> {
  return new Promise((resolve) => client.publish(topic, message, { qos: 1 }, (error) => resolve(!error)))
}

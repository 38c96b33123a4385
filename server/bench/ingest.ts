import { connectAsync, type MqttClient } from 'mqtt'
import { name } from '#context'
import { registerDevices } from '../tools/register-devices.ts'
import type { SpawnedNode } from '../tools/spawn-node.ts'
import type { FloorEntity } from './floor.ts'
import { compare, type Shot, shoot } from './load.ts'
import type { BenchOptions, Result } from './result.ts'
import { startServers } from './servers.ts'

const devices = 64
const batchSize = 100
const goal = 0.6

/** Readings to durable, with three attributes each: in batches and one by one over HTTP, and one by one over MQTT with QoS 1. */
export async function* ingest({ small, databaseUrl }: BenchOptions): AsyncIterable<Result> {
  const seconds = small ? 2 : 8
  const rounds = small ? 1 : 3
  const { node, floorUrl, stop } = await startServers(databaseUrl)
  try {
    const secrets = await register(node)
    const ours = (path: string, size: number, connections: number) => () =>
      shoot(node.url, () => deviceShot(path, secrets, size), { seconds, connections }).then((rate) => rate * size)
    const floor = (path: string, size: number, connections: number) => () =>
      shoot(floorUrl, () => floorShot(path, size), { seconds, connections }).then((rate) => rate * size)
    const how = { rounds, goal, unit: 'readings/s' }

    await floor('/batch', batchSize, 8)()
    await ours('/perception/v1/readings', batchSize, 8)()
    yield await compare(
      'HTTP, batches of 100',
      { ours: ours('/perception/v1/readings', batchSize, 8), floor: floor('/batch', batchSize, 8) },
      how,
    )
    yield await compare(
      'HTTP, one by one',
      { ours: ours('/perception/v1/readings', 1, devices), floor: floor('/one', 1, devices) },
      how,
    )
    yield await compare(
      'MQTT QoS 1, one by one',
      { ours: () => publish(node, secrets, seconds), floor: floor('/one', 1, devices) },
      how,
    )
  } finally {
    await stop()
  }
}

let clock = Date.UTC(2024, 0, 1)

/** A reading that no other equals: time goes on by a second with each. */
function nextReading() {
  clock += 1000
  const step = clock / 1000
  return { at: new Date(clock).toISOString(), pm25: step % 97, no2: step % 41, temperature: (step % 300) / 10 }
}

let turn = 0
const nextDevice = () => turn++ % devices

function deviceShot(path: string, secrets: readonly string[], size: number): Shot {
  const device = nextDevice()
  const authorization = `Basic ${Buffer.from(`bench-${device}:${secrets[device]}`).toString('base64')}`
  const readings = Array.from({ length: size }, messageOf)
  return {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify(size === 1 ? readings[0] : readings),
  }
}

function messageOf() {
  const { at, ...values } = nextReading()
  return { ...values, observedAt: at }
}

function floorShot(path: string, size: number): Shot {
  const id = `urn:ngsi-ld:AirQualityObserved:bench-${nextDevice()}`
  const entities = Array.from({ length: size }, () => floorEntity(id))
  return {
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(size === 1 ? entities[0] : entities),
  }
}

function floorEntity(id: string): FloorEntity {
  const { at, ...values } = nextReading()
  const attributes = Object.fromEntries(
    Object.entries(values).map(([attribute, value]) => [name(attribute), [{ type: 'Property' as const, value, observedAt: at }]]),
  )
  return { id, types: [name('AirQualityObserved')], attributes }
}

function register(node: SpawnedNode): Promise<string[]> {
  return registerDevices(
    node,
    Array.from({ length: devices }, (_, index) => ({ id: `bench-${index}`, kind: 'AirQualityObserved', decoder: 'json' })),
  )
}

/** Every device publishes as soon as its last message was acknowledged. @returns acknowledged readings a second */
async function publish({ mqttPort }: SpawnedNode, secrets: readonly string[], seconds: number): Promise<number> {
  const clients = await Promise.all(
    secrets.map((password, index) =>
      connectAsync(`mqtt://127.0.0.1:${mqttPort}`, {
        username: `bench-${index}`,
        password,
        clientId: `bench-${index}`,
        reconnectPeriod: 0,
      }),
    ),
  )
  const until = performance.now() + seconds * 1000
  const started = performance.now()
  const counts = await Promise.all(clients.map((client, index) => publishUntil(client, index, until)))
  const took = (performance.now() - started) / 1000
  await Promise.all(clients.map((client) => client.endAsync()))
  return counts.reduce((sum, count) => sum + count, 0) / took
}

async function publishUntil(client: MqttClient, device: number, until: number): Promise<number> {
  let count = 0
  for (; performance.now() < until; count++)
    await client.publishAsync(`devices/bench-${device}/up`, JSON.stringify(messageOf()), { qos: 1 })
  return count
}

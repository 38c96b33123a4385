import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { MqttClient } from 'mqtt'
import { isPrivateHost, publicLookup } from '#kernel'
import { topicOf } from './endpoint.ts'
import type { MqttHow } from './mqtt-how.ts'

export type Publishing = MqttHow & {
  /** `mqtt://user:password@host:1883/topic`, or `mqtts:`. */
  readonly uri: string
  /** For connecting and publishing together. */
  readonly timeoutMs: number
  readonly allowPrivate: boolean
  readonly signal: AbortSignal
}

type Connection = { readonly client: MqttClient; readonly ready: Promise<void>; idle?: NodeJS.Timeout; users: number }

/** Connections by what they are made with: one to each broker, user and version. */
const connections = new Map<string, Connection>()
const idleMs = 60_000

/**
 * Publishes a text, and waits for what the quality of service says: nothing, receipt, or receipt exactly once.
 *
 * @throws when the address is private, nobody answers in time, or the broker refuses
 */
export async function publish(text: string, publishing: Publishing): Promise<void> {
  const { uri, version, qos, timeoutMs, allowPrivate } = publishing
  const url = new URL(uri)
  if (!allowPrivate && isPrivateHost(url)) throw new Error(`${url.hostname} is a private address`)
  const key = `${url.protocol}//${url.username}:${url.password}@${url.host} ${version} ${allowPrivate}`
  const connection = connections.get(key) ?? open(key, url, publishing)
  connection.users += 1
  clearTimeout(connection.idle)
  try {
    const sent = connection.ready.then(() => connection.client.publishAsync((topicOf(url) ?? '').slice(1), text, { qos }))
    await inTime(timeoutMs, sent, publishing.signal)
  } catch (error) {
    close(key, connection)
    throw error
  } finally {
    connection.users -= 1
    if (connection.users === 0) connection.idle = setTimeout(() => close(key, connection), idleMs).unref()
  }
}

/** Closes all connections: for the end of the process. */
export function closeMqtt(): void {
  for (const [key, connection] of connections) close(key, connection)
}

function open(key: string, url: URL, { version, timeoutMs, allowPrivate }: Publishing): Connection {
  const isSecure = url.protocol === 'mqtts:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const at = { host, port: Number(url.port || (isSecure ? 8883 : 1883)), ...(!allowPrivate && { lookup: publicLookup }) }
  const client = new MqttClient(() => (isSecure ? connectTls({ ...at, servername: host }) : connectTcp(at)), {
    protocolVersion: version === '5.0' ? 5 : 4,
    ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
    ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    reconnectPeriod: 0,
    connectTimeout: timeoutMs,
    clean: true,
  })
  const ready = new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve())
    client.on('error', reject)
    client.once('close', () => reject(new Error('the connection was closed')))
  })
  ready.catch(() => undefined)
  const connection = { client, ready, users: 0 }
  client.once('close', () => close(key, connection))
  connections.set(key, connection)
  return connection
}

function close(key: string, { client, idle }: Connection): void {
  clearTimeout(idle)
  if (connections.get(key)?.client === client) connections.delete(key)
  client.end(true)
}

async function inTime(milliseconds: number, work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const late = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)])
  const isLate = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error(`nobody answered in ${milliseconds} ms`)), { once: true })
  })
  await Promise.race([work, isLate])
}

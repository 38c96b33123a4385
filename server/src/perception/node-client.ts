import { type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Where a node answers, and the operator key that it asks for. */
export type NodeAddress = { readonly url: string; readonly key: string }

/** Where a command prints. */
export type Out = { write(text: string): unknown; readonly isTTY?: boolean }

/** Asks a node with JSON. @throws {Error} in the node's own words where it refuses */
export async function askNode<T>({ url, key }: NodeAddress, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Error(`The node at ${url} does not answer.`, { cause })
  })
  const text = await response.text()
  if (!response.ok) throw refusalIn(response.status, text)
  return (text === '' ? undefined : JSON.parse(text)) as T
}

/** Sends a stream and answers as soon as the node does, while the stream is still being sent. @throws as `askNode` */
export async function streamToNode({ url, key }: NodeAddress, path: string, body: Readable): Promise<IncomingMessage> {
  const target = new URL(path, url)
  const start = target.protocol === 'https:' ? overHttps : overHttp
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' }
  const sending = start(target, { method: 'POST', headers })
  const answer = new Promise<IncomingMessage>((resolve, reject) => sending.once('response', resolve).once('error', reject))
  pipeline(body, sending).catch((error: Error) => sending.destroy(error))
  const response = await answer
  // Once the node has said everything, there is nobody to send the rest to.
  response.once('end', () => sending.destroy())
  if (response.statusCode === 200) return response
  throw refusalIn(response.statusCode ?? 0, Buffer.concat(await response.toArray()).toString())
}

function refusalIn(status: number, text: string): Error {
  try {
    const { detail, title, faults = [] } = JSON.parse(text) as Problem
    const lines = faults.map(({ pointer, message, fix }) => `  ${pointer ?? ''} ${message}${fix ? ` (${fix})` : ''}`)
    return new Error([detail ?? title ?? `The node answered ${status}.`, ...lines].join('\n'))
  } catch {
    return new Error(`The node answered ${status}: ${text.slice(0, 200)}`)
  }
}

type Problem = { detail?: string; title?: string; faults?: { pointer?: string; message: string; fix?: string }[] }

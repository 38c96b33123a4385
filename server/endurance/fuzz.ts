import { Agent, request as send } from 'node:http'
import { chanceOf } from './fuzz-random.ts'
import { makeRequest, type OpenApi, operationsOf, type Request } from './fuzz-requests.ts'

const atOnce = 16
const patience = 30_000
/** An answer that something outside was not there, or that too much was asked for at once, is meant as it is. */
const meant = new Set([503, 504, 508])

export type Fault = { readonly number: number; readonly request: string; readonly answer: string }
export type Fuzzed = { readonly faults: readonly Fault[]; readonly statuses: Readonly<Record<number, number>> }

/**
 * Sends so many requests, made from the server's own OpenAPI document and broken by chance, the same for the same seed, and keeps
 * what was answered with a fault of the server, or not at all.
 *
 * @param onStep hears from time to time how many were sent
 */
export async function fuzz(
  url: string,
  { seed, requests, only = '' }: { readonly seed: number; readonly requests: number; readonly only?: string },
  onStep: (sent: number) => Promise<void>,
): Promise<Fuzzed> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApi
  const operations = operationsOf(document).filter(({ path }) => path.includes(only))
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const faults: Fault[] = []
  const statuses: Record<number, number> = {}
  let next = 0
  const work = async () => {
    for (let number = next++; number < requests; number = next++) {
      const chance = chanceOf(seed * 1_000_003 + number)
      const made = makeRequest(chance.of(operations), chance)
      const { status, text } = await ask(url, made, agent)
      statuses[status] = (statuses[status] ?? 0) + 1
      if (status === 0 || (status >= 500 && !meant.has(status)))
        faults.push({ number, request: describe(made), answer: `${status} ${text.slice(0, 500)}` })
      if (number % Math.ceil(requests / 40) === 0) await onStep(number)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  agent.destroy()
  return { faults, statuses }
}

type Answer = { readonly status: number; readonly text: string; readonly isClosed?: boolean }

/** A connection that the server closes after a refusal may be chosen once more before that is known: then again, on a new one. */
async function ask(url: string, made: Request, agent: Agent): Promise<Answer> {
  const first = await askOn(url, made, agent)
  return first.isClosed ? askOn(url, made, new Agent()) : first
}

function askOn(url: string, { method, path, headers, body }: Request, agent: Agent): Promise<Answer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { 'content-length': String(body.length) }
    const options = { hostname, port, method, path, headers: { ...headers, ...length }, agent, timeout: patience }
    const sent = send(options, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }))
      answer.on('error', fail)
    })
    const fail = (error: NodeJS.ErrnoException) =>
      resolve({ status: 0, text: String(error), isClosed: error.code === 'ECONNRESET' || error.code === 'EPIPE' })
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')))
    sent.on('error', fail)
    sent.end(body)
  })
}

const describe = ({ method, path, headers, body }: Request) =>
  `${method} ${path.slice(0, 2000)} ${JSON.stringify(headers)} ${body === undefined ? '' : JSON.stringify(body.toString()).slice(0, 2000)}`

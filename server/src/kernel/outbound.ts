import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isPrivateHost, publicLookup } from './private-address.ts'

export type Outbound = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** For the whole exchange. */
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly allowPrivate: boolean
  /** Ends it early. */
  readonly signal?: AbortSignal
}

export type Answer = { readonly status: number; readonly headers: IncomingMessage['headers']; readonly body: string }

const agents = {
  http: new HttpAgent({ keepAlive: true, maxSockets: 100 }),
  https: new HttpsAgent({ keepAlive: true, maxSockets: 100 }),
}

/**
 * One HTTP exchange with somebody outside, bounded in time and size and kept away from private addresses.
 *
 * @throws when the address is private or unknown, nobody answers in time, or the answer is too large
 */
export function callOut(address: string, call: Outbound): Promise<Answer> {
  const url = new URL(address)
  if (!call.allowPrivate && isPrivateHost(url)) return Promise.reject(new Error(`${url.hostname} is a private address`))
  const isSecure = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const request = (isSecure ? httpsRequest : httpRequest)(
      url,
      {
        method: call.method,
        headers: call.headers,
        agent: isSecure ? agents.https : agents.http,
        signal: AbortSignal.any([AbortSignal.timeout(call.timeoutMs), ...(call.signal ? [call.signal] : [])]),
        ...(!call.allowPrivate && { lookup: publicLookup }),
      },
      (response) =>
        collect(response, call.maxBytes).then(
          (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
          reject,
        ),
    )
    request.on('error', (error) => {
      // The other side may close a connection that was kept at the very moment it is used again.
      if (request.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET')
        callOut(address, call).then(resolve, reject)
      else reject(error)
    })
    request.end(call.body)
  })
}

async function collect(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) {
      response.destroy()
      throw new Error(`the answer is larger than ${maxBytes} bytes`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

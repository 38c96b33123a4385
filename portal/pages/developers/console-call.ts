/** One call from the test console: put together, sent through the whole application, and told. */
import type { FastifyRequest } from 'fastify'
import type { Operation, Parameter } from '../everyone/api-document.ts'

export type Answer = {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  /** More was answered than is shown. */
  readonly isCut: boolean
}

type Call = { readonly url: string; readonly body?: string; readonly type?: string }

const longest = 20_000

export const keyOf = ({ method, path }: Pick<Operation, 'method' | 'path'>) => `${method} ${path}`

/** The name that the field of a parameter has in the form. */
export const fieldOf = (parameter: Pick<Parameter, 'in' | 'name'>) => `${parameter.in}.${parameter.name}`

/** What was filled into a form whose fields are the parameters of an operation. */
export function readGiven(raw: unknown, { parameters }: Operation): Readonly<Record<string, string>> {
  const fields = (raw ?? {}) as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    parameters.flatMap((parameter) => {
      const value = fields[fieldOf(parameter)]
      return typeof value === 'string' && value !== '' ? [[fieldOf(parameter), value.slice(0, 2000)]] : []
    }),
  )
}

/** Parameters without which there is no call, and that were not given. */
export const missingOf = ({ parameters }: Operation, given: Readonly<Record<string, string>>): readonly string[] =>
  parameters
    .filter((one) => (one.in === 'path' || (one.in === 'query' && one.isRequired)) && given[fieldOf(one)] === undefined)
    .map(({ name }) => name)

export function makeCall(
  { path, parameters, bodies, method }: Operation,
  given: Readonly<Record<string, string>>,
  body = '',
): Call {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given[`path.${name}`] ?? ''))
  const query = new URLSearchParams(
    parameters.flatMap((one) => {
      const value = given[fieldOf(one)]
      return one.in === 'query' && value !== undefined ? [[one.name, value]] : []
    }),
  )
  const url = query.size === 0 ? filled : `${filled}?${query}`
  if (method === 'GET' || body === '') return { url }
  return { url, body, type: bodies[0] ?? 'application/json' }
}

/** Sends it as it would come from outside, without leaving this process. */
export async function send(request: FastifyRequest, method: string, { url, body, type }: Call, token: string): Promise<Answer> {
  const answer = await request.server.inject({
    method: method as 'GET',
    url,
    remoteAddress: request.ip,
    headers: {
      authorization: `Bearer ${token}`,
      'accept-encoding': 'identity',
      ...(type !== undefined && { 'content-type': type }),
    },
    ...(body !== undefined && { payload: body }),
  })
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const)
  const text = textOf(String(answer.headers['content-type'] ?? ''), answer.rawPayload)
  return {
    status: answer.statusCode,
    statusText: answer.statusMessage,
    headers,
    body: text.slice(0, longest),
    isCut: text.length > longest,
  }
}

function textOf(type: string, bytes: Buffer): string {
  if (/json/.test(type)) return pretty(bytes.toString())
  return /^text\/|xml|^$/.test(type) ? bytes.toString() : `${type}, ${bytes.length} B`
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}

/** The same call from a command line. */
export function curlFor(method: string, { url, body, type }: Call, address: string): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
  return [
    'curl',
    ...(method === 'GET' ? [] : [`-X ${method}`]),
    quote(`${address}${url}`),
    '-H "authorization: Bearer $TOKEN"',
    ...(type === undefined ? [] : [`-H ${quote(`content-type: ${type}`)}`]),
    ...(body === undefined ? [] : [`-d ${quote(body)}`]),
  ].join(' ')
}

/** How an app that acts for itself gets a token. */
export const tokenCurl = (issuer: string, id: string, scopes: readonly string[]): string =>
  `TOKEN=$(curl -s -u '${id}':"$SECRET" -d 'grant_type=client_credentials' -d 'scope=${scopes.join(' ')}' '${issuer}/token' | jq -r .access_token)`

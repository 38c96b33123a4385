import { mutateBytes, mutateJson, strangeText } from './fuzz-mutate.ts'
import type { Chance } from './fuzz-random.ts'
import { bodyFor, parameterValue, pathValue } from './fuzz-seeds.ts'

type Parameter = { readonly name: string; readonly in: string; readonly required?: boolean }
export type OpenApi = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters?: readonly Parameter[] }>>>>
}

export type Operation = { readonly method: string; readonly path: string; readonly parameters: readonly Parameter[] }
export type Request = {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body?: Buffer
}

export const operationsOf = ({ paths }: OpenApi): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [] }]) => ({ method: method.toUpperCase(), path, parameters })),
  )

/** A request for an operation that is right in all but a few things, and once in four in everything. */
export function makeRequest({ method, path, parameters }: Operation, chance: Chance): Request {
  const isRight = chance.oneIn(4)
  const breaks = (times: number) => !isRight && chance.oneIn(times)
  const places = path.replace(/\{([^}]+)\}/g, (_, place: string) =>
    breaks(8) ? encodeStrangely(strangeText(chance), chance) : encodeURIComponent(pathValue(path, place, chance)),
  )
  const query = new URLSearchParams()
  const wanted = parameters.filter((one) => one.in === 'query')
  for (const name of choose(wanted, chance))
    query.append(name, breaks(10) ? strangeText(chance).slice(0, 6000) : parameterValue(name, chance))
  if (breaks(30)) query.append(strangeText(chance).slice(0, 100), 'x')
  const [first] = wanted
  if (first !== undefined && breaks(30)) query.append(first.name, 'twice')
  const search =
    query.size > 0
      ? `?${
          breaks(40)
            ? mutateBytes(query.toString(), chance)
                .toString('latin1')
                .replace(/[^!-~]/g, '')
            : query
        }`
      : ''
  const body = /^(POST|PUT|PATCH)$/.test(method) || breaks(20) ? makeBody(method, path, chance, isRight) : undefined
  return {
    method: breaks(40) ? chance.of(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']) : method,
    path: `${places}${search}`,
    headers: makeHeaders(path, chance, body, breaks),
    ...(body !== undefined && { body }),
  }
}

/** Parameters of which none is right without the others. */
const together = [
  ['georel', 'geometry', 'coordinates'],
  ['timerel', 'timeAt', 'endTimeAt'],
  ['aggrMethods', 'aggrPeriodDuration'],
]

/** A few of the parameters that an operation may have, and those that it must have. */
function choose(parameters: readonly Parameter[], chance: Chance): Set<string> {
  const names = new Set(parameters.filter(({ required }) => required).map(({ name }) => name))
  if (parameters.length > 0) for (let few = chance.below(4); few > 0; few--) names.add(chance.of(parameters).name)
  for (const group of together) if (group.some((name) => names.has(name))) for (const name of group) names.add(name)
  if (parameters.some(({ name }) => name === 'q') && !chance.oneIn(5)) names.add('type')
  return names
}

function encodeStrangely(text: string, chance: Chance): string {
  const encoded = encodeURIComponent(text.toWellFormed()).slice(0, 5000)
  return chance.oneIn(4) ? encoded.slice(0, -1) : encoded || '%20'
}

function makeBody(method: string, path: string, chance: Chance, isRight: boolean): Buffer {
  const right = bodyFor(method, path, chance)
  if (isRight) return Buffer.from(JSON.stringify(right))
  if (chance.oneIn(5)) return mutateBytes(JSON.stringify(right), chance)
  return Buffer.from(JSON.stringify(mutateJson(right, chance)) ?? '')
}

function makeHeaders(
  path: string,
  chance: Chance,
  body: Buffer | undefined,
  breaks: (times: number) => boolean,
): Record<string, string> {
  const headers: Record<string, string> = {}
  if (body !== undefined) {
    const holdsContext = body.includes('"@context"')
    headers['content-type'] = breaks(12)
      ? chance.of([
          'text/plain',
          'application/xml',
          'application/json; charset=latin1',
          'x',
          'multipart/form-data',
          'application/ld+json',
        ])
      : path.includes('/ngsi-ld/') && holdsContext
        ? 'application/ld+json'
        : 'application/json'
  }
  if (breaks(6)) headers.accept = chance.of(['application/ld+json', 'application/geo+json', 'text/html', '*/*;q=x', 'a/b', ','])
  if (breaks(12)) headers['ngsild-tenant'] = chance.of(['fuzz', 'none', '../x', 'a b', 'x'.repeat(300)])
  if (breaks(12))
    headers.link = chance.of(['<http://127.0.0.1:1/c>; rel="http://www.w3.org/ns/json-ld#context"', '<>', '<x', ';rel=,<a>'])
  if (breaks(30)) headers.via = chance.of(['1.1 x', ',,', 'x'.repeat(2000)])
  if (breaks(30)) headers.prefer = chance.of(['body=json', 'ngsi-ld=0.1', '='])
  if (breaks(30)) headers['accept-encoding'] = chance.of(['gzip', 'br', 'x;q=2', '*'])
  if (breaks(40)) headers.cookie = chance.of(['a=b', ';;;=', 'session=%'])
  if (breaks(40)) headers.authorization = chance.of(['Bearer x', 'Basic !!!', 'Basic Zm9v', 'Digest'])
  if (breaks(60)) headers.expect = '100-continue'
  return headers
}

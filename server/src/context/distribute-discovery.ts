import type { FastifyRequest } from 'fastify'
import type { Concern } from './csource-concern.ts'
import { matchingInfo } from './csource-match.ts'
import type { Operation } from './csource-operations.ts'
import type { ContextDeps } from './deps.ts'
import { findConcerned, originOf, staysHere } from './distribute-concerned.ts'
import { warningsIn, warningsOf } from './distribute-warnings.ts'
import { asRefusal } from './distribute-write.ts'
import { isObject, type Json } from './json.ts'
import type { Names } from './names.ts'
import { aliasFor } from './source-identity.ts'

/** Types or attributes, as they are described: one, a list of them, or a list of their names. */
export type Description = Json | readonly Json[]

/** How sources are asked for the same, and what it is about. */
export type DescriptionAsk = {
  readonly names: Names
  readonly context: unknown
  readonly operation: Operation
  readonly path: (names: Names) => string
  readonly details: boolean
  readonly concern: Concern
}

/** What is described here, and by all sources that describe it too (GS CIM 009, 5.7.5 to 5.7.10). */
export async function gatherDescriptions(
  deps: ContextDeps,
  request: FastifyRequest,
  own: Description | undefined,
  { names, context, operation, path, details, concern }: DescriptionAsk,
): Promise<{ readonly found: Description | undefined; readonly warnings: readonly string[] }> {
  if (staysHere(deps, request)) return { found: own, warnings: [] }
  const origin = originOf(request, names, context)
  const { registrations, like } = await findConcerned(deps, origin, concern)
  const serving = registrations.filter((one) => one.operations.has(operation) && matchingInfo(one, concern, like).length > 0)
  // Who is registered twice is asked once, lest what it has be counted twice.
  const asked = [...new Map(serving.map((one) => [`${one.endpoint} ${one.tenant}`, one])).values()]
  const answers = await Promise.all(
    asked.map(async (registration) => {
      try {
        const ask = (written: Names) => ({
          method: 'GET' as const,
          path: path(written),
          ...(details && { query: { details: 'true' } }),
        })
        const answer = await deps.sources.call(registration, ask, origin)
        const described = answer.status === 404 ? undefined : readDescription(answer.body, answer.names, names)
        return { described, warnings: warningsIn(answer) }
      } catch (error) {
        return { described: undefined, warnings: warningsOf(asRefusal(error), aliasFor(deps.alias ?? 'datong', origin.tenant)) }
      }
    }),
  )
  const all = [own, ...answers.map(({ described }) => described)].filter((one) => one !== undefined)
  return {
    found: all.length === 0 ? undefined : all.reduce((whole, one) => merge(whole, one) as Description),
    warnings: answers.flatMap(({ warnings }) => warnings),
  }
}

const nameMembers = new Set(['typeName', 'attributeName', 'typeList', 'attributeList', 'attributeNames', 'typeNames'])

/** A description with the names that its reader uses. */
function readDescription(body: unknown, { expand }: Names, { compact }: Names): Description | undefined {
  const rename = (value: unknown): unknown =>
    typeof value === 'string' ? compact(expand(value)) : Array.isArray(value) ? value.map(rename) : value
  const read = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(read)
    if (!isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, nameMembers.has(key) ? rename(member) : read(member)]),
    )
  }
  return isObject(body) || Array.isArray(body) ? (read(body) as Description) : undefined
}

/** Two descriptions of the same as one: numbers add up, lists are joined, what has an id is described once. */
function merge(one: unknown, other: unknown): unknown {
  if (typeof one === 'number' && typeof other === 'number') return one + other
  if (Array.isArray(one) && Array.isArray(other)) return mergeLists(one, other)
  if (!isObject(one) || !isObject(other)) return one
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries(
    [...keys].map((key) => [key, key in one && key in other ? merge(one[key], other[key]) : (one[key] ?? other[key])]),
  )
}

function mergeLists(one: readonly unknown[], other: readonly unknown[]): unknown[] {
  const byId = new Map<unknown, unknown>()
  for (const item of [...one, ...other]) {
    const id = isObject(item) ? item.id : item
    byId.set(id, byId.has(id) ? merge(byId.get(id), item) : item)
  }
  const nameOf = (item: unknown) => String(isObject(item) ? item.id : item)
  return [...byId.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
}

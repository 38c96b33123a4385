import type { FastifyRequest } from 'fastify'
import { type Concern, concernOf } from './csource-concern.ts'
import { isOfPast } from './csource-discovery.ts'
import type { ContextDeps } from './deps.ts'
import { findConcerned, originOf, staysHere } from './distribute-concerned.ts'
import { planRead, queryRequest, type ReadShare, type Window } from './distribute-read-plan.ts'
import type { SourceRequest } from './distribute-request.ts'
import type { SourceAnswer } from './distribute-sources.ts'
import { warningsIn, warningsOf } from './distribute-warnings.ts'
import { asRefusal } from './distribute-write.ts'
import { isObject } from './json.ts'
import type { Names } from './names.ts'
import { ownMembers } from './projection.ts'
import type { Written } from './represent.ts'
import { aliasFor } from './source-identity.ts'
import type { HistoryAsk, HistoryQuery } from './temporal-ask.ts'
import type { TimeRange } from './temporal-query.ts'

/** Histories as sources answer them, in the form that was asked for, and what must be told of sources that did not answer. */
export type PastFound = { readonly found: readonly Written[]; readonly warnings: readonly string[] }

const nothing: PastFound = { found: [], warnings: [] }

/** What the sources know of the past of an entity (GS CIM 009, 5.7.3). */
export async function gatherPast(deps: ContextDeps, request: FastifyRequest, ask: HistoryAsk, id: string): Promise<PastFound> {
  return gather(deps, request, ask, { selectors: [{ id }] }, 'retrieveTemporal', () => ({
    method: 'GET',
    path: `temporal/entities/${encodeURIComponent(id).replaceAll('%3A', ':')}`,
    query: formOf(ask),
  }))
}

/** What the sources find of the past of entities (5.7.4), the first of them by their ids. */
export async function gatherPasts(
  deps: ContextDeps,
  request: FastifyRequest,
  ask: HistoryQuery,
  most: number,
): Promise<PastFound> {
  const window: Window = { limit: Math.min(most, 1000), offset: 0, count: false }
  return gather(deps, request, ask, concernOf(ask.query), 'queryTemporal', ({ registration, selector }, names) => {
    const asked = { registration: { ...registration, operations: new Set(['queryEntity'] as const) }, selector }
    const { ordering: _ordering, ...query } = ask.query
    const { query: parameters } = queryRequest(asked, query, window, names, false)
    return { method: 'GET', path: 'temporal/entities', query: { ...parameters, options: '', ...formOf(ask) } }
  })
}

async function gather(
  deps: ContextDeps,
  request: FastifyRequest,
  ask: HistoryAsk,
  concern: Concern,
  operation: 'retrieveTemporal' | 'queryTemporal',
  toRequest: (share: ReadShare, names: Names) => SourceRequest,
): Promise<PastFound> {
  if (staysHere(deps, request)) return nothing
  const origin = originOf(request, ask.names, ask.context)
  const { registrations, like } = await findConcerned(deps, origin, concern, (one) => isOfPast(one, ask.part.range))
  const wanted = ask.how.pick && [...ask.how.pick].filter((member) => !ownMembers.includes(member))
  const shares = planRead(registrations, concern, like, wanted, [operation])
  const answers = await Promise.all(
    shares.map(async (share): Promise<PastFound> => {
      try {
        const answer = await deps.sources.call(
          share.registration,
          (names) => {
            const { query = {}, ...rest } = toRequest(share, names)
            const pick = share.attributes && ['id', 'type', ...share.attributes.map(names.compact)].join(',')
            const { options, ...others } = query
            return { ...rest, query: { ...others, ...(options && { options }), ...(pick && { pick }) } }
          },
          origin,
        )
        return { found: readPast(answer, ask.names), warnings: warningsIn(answer) }
      } catch (error) {
        return { found: [], warnings: warningsOf(asRefusal(error), aliasFor(deps.alias ?? 'datong', origin.tenant)) }
      }
    }),
  )
  return { found: answers.flatMap(({ found }) => found), warnings: answers.flatMap(({ warnings }) => warnings) }
}

/** The parameters that say which part of the past is meant, and in which form it is answered. */
function formOf({ form, how, part }: HistoryAsk): Record<string, string> {
  const { range, datasets } = part
  const forms = [
    ...(typeof form === 'object' ? ['aggregatedValues'] : form === 'values' ? ['temporalValues'] : []),
    ...(how.sysAttrs ? ['sysAttrs'] : []),
  ]
  return {
    ...timesOf(range),
    ...(forms.length > 0 && { options: forms.join(',') }),
    ...(typeof form === 'object' && { aggrMethods: form.methods.join(','), aggrPeriodDuration: form.period }),
    ...(datasets !== undefined && { datasetId: datasets.join(',') }),
  }
}

function timesOf({ from, to, by, lastN }: TimeRange): Record<string, string> {
  const which =
    from !== undefined && to !== undefined
      ? { timerel: 'between', timeAt: from, endTimeAt: to }
      : from !== undefined
        ? { timerel: 'after', timeAt: from }
        : to !== undefined
          ? { timerel: 'before', timeAt: to }
          : {}
  return { ...which, ...(by !== undefined && { timeproperty: by }), ...(lastN !== undefined && { lastN: String(lastN) }) }
}

/** The histories of an answer, with the names of whoever asked. */
function readPast({ body, status, names }: SourceAnswer, reader: Names): Written[] {
  const documents: unknown[] = status === 404 ? [] : Array.isArray(body) ? body : [body]
  return documents.filter(isObject).flatMap((document) => {
    const { '@context': _context, ...members } = document
    if (typeof members.id !== 'string') return []
    if (names === reader) return [members]
    const rename = (term: unknown) => reader.compact(names.expand(String(term)))
    const { type, ...others } = members
    const renamed = Object.entries(others).map(([key, value]) => [ownMembers.includes(key) ? key : rename(key), value])
    return [{ ...Object.fromEntries(renamed), type: Array.isArray(type) ? type.map(rename) : rename(type) }]
  })
}

/** Histories of the same entities as one: of an attribute that several know, instances and values follow each other; of figures, the first count. */
export function joinPasts(histories: readonly Written[]): Written[] {
  const byId = new Map<unknown, Written>()
  for (const history of histories) {
    const known = byId.get(history.id)
    byId.set(history.id, known === undefined ? history : joinPast(known, history))
  }
  return [...byId.values()].sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))
}

function joinPast(one: Written, other: Written): Written {
  const joined: Written = { ...one }
  for (const [key, value] of Object.entries(other)) {
    const known = joined[key]
    if (known === undefined) joined[key] = value
    else if (!ownMembers.includes(key)) joined[key] = joinSeries(known, value)
  }
  return joined
}

const pairLists = ['values', 'objects', 'languageMaps', 'vocabs', 'jsons', 'valueLists', 'objectLists']

function joinSeries(known: unknown, other: unknown): unknown {
  if (Array.isArray(known) && Array.isArray(other)) return [...known, ...other]
  if (!isObject(known) || !isObject(other)) return known
  const list = pairLists.find((member) => Array.isArray(known[member]) && Array.isArray(other[member]))
  return list === undefined ? known : { ...known, [list]: [...(known[list] as unknown[]), ...(other[list] as unknown[])] }
}

import type { Fault } from '#kernel'
import { readDuration } from './duration.ts'
import { badData } from './errors.ts'
import { isObject, isUri, type Json, unstorable } from './json.ts'
import type { Names } from './names.ts'
import { type Projection, readProjection } from './projection.ts'
import type { EntityQuery } from './query.ts'
import { bounded, filterOf } from './query-ask.ts'
import { readBody } from './query-body.ts'
import { readTimeRange, type TimeRange } from './temporal-query.ts'

/** A query of a snapshot: which entities, what of them, and for their history, of which time. */
export type SnapshotQuery = { readonly query: EntityQuery; readonly projection: Projection; readonly range?: TimeRange }

const dayMs = 86_400_000
/** How long a snapshot is kept where nobody says it, and at most. */
const [usualMs, longestMs] = [dayMs, 7 * dayMs]
export const usualPriority = 5

/** Members that a client sets; of those, the ones that it may change later. */
const changeable = ['snapshotLifetime', 'snapshotPriority', 'endpoint', 'receiverInfo'] as const
const queryLists = ['snapshotQueries', 'snapshotTemporalQueries'] as const

/**
 * The members of a snapshot that a client may send (GS CIM 009, 5.2.41); what only the node says is passed over.
 *
 * @throws {NgsiLdError} BadRequestData with a pointer to each fault
 */
export function readSnapshot(body: unknown, operation: 'create' | 'clone' | 'update'): Json {
  if (!isObject(body)) throw badData([{ pointer: '', message: 'is not a JSON object' }])
  const faults: Fault[] = []
  const check = (isRight: boolean, pointer: string, message: string) => {
    if (!isRight) faults.push({ pointer, message })
  }
  const isNew = operation === 'create'
  const { snapshotPriority: priority, snapshotLifetime: lifetime, endpoint, receiverInfo, id, type } = body
  const lists = queryLists.filter((member) => body[member] !== undefined)
  check(unstorable(body) === undefined, '', 'holds something that cannot be stored')
  check(type === 'Snapshot' || (!isNew && type === undefined), '/type', 'is not "Snapshot"')
  check(id === undefined || (operation !== 'update' && isUri(id)), '/id', 'is not a URI, or cannot be changed')
  check(!isNew || lists.length > 0, '/snapshotQueries', 'is missing, and so is snapshotTemporalQueries')
  for (const member of lists) {
    check(isNew, `/${member}`, 'cannot be changed')
    check(Array.isArray(body[member]) && body[member].length > 0, `/${member}`, 'is not a list of queries with at least one')
  }
  const isPriority = Number.isInteger(priority) && (priority as number) >= 1 && (priority as number) <= 10
  check(isGone(priority) || isPriority, '/snapshotPriority', 'is not a whole number from 1 to 10')
  check(isGone(lifetime) || readDuration(lifetime) !== undefined, '/snapshotLifetime', 'is not an ISO 8601 duration')
  check(isGone(endpoint) || isHttp(endpoint), '/endpoint', 'is not the URL of an HTTP endpoint')
  check(isGone(receiverInfo) || isHeaderList(receiverInfo), '/receiverInfo', 'is not a list of keys and values for headers')
  if (faults.length > 0) throw badData(faults)
  const kept = [...changeable, ...(isNew ? queryLists : [])]
  return Object.fromEntries(kept.flatMap((member) => (body[member] === undefined ? [] : [[member, body[member]]])))
}

/** @throws {NgsiLdError} BadRequestData for a query that cannot be read */
export function readSnapshotQuery(given: unknown, names: Names, isTemporal: boolean): SnapshotQuery {
  const { selectors, ...parameters } = readBody(given, names)
  const { temporalQ } = given as Json
  if (isTemporal !== isObject(temporalQ))
    throw badData([{ pointer: '/temporalQ', message: isTemporal ? 'is missing' : 'belongs to snapshotTemporalQueries' }])
  const query = bounded({ ...filterOf(parameters, names), ...(selectors && { selectors }) }, parameters)
  return { query, projection: readProjection(parameters, names), ...(isObject(temporalQ) && { range: readTimeRange(temporalQ) }) }
}

/** When a snapshot that is made or prolonged now comes to its end. */
export function endOf({ snapshotLifetime }: Json, now: Date): Date {
  return new Date(now.getTime() + Math.min(readDuration(snapshotLifetime) ?? usualMs, longestMs))
}

const isGone = (value: unknown) => value === undefined || value === null
const isHttp = (value: unknown) => typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '')
const isHeaderList = (value: unknown) => Array.isArray(value) && value.every(isHeader)
const isHeader = (item: unknown) =>
  isObject(item) &&
  typeof item.key === 'string' &&
  /^[\w!#$%&'*+.^`|~-]+$/.test(item.key) &&
  typeof item.value === 'string' &&
  /^[\t\x20-\x7e]*$/.test(item.value)

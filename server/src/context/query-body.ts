import type { Fault } from '#kernel'
import { badData } from './errors.ts'
import { isObject, type Json } from './json.ts'
import type { Names } from './names.ts'
import type { Selector } from './query.ts'
import type { QueryParameters } from './query-ask.ts'
import { isSelectorList, readSelector } from './subscription.ts'

/** Members of a Query (GS CIM 009, 5.2.23) that say what a parameter of the same name says, by the kind of their value. */
const texts = ['q', 'scopeQ', 'csf', 'lang', 'geometryProperty', 'join', 'idPattern'] as const
const lists = ['attrs', 'pick', 'omit', 'datasetId', 'containedBy', 'jsonKeys', 'expandValues'] as const
const numbers = ['joinLevel'] as const
const flags = ['entityMap', 'splitEntities'] as const

/** A query in a body, as the parameters that mean the same; only lists of selectors are more than parameters can say. */
export type QueryBody = QueryParameters & { readonly selectors?: readonly Selector[] }

/** @throws {NgsiLdError} BadRequestData with a pointer to each fault */
export function readBody(body: unknown, names: Names): QueryBody {
  if (!isObject(body) || body.type !== 'Query') throw badData([{ pointer: '/type', message: 'is not "Query"' }])
  const faults: Fault[] = []
  const check = (isRight: boolean, member: string, message: string) => {
    if (body[member] !== undefined && !isRight) faults.push({ pointer: `/${member}`, message })
  }
  for (const member of texts) check(typeof body[member] === 'string', member, 'is not a text')
  for (const member of lists) check(isText(body[member]) || isTextList(body[member]), member, 'is not a list of texts')
  for (const member of numbers) check(Number.isInteger(body[member]), member, 'is not a whole number')
  for (const member of flags) check(typeof body[member] === 'boolean', member, 'is not true or false')
  check(isSelectorList(body.entities), 'entities', 'is not a list of objects with a type, id or idPattern')
  check(isObject(body.geoQ), 'geoQ', 'is not an object')
  check(isObject(body.ordering), 'ordering', 'is not an object')
  if (faults.length > 0) throw badData(faults)
  return {
    ...Object.fromEntries([...texts, ...numbers, ...flags].flatMap((member) => given(member, body[member]))),
    ...Object.fromEntries(lists.flatMap((member) => given(member, joined(body[member])))),
    ...(isObject(body.geoQ) && geoParameters(body.geoQ)),
    ...(isObject(body.ordering) && orderParameters(body.ordering)),
    ...(body.entities !== undefined && { selectors: (body.entities as Json[]).map((selector) => readSelector(selector, names)) }),
  }
}

const isText = (value: unknown) => typeof value === 'string'
const isTextList = (value: unknown) => Array.isArray(value) && value.every(isText)
const joined = (value: unknown) => (Array.isArray(value) ? value.join(',') : value)
const given = (member: string, value: unknown): [string, unknown][] => (value === undefined ? [] : [[member, value]])

/** Coordinates are JSON in a body and text in a parameter. */
function geoParameters({ georel, geometry, coordinates, geoproperty }: Json): QueryParameters {
  const asText = coordinates === undefined || typeof coordinates === 'string' ? coordinates : JSON.stringify(coordinates)
  const members = { georel, geometry, coordinates: asText, geoproperty }
  return Object.fromEntries(Object.entries(members).flatMap(([member, value]) => given(member, value)))
}

function orderParameters({ orderBy, collation }: Json): QueryParameters {
  return Object.fromEntries([...given('orderBy', joined(orderBy)), ...given('collation', collation)])
}

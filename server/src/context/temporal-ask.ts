import type { FastifyRequest } from 'fastify'
import type { Static, TObject } from 'typebox'
import type { ContextDeps } from './deps.ts'
import { badData, NgsiLdError } from './errors.ts'
import { type MediaType, negotiate, readNames, readTenant } from './exchange.ts'
import { isObject, type Json } from './json.ts'
import type { Names } from './names.ts'
import { type filterParameters, type formParameters, list, type pageParameters, readFilter, readForm } from './parameters.ts'
import type { EntityQuery } from './query.ts'
import { readPostedQuery } from './query-ask.ts'
import { scopeName } from './remember.ts'
import type { Representation } from './represent.ts'
import {
  type Aggregation,
  type aggregationParameters,
  readAggregation,
  readTimeRange,
  type temporalParameters,
} from './temporal-query.ts'
import type { Part } from './temporal-sql.ts'
import type { Wanted } from './temporal-store.ts'

type HistoryParameters = typeof formParameters & typeof temporalParameters & typeof aggregationParameters
type Parameters = Partial<Static<TObject<HistoryParameters & typeof filterParameters & typeof pageParameters>>>

/** What somebody wants to read of the history of entities, and how it is to be answered. */
export type HistoryAsk = {
  readonly tenant: string
  readonly names: Names
  /** The @context to name in the answer. */
  readonly context: unknown
  readonly accept: MediaType
  readonly how: Representation
  /** Instances, or lists of values and times (4.5.9), or figures by period. */
  readonly form: 'instances' | 'values' | Aggregation
  readonly part: Part
  readonly wanted: Wanted
  /** Nothing but attributes is asked for, so that without any there is nothing to answer. */
  readonly isOfAttributes: boolean
}

export type HistoryQuery = HistoryAsk & {
  readonly query: EntityQuery
  readonly limit: number
  readonly offset: number
  readonly count: boolean
}

/** What a request for the history of one entity asks for (GS CIM 009, 5.7.3). */
export async function readHistoryAsk(
  request: FastifyRequest,
  { contexts }: ContextDeps,
  parameters: Parameters,
): Promise<HistoryAsk> {
  const accept = negotiate(request)
  const { names, context } = await readNames(request, contexts)
  return { tenant: readTenant(request), names, context, accept, ...readForms(parameters, names) }
}

/** What a query of histories by GET asks for (5.7.4). */
export async function readHistoryQuery(
  request: FastifyRequest,
  deps: ContextDeps,
  parameters: Parameters,
): Promise<HistoryQuery> {
  const ask = await readHistoryAsk(request, deps, parameters)
  const query = readFilter(parameters, ask.names)
  const { ids: _ids, idPattern: _idPattern, ...others } = query
  if (Object.keys(others).length === 0 && !parameters.local)
    throw new NgsiLdError('BadRequestData', 'Say which entities: by type, attrs, q, georel or scopeQ.')
  return { ...ask, query, ...pageOf(parameters) }
}

/** What a query of histories by POST asks for (6.24): the same, with conditions and time in the body. */
export async function readPostedHistoryQuery(
  request: FastifyRequest,
  deps: ContextDeps,
  parameters: Parameters,
): Promise<HistoryQuery> {
  const { options: _options, format: _format, ...entityForm } = parameters
  const { query, names, context, accept, tenant } = await readPostedQuery(request, deps, entityForm)
  const body = request.body as Json
  const { temporalQ = {}, lang, datasetId, aggrParams = {} } = body
  if (!isObject(temporalQ)) throw badData([{ pointer: '/temporalQ', message: 'is not an object' }])
  if (!isObject(aggrParams)) throw badData([{ pointer: '/aggrParams', message: 'is not an object' }])
  const given = {
    ...parameters,
    ...texts({ ...temporalQ, ...aggrParams, lang, datasetId }),
    ...lists(body),
    ...(typeof temporalQ.lastN === 'number' && { lastN: temporalQ.lastN }),
  }
  return { tenant, names, context, accept, ...readForms(given, names), query, ...pageOf(parameters) }
}

const texts = (members: Json) => Object.fromEntries(Object.entries(members).flatMap(([key, value]) => textOf(key, value)))
const lists = ({ attrs, pick, omit }: Json) =>
  Object.fromEntries(Object.entries({ attrs, pick, omit }).flatMap(([key, value]) => textOf(key, value)))

function textOf(key: string, value: unknown): [string, string][] {
  if (typeof value === 'string') return [[key, value]]
  return Array.isArray(value) ? [[key, value.join(',')]] : []
}

const pageOf = ({ limit = 20, offset = 0, count = false }: Parameters) => ({ limit, offset, count })

const forms: Readonly<Record<string, 'instances' | 'values' | 'aggregates'>> = {
  normalized: 'instances',
  temporalValues: 'values',
  simplified: 'values',
  keyValues: 'values',
  aggregatedValues: 'aggregates',
}

/** @throws {NgsiLdError} InvalidRequest for forms that are not known (6.3.20), BadRequestData for values that cannot be */
function readForms(
  parameters: Parameters,
  names: Names,
): Pick<HistoryAsk, 'how' | 'form' | 'part' | 'wanted' | 'isOfAttributes'> {
  const { options, format, datasetId, ...others } = parameters
  const given = list(options) ?? []
  const unknown = [...given, ...(format === undefined ? [] : [format])].find((form) => !isKnown(form))
  if (unknown !== undefined) throw new NgsiLdError('InvalidRequest', `${unknown} is not a form of histories.`)
  const form = forms[format ?? given.find((option) => Object.hasOwn(forms, option)) ?? 'normalized'] ?? 'instances'
  const sysAttrs = given.includes('sysAttrs') ? { options: 'sysAttrs' } : {}
  const how = readForm({ ...others, ...sysAttrs }, names)
  const range = readTimeRange(parameters)
  const datasets = list(datasetId)
  return {
    how,
    form: form === 'aggregates' ? readAggregation(parameters) : form,
    part: {
      range: form === 'aggregates' ? { by: 'observedAt', ...range } : range,
      ...(datasets !== undefined && { datasets }),
    },
    isOfAttributes: others.attrs !== undefined || !(how.pick?.has('id') || how.pick?.has('type')),
    wanted: { ...(how.pick && { only: inHistory(how.pick) }), ...(how.omit && { except: inHistory(how.omit) }) },
  }
}

const isKnown = (form: string) => Object.hasOwn(forms, form) || form === 'sysAttrs' || form === 'count'

/** Scopes are members of an entity, but attributes of its history. */
const inHistory = (members: ReadonlySet<string>) =>
  new Set([...members].map((member) => (member === 'scope' ? scopeName : member)))

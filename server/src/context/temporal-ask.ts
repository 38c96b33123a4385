import type { FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import type { ContextDeps } from './deps.ts'
import { badData, NgsiLdError } from './errors.ts'
import { negotiate } from './exchange.ts'
import { isObject, type Json } from './json.ts'
import type { Names } from './names.ts'
import { list } from './parameters.ts'
import { type QueryAsk, queryParameters, type ReadAsk, readPostedQuery, readQuery, readRetrieval } from './query-ask.ts'
import { readBody } from './query-body.ts'
import { scopeName } from './remember.ts'
import { type Aggregation, aggregationParameters, readAggregation, readTimeRange, temporalParameters } from './temporal-query.ts'
import type { Part } from './temporal-sql.ts'
import type { Wanted } from './temporal-store.ts'

const { attrs, pick, omit, lang, options, format, local, datasetId, ...others } = queryParameters
const { join: _join, joinLevel: _joinLevel, containedBy: _containedBy, geometryProperty: _geometryProperty, ...filters } = others

/** Query parameters of the retrieval of a history. */
export const historyParameters = {
  ...{ attrs, pick, omit, lang, local, datasetId },
  options: Type.Optional(
    Type.String({ description: '`temporalValues` or `aggregatedValues`, and `sysAttrs`, with commas between' }),
  ),
  format: Type.Optional(Type.String({ description: '`temporalValues` or `aggregatedValues`' })),
  ...temporalParameters,
  ...aggregationParameters,
}

/** Query parameters of a query of histories. */
export const historyQueryParameters = { ...filters, ...historyParameters }

const QuerySchema = Type.Object(historyQueryParameters)
type Parameters = Static<typeof QuerySchema>

/** How a history is to be answered. */
type HistoryForm = {
  /** Instances, or lists of values and times (GS CIM 009, 4.5.9), or figures by period. */
  readonly form: 'instances' | 'values' | Aggregation
  readonly part: Part
  readonly wanted: Wanted
  /** Nothing but attributes is asked for, so that without any there is nothing to answer. */
  readonly isOfAttributes: boolean
}

export type HistoryAsk = ReadAsk & HistoryForm
export type HistoryQuery = QueryAsk & HistoryForm

/** What a request for the history of one entity asks for (5.7.3). */
export async function readHistoryAsk(request: FastifyRequest, deps: ContextDeps, given: Parameters): Promise<HistoryAsk> {
  const ask = await readRetrieval(request, deps, entityForm(given))
  return { ...ask, accept: negotiate(request), ...readForm(given, ask) }
}

/** What a query of histories by GET asks for (5.7.4). */
export async function readHistoryQuery(request: FastifyRequest, deps: ContextDeps, given: Parameters): Promise<HistoryQuery> {
  const ask = await readQuery(request, deps, entityForm(given))
  return { ...ask, accept: negotiate(request), ...readForm(given, ask) }
}

/** What a query of histories by POST asks for (6.24): the same, with conditions and time in the body. */
export async function readPostedHistoryQuery(
  request: FastifyRequest,
  deps: ContextDeps,
  given: Parameters,
): Promise<HistoryQuery> {
  const ask = await readPostedQuery(request, deps, entityForm(given))
  const inBody = readTime(request.body as Json, ask.names)
  return { ...ask, accept: negotiate(request), ...readForm({ ...given, ...inBody }, ask) }
}

/** The parameters that histories share with entities: the forms of both differ, but for `sysAttrs`. */
function entityForm(given: Parameters) {
  const { options, format, ...shared } = given
  const unknown = [...(list(options) ?? []), ...(format === undefined ? [] : [format])].find((form) => !isKnown(form))
  if (unknown !== undefined) throw new NgsiLdError('InvalidRequest', `${unknown} is not a form of histories.`)
  return { ...shared, ...(list(options)?.includes('sysAttrs') && { options: 'sysAttrs' }) }
}

const forms: Readonly<Record<string, 'instances' | 'values' | 'figures'>> = {
  normalized: 'instances',
  temporalValues: 'values',
  simplified: 'values',
  keyValues: 'values',
  aggregatedValues: 'figures',
}

const isKnown = (form: string) => Object.hasOwn(forms, form) || form === 'sysAttrs' || form === 'count'

/** @throws {NgsiLdError} BadRequestData */
function readForm(given: Parameters, { how }: ReadAsk): HistoryForm {
  const { options, format, datasetId, attrs } = given
  const form = forms[format ?? list(options)?.find((option) => Object.hasOwn(forms, option)) ?? 'normalized'] ?? 'instances'
  const range = readTimeRange(given)
  const datasets = list(datasetId)
  return {
    form: form === 'figures' ? readAggregation(given) : form,
    part: {
      range: form === 'figures' ? { by: 'observedAt', ...range } : range,
      ...(datasets !== undefined && { datasets }),
    },
    isOfAttributes: attrs !== undefined || !(how.pick?.has('id') || how.pick?.has('type')),
    wanted: { ...(how.pick && { only: inHistory(how.pick) }), ...(how.omit && { except: inHistory(how.omit) }) },
  }
}

/** Scopes are members of an entity, but attributes of its history. */
const inHistory = (members: ReadonlySet<string>) =>
  new Set([...members].map((member) => (member === 'scope' ? scopeName : member)))

/** What the body of a query says of time, figures and attributes, as parameters. */
function readTime(body: Json, names: Names): Parameters {
  const { temporalQ = {}, aggrParams = {} } = body
  if (!isObject(temporalQ)) throw badData([{ pointer: '/temporalQ', message: 'is not an object' }])
  if (!isObject(aggrParams)) throw badData([{ pointer: '/aggrParams', message: 'is not an object' }])
  const { lastN, ...times } = temporalQ
  if (lastN !== undefined && !(Number.isInteger(lastN) && (lastN as number) > 0))
    throw badData([{ pointer: '/temporalQ/lastN', message: 'is not a whole number from 1' }])
  const { attrs, datasetId } = readBody(body, names)
  return {
    ...(attrs !== undefined && { attrs }),
    ...(datasetId !== undefined && { datasetId }),
    ...Object.fromEntries(Object.entries({ ...times, ...aggrParams }).map(asParameter)),
    ...(lastN !== undefined && { lastN: lastN as number }),
  }
}

function asParameter([key, value]: [string, unknown]): [string, string] {
  if (typeof value === 'string') return [key, value]
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return [key, value.join(',')]
  throw badData([{ pointer: `/${key}`, message: 'is not a text' }])
}

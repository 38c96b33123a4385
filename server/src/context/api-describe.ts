import type { RouteOptions } from 'fastify'
import type { App } from '#kernel'
import { type Answer, type AnswerHeader, type Operation, operations } from './api-operations.ts'
import { ref, type Schema } from './api-schema.ts'
import { apiSchemas } from './api-schemas.ts'

/**
 * Writes into the OpenAPI document what the routes' own schemas do not say: bodies, answers with their header, refusals. Parameters
 * of the address stay the routes' own, where they are at once the check; documents are checked by the parsers of this module,
 * which say where a fault is, so what is written here of bodies checks nothing and costs nothing. Call it before the routes.
 */
export function describeApi(scope: App, prefix: string): void {
  for (const schema of apiSchemas) scope.addSchema(schema)
  scope.addHook('onRoute', (route) => {
    const operation = operations[`${route.method} ${route.url.slice(prefix.length)}`]
    if (operation === undefined) return
    const { url } = route
    const swaggerTransform = () => ({ schema: { ...route.schema, ...describe(route, operation) }, url })
    route.config = Object.assign({}, route.config, { swaggerTransform })
  })
}

function describe({ method, schema }: RouteOptions, { description, body, answers, refusals = [] }: Operation): Schema {
  const params = schema?.params as { properties?: Record<string, object> } | undefined
  const takes = [...jsonTypes, ...(method === 'PATCH' ? ['application/merge-patch+json'] : [])]
  return {
    ...(description !== undefined && { description }),
    ...(params !== undefined && { params: { ...params, properties: withDescriptions(params.properties ?? {}) } }),
    headers: { type: 'object', properties: requestHeaders },
    ...(body !== undefined && { body: { content: Object.fromEntries(takes.map((type) => [type, { schema: body }])) } }),
    security: [{}, { operator: [] }],
    response: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, describeAnswer(answer)])),
      ...Object.fromEntries(
        [...usualRefusals(body !== undefined), ...refusals].map((status) => [status, describeRefusal(status)]),
      ),
    },
  }
}

/** What parts of an address mean where a route does not say it. */
const partsOfAddress: Readonly<Record<string, string>> = {
  id: 'Its URI',
  attribute: 'The name or the IRI of the attribute',
  instanceId: 'The URI of the instance',
}

const withDescriptions = (properties: Readonly<Record<string, object>>) =>
  Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, { description: partsOfAddress[name], ...part }]))

const jsonTypes = ['application/json', 'application/ld+json']

const requestHeaders = {
  'NGSILD-Tenant': { type: 'string', description: 'The tenant that is meant (6.3.14); without it the default one' },
  'NGSILD-Snapshot': {
    type: 'string',
    description: 'For entities, their history and their types: the snapshot that is read or written in instead (6.3.22)',
  },
  Link: {
    type: 'string',
    description:
      'The @context that names are read and answered by (6.3.5), unless it is in the body: `<URL>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`',
  },
}

const answerHeaders: Readonly<Record<AnswerHeader, readonly [string, Schema]>> = {
  location: ['Location', { type: 'string', description: 'Its address' }],
  link: ['Link', { type: 'string', description: 'The @context of the answer, and the pages before and after' }],
  count: ['NGSILD-Results-Count', { type: 'integer', description: 'How many match altogether, when count was asked for' }],
  range: ['Content-Range', { type: 'string', description: 'From when to when the answer reaches' }],
  warning: ['NGSILD-Warning', { type: 'string', description: 'Which context source could not add what it has, and why' }],
}

function describeAnswer({ description, content, headers = [], geo = false }: Answer): Schema {
  const gives = geo ? [...jsonTypes, 'application/geo+json'] : jsonTypes
  const named = [...headers.map((header) => answerHeaders[header]), ['NGSILD-Tenant', requestHeaders['NGSILD-Tenant']] as const]
  const bodyOf = (type: string) => ({ schema: type === 'application/geo+json' ? ref('FeatureCollection') : content })
  return {
    description,
    headers: Object.fromEntries(named),
    ...(content === undefined ? { type: 'null' } : { content: Object.fromEntries(gives.map((type) => [type, bodyOf(type)])) }),
  }
}

const problems: Readonly<Record<number, string>> = {
  400: 'What was sent is not valid (BadRequestData, InvalidRequest)',
  401: 'Only for those who sign in',
  403: 'Not for whoever signed in, or more than a query may ask for (TooComplexQuery, TooManyResults)',
  404: 'There is no such thing, or no such tenant (ResourceNotFound, NonexistentTenant)',
  406: 'No media type that is accepted can be answered',
  409: 'It exists already, or stands against another (AlreadyExists, Conflict)',
  415: 'A media type that is not read',
  422: 'Not supported (OperationNotSupported)',
  503: 'An @context cannot be fetched (LdContextNotAvailable)',
}

const describeRefusal = (status: number): Schema => ({
  description: problems[status],
  content: { 'application/json': { schema: ref('ProblemDetails') } },
})

/** The tenant that a request names may not exist, so any of them may answer 404. */
const usualRefusals = (hasBody: boolean): readonly number[] => [400, 401, 403, 404, hasBody ? 415 : 406, 503]

import type { FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { type App, isPrivateHost, type Tx, uuidv7 } from '#kernel'
import { checkConflicts } from './csource-conflict.ts'
import { discover, type SourceQuery } from './csource-discovery.ts'
import { compactRegistration, expandRegistration } from './csource-document.ts'
import { parseRegistration, type Registration } from './csource-registration.ts'
import {
  addRegistration,
  changeRegistration,
  findRegistration,
  findRegistrations,
  lockRegistrations,
  type RegistrationRow,
  removeRegistration,
} from './csource-store.ts'
import type { ContextDeps } from './deps.ts'
import { idOf } from './entity-routes.ts'
import { badData, NgsiLdError, notFound } from './errors.ts'
import { addressOf, contextOf, negotiate, readNames, readTenant, requireTenant, sendJson } from './exchange.ts'
import { writeInstant } from './instant.ts'
import { isUri, type Json } from './json.ts'
import type { Names } from './names.ts'
import { pageLinks } from './page-links.ts'
import { filterParameters, list, pageParameters, readFilter } from './parameters.ts'
import { parseQ } from './q-parse.ts'
import { ngsiNull } from './reading.ts'
import { readTimeRange, temporalParameters } from './temporal-query.ts'

const tags = ['Context: sources']
const byId = Type.Object({ id: Type.String({ description: 'The URI of the registration' }) })
const Options = Type.Object({ options: Type.Optional(Type.String({ description: '`sysAttrs`' })) })
const { timerel, timeAt, endTimeAt, timeproperty } = temporalParameters
const Query = Type.Object({
  ...filterParameters,
  ...pageParameters,
  attrs: Type.Optional(Type.String({ description: 'Names of attributes, with commas between, of which a source has one' })),
  csf: Type.Optional(
    Type.String({ description: 'A query, in the NGSI-LD query language, of the properties of the sources themselves' }),
  ),
  options: Options.properties.options,
  timerel,
  timeAt,
  endTimeAt,
  timeproperty,
})

/** GS CIM 009, 6.8 and 6.9: /csourceRegistrations, which sources of context there are and what each has. */
export function csourceRoutes(app: App, deps: ContextDeps): void {
  const { pool, may, contexts, registry, clock } = deps

  app.post('/csourceRegistrations', { schema: { tags, summary: 'Register a context source' } }, async (request, reply) => {
    const { names } = await readNames(request, contexts, contextOf(request, request.body))
    may(request, { action: 'write', types: undefined })
    const document = expandRegistration(request.body, names)
    const { id = `urn:ngsi-ld:ContextSourceRegistration:${uuidv7()}` } = request.body as { id?: string }
    if (!isUri(id)) throw badData([{ pointer: '/id', message: 'is not a URI' }])
    const registration = readRegistration(id, document, deps)
    const tenant = readTenant(request)
    await pool.transaction(async (tx) => {
      await prepare(tx, tenant, registration)
      if (!(await addRegistration(tx, tenant, id, document))) throw new NgsiLdError('AlreadyExists', `${id} exists already.`)
    })
    await registry.refresh()
    return reply.status(201).header('location', addressOf('csourceRegistrations', id)).send()
  })

  app.get(
    '/csourceRegistrations',
    { schema: { tags, summary: 'Find context sources', querystring: Query } },
    async (request, reply) => {
      const type = negotiate(request)
      const { names, context } = await readNames(request, contexts)
      // Registrations can hold what a source lets this broker in by.
      may(request, { action: 'write', types: undefined })
      const tenant = readTenant(request)
      await requireTenant(pool, tenant)
      const { limit = 20, offset = 0, count } = request.query
      const found = await discover(pool, registry, tenant, readQuery(request.query, names), clock())
      const page = found.slice(offset, offset + limit).map(({ id }) => id)
      const rows = await findRegistrations(pool, tenant, page)
      if (count) reply.header('ngsild-results-count', found.length)
      pageLinks(reply, request.url, { limit, offset, hasNext: offset + limit < found.length })
      const options = list(request.query.options) ?? []
      return sendJson(
        reply,
        type,
        context,
        rows.map((row) => represent(row, names, options)),
      )
    },
  )

  app.get(
    '/csourceRegistrations/:id',
    { schema: { tags, summary: 'Retrieve the registration of a context source', params: byId, querystring: Options } },
    async (request, reply) => {
      const type = negotiate(request)
      const { names, context } = await readNames(request, contexts)
      may(request, { action: 'write', types: undefined })
      const id = idOf(request.params)
      const row = await findRegistration(pool, readTenant(request), id)
      if (row === undefined) throw notFound(id)
      return sendJson(reply, type, context, represent(row, names, list(request.query.options) ?? []))
    },
  )

  app.patch(
    '/csourceRegistrations/:id',
    { schema: { tags, summary: 'Change the registration of a context source', params: byId } },
    async (request, reply) => {
      may(request, { action: 'write', types: undefined })
      const [tenant, id] = [readTenant(request), idOf(request.params)]
      const patch = await readPatch(request, deps)
      await pool.transaction(async (tx) => {
        await lockRegistrations(tx)
        const row = await findRegistration(tx, tenant, id)
        if (row === undefined) throw notFound(id)
        const document = patched(row.document, patch)
        await prepare(tx, tenant, readRegistration(id, document, deps))
        await changeRegistration(tx, row, document)
      })
      await registry.refresh()
      return reply.status(204).send()
    },
  )

  app.delete(
    '/csourceRegistrations/:id',
    { schema: { tags, summary: 'Remove the registration of a context source', params: byId } },
    async (request, reply) => {
      may(request, { action: 'write', types: undefined })
      const [tenant, id] = [readTenant(request), idOf(request.params)]
      const isGone = await pool.transaction(async (tx) => {
        await lockRegistrations(tx)
        return removeRegistration(tx, tenant, id)
      })
      if (!isGone) throw notFound(id)
      await registry.refresh()
      return reply.status(204).send()
    },
  )
}

async function readPatch(request: FastifyRequest, { contexts }: ContextDeps): Promise<Json> {
  const { names } = await readNames(request, contexts, contextOf(request, request.body))
  return expandRegistration(request.body, names)
}

/** What a registration says, once it is sure that this broker may call its source. */
function readRegistration(id: string, document: Json, { clock, allowPrivateHosts }: ContextDeps): Registration {
  const registration = parseRegistration(id, document)
  const { expiresAt, endpoint } = registration
  if (expiresAt !== undefined && expiresAt <= clock()) throw badData([{ pointer: '/expiresAt', message: 'has passed' }])
  if (!allowPrivateHosts && isPrivateHost(new URL(endpoint)))
    throw badData([{ pointer: '/endpoint', message: 'is a private address, which this node does not call' }])
  return registration
}

/** Tries the patterns out in the database, where they will be used, and looks for conflicts. */
async function prepare(tx: Tx, tenant: string, registration: Registration): Promise<void> {
  await lockRegistrations(tx)
  const patterns = registration.information.flatMap(({ entities = [] }) => entities.flatMap(({ idPattern }) => idPattern ?? []))
  if (patterns.length > 0) await tx.query(`select '' ~ pattern from unnest($1::text[]) as pattern`, [patterns])
  await checkConflicts(tx, tenant, registration)
}

/** The stored document with the members of a patch; null takes one away (5.5.8). */
function patched(document: Json, patch: Json): Json {
  const merged = Object.entries({ ...document, ...patch })
  return Object.fromEntries(merged.filter(([, value]) => value !== null && value !== ngsiNull))
}

function readQuery(ask: Static<typeof Query>, names: Names): SourceQuery {
  const entities = readFilter(ask, names)
  const { types, attributes, q, geo, ids = [] } = entities
  const wrong = ids.find((id) => !isUri(id))
  if (wrong !== undefined) throw new NgsiLdError('BadRequestData', `id: ${wrong} is not a URI.`)
  const range = readTimeRange(ask)
  if (types === undefined && attributes === undefined && q === undefined && geo === undefined)
    throw new NgsiLdError('BadRequestData', 'Say which entities: by type, attrs, q or georel.')
  return {
    entities,
    ...(ask.csf !== undefined && { csf: parseQ(ask.csf, names) }),
    ...(ask.timerel !== undefined && { time: range }),
  }
}

const times = (named: Readonly<Record<string, Date | null>>) =>
  Object.fromEntries(Object.entries(named).flatMap(([key, at]) => (at === null ? [] : [[key, writeInstant(at)]])))

/** The registration as it was sent, with how what was forwarded to its source fared (table 5.2.9-2). */
function represent({ id, document, ...row }: RegistrationRow, names: Names, options: readonly string[]): object {
  const hasFailed = row.last_failure !== null && (row.last_success === null || row.last_failure > row.last_success)
  return {
    id,
    ...compactRegistration(document, names),
    ...(row.times_sent > 0 && {
      status: hasFailed ? 'failed' : 'ok',
      timesSent: row.times_sent,
      timesFailed: row.times_failed,
      ...times({ lastSuccess: row.last_success, lastFailure: row.last_failure }),
    }),
    ...(options.includes('sysAttrs') && times({ createdAt: row.created_at, modifiedAt: row.modified_at })),
  }
}

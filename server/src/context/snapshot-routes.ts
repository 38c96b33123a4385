import Type from 'typebox'
import { type App, isPrivateHost, type Tx, uuidv7 } from '#kernel'
import type { ContextDeps } from './deps.ts'
import type { Entity } from './entity.ts'
import { idOf } from './entity-routes.ts'
import { badData, NgsiLdError, notFound } from './errors.ts'
import { addressOf, contextOf, negotiate, readNames, readTenant, sendJson, snapshotTenant } from './exchange.ts'
import { leaves } from './expression.ts'
import { writeInstant } from './instant.ts'
import type { Json } from './json.ts'
import { coreNames, name } from './names.ts'
import { meets } from './q-evaluate.ts'
import { type Condition, parseQ } from './q-parse.ts'
import { hasPattern } from './q-sql.ts'
import { endOf, readSnapshot, readSnapshotQuery, usualPriority } from './snapshot.ts'
import { cloneContent, countSnapshot, fill, statusOf } from './snapshot-fill.ts'
import { notifyOfSnapshot } from './snapshot-notify.ts'
import { addSnapshot, changeSnapshot, findSnapshot, listSnapshots, removeSnapshots, type SnapshotRow } from './snapshot-store.ts'

const tags = ['Context: snapshots']
const byId = Type.Object({ id: Type.String({ description: 'The URI of the snapshot' }) })
const PurgeQuery = Type.Object({
  q: Type.Optional(Type.String({ description: 'Which, by their members, such as `snapshotPriority<3`', maxLength: 10_000 })),
})

/** GS CIM 009, 5.16 and 6.36 to 6.38: /snapshots, what queries found at one moment, to be read and tried things on. */
export function snapshotRoutes(app: App, deps: ContextDeps): void {
  const { pool, may, clock, contexts } = deps
  const tell = (row: SnapshotRow) => void notifyOfSnapshot(row, clock(), deps)

  app.post('/snapshots', { schema: { tags, summary: 'Take a snapshot' } }, async (request, reply) => {
    may(request, { action: 'write', types: undefined })
    const context = contextOf(request, request.body)
    const { names } = await readNames(request, contexts, context)
    const body = checked(readSnapshot(request.body, 'create'), deps)
    const list = (member: string) => (body[member] as unknown[] | undefined) ?? []
    const queries = list('snapshotQueries').map((query) => readSnapshotQuery(query, names, false))
    const past = list('snapshotTemporalQueries').map((query) => readSnapshotQuery(query, names, true))
    const tenant = readTenant(request)
    const draft = newRow(tenant, request.body, { body, context, now: clock() })
    const row = await pool.transaction(async (tx) => {
      // All its queries see the same moment.
      await tx.query('set transaction isolation level repeatable read')
      const details = { queries: [] as unknown[], temporalQueries: [] as unknown[] }
      for (const query of queries) details.queries.push(await fill(tx, { from: tenant, to: draft.inner_tenant }, query))
      for (const query of past) details.temporalQueries.push(await fill(tx, { from: tenant, to: draft.inner_tenant }, query))
      await countSnapshot(tx, draft.inner_tenant)
      const done = details as SnapshotRow['details']
      return add(tx, { ...draft, details: done, status: statusOf([...done.queries, ...done.temporalQueries]) })
    })
    tell(row)
    return reply.status(201).header('location', addressOf('snapshots', row.id)).send()
  })

  app.post('/snapshots/:id/clone', { schema: { tags, summary: 'Clone a snapshot', params: byId } }, async (request, reply) => {
    may(request, { action: 'write', types: undefined })
    const given = request.body ?? {}
    contextOf(request, request.body)
    const changes = checked(readSnapshot(given, 'clone'), deps)
    const [tenant, now] = [readTenant(request), clock()]
    const row = await pool.transaction(async (tx) => {
      const source = await require(tx, tenant, idOf(request.params), now)
      const { context, details, status } = source
      const { snapshotQueries, snapshotTemporalQueries } = source.body
      const body = {
        ...changes,
        ...(snapshotQueries !== undefined && { snapshotQueries }),
        ...(snapshotTemporalQueries !== undefined && { snapshotTemporalQueries }),
      }
      const copy = { ...newRow(tenant, given, { body, context, now }), details, status }
      await cloneContent(tx, { from: source.inner_tenant, to: copy.inner_tenant })
      return add(tx, copy)
    })
    tell(row)
    return reply.status(201).header('location', addressOf('snapshots', row.id)).send()
  })

  app.get('/snapshots/:id', { schema: { tags, summary: 'Retrieve a snapshot', params: byId } }, async (request, reply) => {
    const type = negotiate(request)
    may(request, { action: 'read', types: undefined })
    const row = await require(pool, readTenant(request), idOf(request.params), clock())
    return sendJson(reply, type, row.context ?? undefined, represent(row))
  })

  app.patch('/snapshots/:id', { schema: { tags, summary: 'Change a snapshot', params: byId } }, async (request, reply) => {
    may(request, { action: 'write', types: undefined })
    contextOf(request, request.body)
    const changes = checked(readSnapshot(request.body, 'update'), deps)
    const now = clock()
    const row = await require(pool, readTenant(request), idOf(request.params), now)
    const body = Object.fromEntries(Object.entries({ ...row.body, ...changes }).filter(([, value]) => value !== null))
    const expires_at = changes.snapshotLifetime === undefined ? row.expires_at : endOf(body, now)
    const changed = { ...row, body, modified_at: now, expires_at }
    await changeSnapshot(pool, changed)
    tell(changed)
    return reply.status(204).send()
  })

  app.delete('/snapshots/:id', { schema: { tags, summary: 'Delete a snapshot', params: byId } }, async (request, reply) => {
    may(request, { action: 'write', types: undefined })
    const { tenant, id } = await require(pool, readTenant(request), idOf(request.params), clock())
    await removeSnapshots(pool, tenant, [id])
    return reply.status(204).send()
  })

  app.delete('/snapshots', { schema: { tags, summary: 'Purge snapshots', querystring: PurgeQuery } }, async (request, reply) => {
    may(request, { action: 'write', types: undefined })
    const condition = readPurge(request.query.q)
    const tenant = readTenant(request)
    const all = await listSnapshots(pool, tenant, clock())
    const gone = all.filter((row) => meets(asEntity(row), condition)).map(({ id }) => id)
    await removeSnapshots(pool, tenant, gone)
    return reply.status(204).send()
  })
}

type Draft = { readonly body: Json; readonly context: unknown; readonly now: Date }

function newRow(tenant: string, given: unknown, { body, context, now }: Draft): SnapshotRow {
  const { id = `urn:ngsi-ld:Snapshot:${uuidv7()}` } = given as { id?: string }
  const times = { created_at: now, modified_at: now, last_used_at: now, expires_at: endOf(body, now) }
  const nothing = { queries: [], temporalQueries: [] }
  return { tenant, id, inner_tenant: snapshotTenant(uuidv7()), body, context, status: 'empty', details: nothing, ...times }
}

async function add(tx: Tx, row: SnapshotRow): Promise<SnapshotRow> {
  if (!(await addSnapshot(tx, row))) throw new NgsiLdError('AlreadyExists', `${row.id} exists already.`)
  return row
}

async function require(...asked: Parameters<typeof findSnapshot>): Promise<SnapshotRow> {
  const row = await findSnapshot(...asked)
  if (row === undefined) throw notFound(asked[2])
  return row
}

function checked(body: Json, { allowPrivateHosts }: ContextDeps): Json {
  if (typeof body.endpoint !== 'string' || allowPrivateHosts || !isPrivateHost(new URL(body.endpoint))) return body
  throw badData([{ pointer: '/endpoint', message: 'is a private address, which this node does not notify' }])
}

/** A snapshot with what the node says of it (5.2.41). */
function represent({ id, body, status, details, ...row }: SnapshotRow): Json {
  return {
    id,
    type: 'Snapshot',
    ...body,
    snapshotPriority: body.snapshotPriority ?? usualPriority,
    snapshotStatus: status,
    ...(details.queries.length > 0 && { snapshotQueriesDetails: details.queries }),
    ...(details.temporalQueries.length > 0 && { snapshotTemporalQueriesDetails: details.temporalQueries }),
    createdAt: writeInstant(row.created_at),
    modifiedAt: writeInstant(row.modified_at),
    expiresAt: writeInstant(row.expires_at),
    lastUsedAt: writeInstant(row.last_used_at),
  }
}

const members = ['id', 'snapshotLifetime', 'snapshotPriority', 'snapshotStatus', 'endpoint', 'expiresAt', 'lastUsedAt']

/** Which snapshots are to go; that must be said (5.16.7). */
function readPurge(q: string | undefined): Condition {
  if (q === undefined) throw new NgsiLdError('BadRequestData', 'Say which snapshots, by q.')
  const condition = parseQ(q, coreNames)
  const known = new Set(members.map(name))
  const isKnown = leaves(condition).every(({ path: [first] }) => first === undefined || known.has(first))
  if (!isKnown) throw new NgsiLdError('BadRequestData', `q can look at ${members.join(', ')}, createdAt and modifiedAt.`)
  if (hasPattern(condition)) throw new NgsiLdError('BadRequestData', 'Snapshots are not found by patterns.')
  return condition
}

/** A snapshot as an entity whose attributes are its members, for the one evaluation of q. */
function asEntity(row: SnapshotRow): Entity {
  const said = represent(row)
  const attributes = Object.fromEntries(
    members.flatMap((member) =>
      said[member] === undefined ? [] : [[name(member), [{ type: 'Property' as const, value: said[member] }]]],
    ),
  )
  return {
    id: row.id,
    types: [],
    scopes: [],
    attributes: attributes as Entity['attributes'],
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  }
}

import type { FastifyRequest } from 'fastify'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { NgsiLdError, notFound } from './errors.ts'
import { actIn, readTenant } from './exchange.ts'
import { useSnapshot } from './snapshot-store.ts'

/** What can be done in a snapshot (GS CIM 009, 5.5.15): reading and writing entities and their history. */
const inside = /^\/(entities|entityOperations|entityMaps|temporal|types|attributes)(\/|$)/

/** A request that names a snapshot (6.3.22) reads and writes what it holds instead. */
export function scopeToSnapshots(scope: App, deps: ContextDeps, prefix: string): void {
  scope.addHook('onRequest', (request, reply, done) => {
    const id = request.headers['ngsild-snapshot']
    if (typeof id !== 'string') return done()
    reply.header('ngsild-snapshot', id)
    enter(request, deps, id, pathOf(request).slice(prefix.length)).then(() => done(), done)
  })
}

async function enter(request: FastifyRequest, { pool, clock }: ContextDeps, id: string, path: string): Promise<void> {
  if (path.startsWith('/snapshots')) return
  if (!inside.test(path)) throw new NgsiLdError('OperationNotSupported', 'This cannot be done in a snapshot.')
  const inner = await useSnapshot(pool, readTenant(request), id, clock())
  if (inner === undefined) throw notFound(id)
  actIn(request, inner)
}

const pathOf = ({ url }: FastifyRequest) => url.split('?')[0] ?? ''

import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type App, Invalid, NotFound } from '#kernel'
import { exportRecord } from './audit-export.ts'
import { proveRecord } from './audit-proof.ts'
import { verifierOf } from './checkpoint-note.ts'
import { registerWitness } from './checkpoint-routes.ts'
import { rotateKey } from './checkpoint-sign.ts'
import { checkpointAt, countCheckpoints, listCheckpoints, listLogKeys, newestCheckpoint } from './checkpoint-store.ts'
import type { Ask } from './gate-ask.ts'
import { record } from './record-append.ts'
import type { RecordKeeping } from './record-keeping.ts'
import { consistencyProof, inclusionProof, rowOfHashes } from './record-tree.ts'

export type RecordRouteDeps = {
  readonly keeping: RecordKeeping
  /** Throws a refusal when whoever sent the request may not do this. */
  readonly may: (request: FastifyRequest, ask: Omit<Ask, 'principal'>) => void
}

const tags = ['record']
const Size = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const text = 'text/plain; charset=utf-8'

export function registerRecordRoutes(app: App, deps: RecordRouteDeps): void {
  registerCheckpoints(app, deps)
  registerProofs(app, deps)
  registerTiles(app, deps)
  registerWitness(app, deps)
  registerForOperators(app, deps)
}

function registerCheckpoints(app: App, { keeping: { log, origin, witness } }: RecordRouteDeps): void {
  const { pool } = log
  app.get(
    '/trust/v1/checkpoint',
    { schema: { tags, summary: 'The newest checkpoint: a signed note (C2SP)' } },
    async (_request, reply) => {
      const newest = await newestCheckpoint(pool)
      if (newest === undefined) throw new NotFound('Nothing has been recorded yet, so there is no checkpoint.')
      return reply.type(text).header('cache-control', 'no-cache').send(newest.note)
    },
  )

  app.get(
    '/trust/v1/checkpoints',
    {
      schema: {
        tags,
        summary: 'Checkpoints, newest first',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
          offset: Type.Integer({ minimum: 0, default: 0 }),
        }),
      },
    },
    async ({ query }) => ({
      origin,
      count: await countCheckpoints(pool),
      checkpoints: (await listCheckpoints(pool, query)).map(({ size, at, root, note, witnesses }) => ({
        size,
        at: at.toISOString(),
        root: root.toString('base64'),
        witnesses,
        note,
      })),
    }),
  )

  app.get(
    '/trust/v1/checkpoints/:size',
    { schema: { tags, summary: 'The checkpoint of so many records', params: Type.Object({ size: Size }) } },
    async ({ params: { size } }, reply) => {
      const checkpoint = await checkpointAt(pool, size)
      if (checkpoint === undefined) throw new NotFound(`No checkpoint is of ${size} records.`)
      return reply.type(text).send(checkpoint.note)
    },
  )

  app.get(
    '/trust/v1/keys',
    {
      schema: {
        tags,
        summary: 'The verifier keys of this node: of its log, by the size of the tree from which each counts, and as a witness',
      },
    },
    async () => ({
      origin,
      log: await listLogKeys(pool),
      witness: verifierOf(witness),
    }),
  )
}

/** For what no checkpoint covers yet there is no proof: the tree may only be seen as it was signed. */
function registerProofs(
  app: App,
  {
    keeping: {
      log: { pool },
    },
  }: RecordRouteDeps,
): void {
  const signedSize = async () => (await newestCheckpoint(pool))?.size ?? 0
  const write = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('base64'))

  app.get(
    '/trust/v1/proofs/inclusion',
    {
      schema: {
        tags,
        summary: 'That a leaf is in the tree of a size (RFC 6962 §2.1.1)',
        querystring: Type.Object({ index: Size, size: Type.Optional(Size) }),
      },
    },
    async ({ query: { index, size: asked } }) => {
      const newest = await signedSize()
      const size = asked ?? newest
      if (size > newest || index >= size)
        throw new Invalid(`It must be index < size ≤ ${newest}, the records below the newest checkpoint.`)
      return { index, size, hashes: write(await inclusionProof(pool, index, size)) }
    },
  )

  app.get(
    '/trust/v1/proofs/consistency',
    {
      schema: {
        tags,
        summary: 'That the tree of a size begins with that of an older one (RFC 6962 §2.1.2)',
        querystring: Type.Object({ old: Size, size: Type.Optional(Size) }),
      },
    },
    async ({ query: { old, size: asked } }) => {
      const newest = await signedSize()
      const size = asked ?? newest
      if (size > newest || old > size)
        throw new Invalid(`It must be old ≤ size ≤ ${newest}, the records below the newest checkpoint.`)
      return { old, size, hashes: write(old === 0 || old === size ? [] : await consistencyProof(pool, old, size)) }
    },
  )
}

/** The hashes of the tree as C2SP tlog-tiles lays them out. What the leaves are of is not for everybody. */
function registerTiles(
  app: App,
  {
    keeping: {
      log: { pool },
    },
  }: RecordRouteDeps,
): void {
  app.get(
    '/trust/v1/tile/:level/*',
    {
      schema: { tags, summary: 'Hashes of the tree (C2SP tlog-tiles): /tile/LEVEL/INDEX, or INDEX.p/WIDTH where it is not full' },
    },
    async (request, reply) => {
      const { level, '*': path } = request.params as { level: string; '*': string }
      const tile = parseTile(level, path)
      if (tile === undefined)
        throw new NotFound('A tile is named by its level, 0 to 5, and its index, as in /tile/0/x001/234 or /tile/1/000.p/17.')
      const size = (await newestCheckpoint(pool))?.size ?? 0
      const from = tile.index * 256
      if (Math.floor(size / 256 ** tile.level) < from + tile.width)
        throw new NotFound('The tree below the newest checkpoint has no such tile.')
      return reply
        .type('application/octet-stream')
        .header('cache-control', 'public, max-age=31536000, immutable')
        .send(Buffer.concat(await rowOfHashes(pool, tile.level, from, tile.width)))
    },
  )
}

function parseTile(level: string, path: string): { level: number; index: number; width: number } | undefined {
  const [, groups, last, width] = /^((?:x\d{3}\/)*)(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? []
  if (!/^[0-5]$/.test(level) || groups === undefined || last === undefined || Number(width ?? 0) > 255) return undefined
  return { level: Number(level), index: Number(groups.replaceAll(/[x/]/g, '') + last), width: Number(width ?? 256) }
}

function registerForOperators(app: App, { keeping, may }: RecordRouteDeps): void {
  const { log, origin } = keeping
  const only = (action: 'export' | 'write') => async (request: FastifyRequest) =>
    may(request, { action, resource: { kind: 'record' } })
  const tell = (action: string, reason: string) =>
    log.pool.transaction((tx) =>
      record(tx, {
        kind: action === 'export' ? 'access' : 'officer-action',
        actor: { kind: 'operator', id: 'operator' },
        subjects: [],
        action,
        resource: 'record',
        categories: ['personal', 'sensitive'],
        decision: 'allow',
        reason,
      }),
    )

  app.get(
    '/trust/v1/export',
    {
      onRequest: only('export'),
      schema: { tags, summary: 'The whole record with its checkpoints, one JSON a line, to be verified without this node' },
    },
    async (_request, reply) => {
      await tell('export', 'An operator exports the whole record.')
      await keeping.sign()
      const newest = await newestCheckpoint(log.pool)
      if (newest === undefined) throw new NotFound('Nothing has been recorded yet.')
      return reply
        .type('application/jsonl; charset=utf-8')
        .send(Readable.from(linesOf(exportRecord(log.pool, origin, newest, log.clock()))))
    },
  )

  app.get(
    '/trust/v1/records/:index/proof',
    {
      onRequest: only('export'),
      schema: {
        tags,
        summary: 'One record with the proof that it is in the tree (C2SP tlog-proof)',
        params: Type.Object({ index: Size }),
      },
    },
    async ({ params }, reply) => {
      await keeping.sign()
      return reply.type(text).send(await proveRecord(log.pool, params.index))
    },
  )

  app.post(
    '/trust/v1/keys/rotate',
    {
      onRequest: only('write'),
      schema: {
        tags,
        summary: 'Give the log a new key, for which the old one vouches',
        response: { 200: Type.Object({ verifier: Type.String() }) },
      },
    },
    async () => {
      await tell('rotate-key', 'An operator asks for a new key of the log.')
      return { verifier: await rotateKey(log) }
    },
  )
}

async function* linesOf(lines: AsyncIterable<object>): AsyncIterable<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`
}

import { Readable } from 'node:stream'
import Type, { type Static } from 'typebox'
import { type App, NotFound } from '#kernel'
import type { Intake } from './intake.ts'
import { guard, type May } from './may.ts'
import { toCsv, toNdjson } from './quarantine-export.ts'
import { discard, findPayload, idsIn, listQuarantine, type Quarantined, readQuarantine } from './quarantine-list.ts'
import { replay } from './replay.ts'

const filter = {
  device: Type.Optional(Type.String()),
  state: Type.Optional(Type.Union([Type.Literal('held'), Type.Literal('replayed'), Type.Literal('discarded')])),
  source: Type.Optional(Type.Union([Type.Literal('mqtt'), Type.Literal('http'), Type.Literal('file')])),
  reason: Type.Optional(Type.String()),
  import: Type.Optional(Type.String({ description: 'The id of an import.' })),
}
const Item = Type.Object({
  id: Type.String(),
  at: Type.String(),
  lastAt: Type.String(),
  times: Type.Integer(),
  source: Type.String(),
  device: Type.Optional(Type.String()),
  topic: Type.Optional(Type.String()),
  mapping: Type.Optional(Type.String()),
  import: Type.Optional(Type.String()),
  line: Type.Optional(Type.Integer()),
  reason: Type.String(),
  detail: Type.String(),
  state: Type.String(),
  excerpt: Type.String(),
})
const mostAtOnce = 10_000
const Which = Type.Union([
  Type.Object({ ids: Type.Array(Type.String(), { minItems: 1, maxItems: mostAtOnce }) }, { additionalProperties: false }),
  Type.Object(filter, { additionalProperties: false, description: `What matches, up to ${mostAtOnce} at once.` }),
])
const tags = ['quarantine']

export function registerQuarantineRoutes(app: App, intake: Intake, may: May): void {
  const { pool } = intake
  const onRequest = guard(may, 'quarantine')

  app.get(
    '/perception/v1/quarantine',
    {
      onRequest,
      schema: {
        tags,
        summary: 'What could not be accepted, what came last first',
        querystring: Type.Object({
          ...filter,
          limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
          offset: Type.Integer({ minimum: 0, default: 0 }),
        }),
        response: { 200: Type.Object({ items: Type.Array(Item), count: Type.Integer() }) },
      },
    },
    async ({ query }) => {
      const { items, count } = await listQuarantine(pool, query)
      return { items: items.map(writeOut), count }
    },
  )

  app.get(
    '/perception/v1/quarantine/:id/payload',
    { onRequest, schema: { tags, summary: 'The bytes as they came', params: Type.Object({ id: Type.String() }) } },
    async ({ params }, reply) => {
      const found = await findPayload(pool, params.id)
      if (found === undefined) throw new NotFound(`There is nothing in quarantine under ${params.id}.`)
      return reply
        .header('content-disposition', `attachment; filename="${params.id}.bin"`)
        .type('application/octet-stream')
        .send(found.payload)
    },
  )

  app.get(
    '/perception/v1/quarantine/export',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Everything that matches, with its bytes, as NDJSON or CSV',
        querystring: Type.Object({
          ...filter,
          format: Type.Union([Type.Literal('ndjson'), Type.Literal('csv')], { default: 'ndjson' }),
        }),
      },
    },
    async ({ query }, reply) => {
      const { format, ...which } = query
      const rows = readQuarantine(pool, which)
      return reply
        .header('content-disposition', `attachment; filename="quarantine.${format}"`)
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson')
        .send(Readable.from(format === 'csv' ? toCsv(rows) : toNdjson(rows)))
    },
  )

  app.post(
    '/perception/v1/quarantine/replay',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Take in again what is held, through the decoders and mappings as they are now',
        body: Which,
        response: { 200: Type.Object({ replayed: Type.Integer(), held: Type.Integer() }) },
      },
    },
    async ({ body }) => replay(intake, await which(intake, body)),
  )

  app.post(
    '/perception/v1/quarantine/discard',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Put aside what is held',
        body: Which,
        response: { 200: Type.Object({ discarded: Type.Integer() }) },
      },
    },
    async ({ body }) => ({ discarded: await discard(pool, await which(intake, body)) }),
  )
}

const which = async ({ pool }: Intake, body: Static<typeof Which>) =>
  'ids' in body ? body.ids : idsIn(pool, { ...body, state: 'held' }, mostAtOnce)

const writeOut = ({ at, lastAt, ...item }: Quarantined): Static<typeof Item> => ({
  ...item,
  at: at.toISOString(),
  lastAt: lastAt.toISOString(),
})

import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { type App, problemOf } from '#kernel'
import { type BatchHow, type Done, maxBatch, readItems, typesOfItems } from './batch-items.ts'
import type { ContextDeps } from './deps.ts'
import { performBatch } from './distribute-batch.ts'
import { NgsiLdError } from './errors.ts'
import { list } from './parameters.ts'
import type { Written } from './write.ts'
import { documentParameters, readDocumentForm } from './write-parameters.ts'

const tags = ['Context: batches']
const Document = Type.Object(documentParameters)

/** GS CIM 009, 6.14 to 6.17 and 6.31: /entityOperations, at most a thousand entities at once. */
export function batchRoutes(app: App, deps: ContextDeps): void {
  const route = (name: string, summary: string, known: readonly string[], how: (options: readonly string[]) => BatchHow) =>
    app.post(
      `/entityOperations/${name}`,
      {
        schema: { tags, summary: `${summary}, at most ${maxBatch} at once`, querystring: Document },
        bodyLimit: 50 * 1024 * 1024,
      },
      async (request, reply) => {
        const { simplified } = readDocumentForm(request.query, known)
        const items = await readItems(request, deps, how(list(request.query.options) ?? []), simplified)
        deps.may(request, { action: 'write', types: typesOfItems(items) })
        return answer(reply, await performBatch(deps, request, items))
      },
    )
  route('create', 'Create entities', [], () => ({ mode: 'create' }))
  route('upsert', 'Create or update entities', ['replace', 'update'], (options) => ({
    mode: options.includes('update') ? 'upsert-merge' : 'upsert-replace',
  }))
  route('update', 'Update entities', ['noOverwrite'], (options) => ({
    mode: 'append',
    noOverwrite: options.includes('noOverwrite'),
  }))
  route('merge', 'Merge into entities', [], () => ({ mode: 'merge' }))
  route('delete', 'Delete entities', [], () => ({ mode: 'delete' }))
}

/** 201 with what was created, 204 when nothing was, 207 with the result of each when any was refused (5.2.16). */
function answer(reply: FastifyReply, done: readonly Done[]): FastifyReply {
  const ids = (wanted: (result: Written) => boolean) => [
    ...new Set(done.filter(({ result }) => wanted(result)).map(({ id }) => id)),
  ]
  const created = ids((result) => result.ok && result.outcome === 'created')
  if (done.every(({ result }) => result.ok && result.notUpdated === undefined))
    return created.length > 0 ? reply.status(201).send(created) : reply.status(204).send()
  const errors = done.flatMap(({ id, result, registration }) =>
    result.ok
      ? leftOut(id, result)
      : [{ entityId: id, ...(registration !== undefined && { registrationId: registration }), error: problemOf(result.refusal) }],
  )
  return reply.status(207).send({ success: ids((result) => result.ok && result.notUpdated === undefined), errors })
}

/** Attributes of an entity that were there already and stayed, where overwriting was not wanted. */
function leftOut(id: string, { notUpdated }: Written & { ok: true }) {
  if (notUpdated === undefined) return []
  const refusal = new NgsiLdError(
    'BadRequestData',
    `Not updated: ${notUpdated.map(({ attribute, reason }) => `${attribute} ${reason}`).join(', ')}.`,
  )
  return [{ entityId: id, error: problemOf(refusal) }]
}

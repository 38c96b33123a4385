import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type App, problemOf, Refusal } from '#kernel'
import type { ContextDeps } from './deps.ts'
import type { Entity } from './entity.ts'
import { NgsiLdError } from './errors.ts'
import { contextOf, readNames, readTenant } from './exchange.ts'
import { isObject, isUri } from './json.ts'
import { list } from './parameters.ts'
import type { Mode, Written } from './write.ts'
import { readEntity, writeAll } from './write-entity.ts'

const tags = ['Context: batches']
const Options = Type.Object({ options: Type.Optional(Type.String()) })
const maxBatch = 1000

/** What became of one item of a batch; the entity is missing where the item could not be read. */
type Item = { readonly id: string; readonly entity?: Entity; readonly refusal?: Refusal }
type Done = { readonly id: string; readonly result: Written }

/** GS CIM 009, 6.14 to 6.17 and 6.31: /entityOperations, at most a thousand entities at once. */
export function batchRoutes(app: App, deps: ContextDeps): void {
  const route = (name: string, summary: string, modeOf: (options: readonly string[]) => Mode) =>
    app.post(
      `/entityOperations/${name}`,
      { schema: { tags, summary: `${summary}, at most ${maxBatch} at once`, querystring: Options }, bodyLimit: 50 * 1024 * 1024 },
      async (request, reply) => {
        const options = list(request.query.options) ?? []
        const mode = modeOf(options)
        const items = await readItems(request, deps, mode)
        deps.may(request, { action: 'write', types: typesOf(items) })
        return answer(reply, await write(deps, readTenant(request), mode, items, options.includes('noOverwrite')))
      },
    )
  route('create', 'Create entities', () => 'create')
  route('upsert', 'Create or update entities', (options) => (options.includes('update') ? 'upsert-merge' : 'upsert-replace'))
  route('update', 'Update entities', () => 'append')
  route('merge', 'Merge into entities', () => 'merge')
  route('delete', 'Delete entities', () => 'delete')
}

async function readItems(request: FastifyRequest, { contexts }: ContextDeps, mode: Mode): Promise<Item[]> {
  const documents = request.body
  if (!Array.isArray(documents) || documents.length === 0)
    throw new NgsiLdError('BadRequestData', 'The body is not a list with items.')
  if (documents.length > maxBatch) throw new NgsiLdError('TooManyResults', `A batch has at most ${maxBatch} items.`)
  if (mode === 'delete') return documents.map(readId)
  const fragment = mode === 'append' || mode === 'merge'
  return Promise.all(
    documents.map(async (document: unknown, index): Promise<Item> => {
      const id = isObject(document) && typeof document.id === 'string' ? document.id : ''
      try {
        const { names } = await readNames(request, contexts, contextOf(request, document))
        const entity = readEntity(document, { names, fragment, pointer: `/${index}` })
        if (entity.id === '') throw new NgsiLdError('BadRequestData', `/${index}/id: is missing`)
        return { id, entity }
      } catch (error) {
        if (error instanceof Refusal) return { id, refusal: error }
        throw error
      }
    }),
  )
}

function readId(id: unknown, index: number): Item {
  if (isUri(id)) return { id, entity: { id, types: [], scopes: [], attributes: {} } }
  return { id: String(id), refusal: new NgsiLdError('BadRequestData', `/${index}: is not a URI`) }
}

const typesOf = (items: readonly Item[]) => {
  const types = items.flatMap(({ entity }) => entity?.types ?? [])
  return types.length === 0 ? undefined : [...new Set(types)]
}

async function write(
  deps: ContextDeps,
  tenant: string,
  mode: Mode,
  items: readonly Item[],
  noOverwrite: boolean,
): Promise<Done[]> {
  const entities = items.flatMap(({ entity }) => entity ?? [])
  const results = await writeAll(
    deps,
    entities.map((entity) => ({ tenant, mode, entity, noOverwrite })),
  )
  let next = 0
  return items.map(({ id, refusal }) => ({ id, result: refusal ? { ok: false, refusal } : (results[next++] as Written) }))
}

/** 201 with what was created, 204 when nothing was, 207 with the result of each when any was refused (5.2.16). */
function answer(reply: FastifyReply, done: readonly Done[]): FastifyReply {
  const ids = (wanted: (result: Written) => boolean) => [
    ...new Set(done.filter(({ result }) => wanted(result)).map(({ id }) => id)),
  ]
  const created = ids((result) => result.ok && result.outcome === 'created')
  if (done.every(({ result }) => result.ok && result.notUpdated === undefined))
    return created.length > 0 ? reply.status(201).send(created) : reply.status(204).send()
  const errors = done.flatMap(({ id, result }) =>
    result.ok ? leftOut(id, result) : [{ entityId: id, error: problemOf(result.refusal) }],
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

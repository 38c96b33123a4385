import type { FastifyRequest } from 'fastify'
import { Refusal } from '#kernel'
import { coreContextUrl } from './core-context.ts'
import type { ContextDeps } from './deps.ts'
import type { Entity } from './entity.ts'
import { NgsiLdError } from './errors.ts'
import { checkLink, contextOf, readNames, readTenant } from './exchange.ts'
import { isObject, isUri } from './json.ts'
import { coreNames, type Names } from './names.ts'
import type { Mode, Write, Written } from './write.ts'
import type { WriteAsk } from './write-ask.ts'
import { readEntity, writeAll } from './write-entity.ts'

export const maxBatch = 1000

/** What is to be done to one entity of a batch, or why it could not be read. */
export type Item = BatchItem | { readonly id: string; readonly refusal: Refusal }

export type BatchItem = WriteAsk & { readonly id: string; readonly refusal?: undefined }

/** What became of an item, or of the part of it that a source was asked for. */
export type Done = { readonly id: string; readonly result: Written; readonly registration?: string }

export type BatchHow = Omit<Write, 'tenant' | 'entity'>

/**
 * Reads the items of a batch; a fault of one is its own.
 *
 * @throws {NgsiLdError} when the body is no batch at all
 */
export async function readItems(request: FastifyRequest, deps: ContextDeps, how: BatchHow, simplified: boolean): Promise<Item[]> {
  const documents = request.body
  if (!Array.isArray(documents) || documents.length === 0)
    throw new NgsiLdError('BadRequestData', 'The body is not a list with items.')
  if (documents.length > maxBatch) throw new NgsiLdError('TooManyResults', `A batch has at most ${maxBatch} items.`)
  checkLink(request)
  const tenant = readTenant(request)
  const read =
    how.mode === 'delete'
      ? readDeletion
      : (item: unknown, at: number) => readDocument(request, deps, how.mode, simplified, item, at)
  return Promise.all(
    documents.map(async (document: unknown, index): Promise<Item> => {
      const id = isObject(document) ? document.id : document
      try {
        const { entity, names, context } = await read(document, index)
        return { id: entity.id, write: { ...how, tenant, entity }, names, context }
      } catch (error) {
        if (error instanceof Refusal) return { id: typeof id === 'string' ? id : '', refusal: error }
        throw error
      }
    }),
  )
}

type Read = { readonly entity: Entity; readonly names: Names; readonly context: unknown }

async function readDocument(
  request: FastifyRequest,
  { contexts }: ContextDeps,
  mode: Mode,
  simplified: boolean,
  document: unknown,
  index: number,
): Promise<Read> {
  const fragment = mode === 'append' || mode === 'merge'
  const { names, context } = await readNames(request, contexts, contextOf(request, document))
  const entity = readEntity(document, { names, fragment, simplified, pointer: `/${index}` })
  if (entity.id === '') throw new NgsiLdError('BadRequestData', `/${index}/id: is missing`)
  return { entity, names, context }
}

function readDeletion(id: unknown, index: number): Read {
  if (!isUri(id)) throw new NgsiLdError('BadRequestData', `/${index}: is not a URI`)
  return { entity: { id, types: [], scopes: [], attributes: {} }, names: coreNames, context: coreContextUrl }
}

/** The types that items name; undefined where none does. */
export function typesOfItems(items: readonly Item[]): readonly string[] | undefined {
  const types = items.flatMap((item) => (item.refusal === undefined ? item.write.entity.types : []))
  return types.length === 0 ? undefined : [...new Set(types)]
}

/** Writes what could be read, in order, and tells what became of every item. */
export async function writeItems(deps: ContextDeps, items: readonly Item[]): Promise<Done[]> {
  const results = await writeAll(
    deps,
    items.flatMap((item) => (item.refusal === undefined ? [item.write] : [])),
  )
  let next = 0
  return items.map(({ id, refusal }) => ({ id, result: refusal ? { ok: false, refusal } : (results[next++] as Written) }))
}

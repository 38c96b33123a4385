import type { FastifyRequest } from 'fastify'
import type { ContextDeps } from './deps.ts'
import type { Instance } from './entity.ts'
import { badData } from './errors.ts'
import { contextOf, readNames, readTenant } from './exchange.ts'
import { isObject, type Json } from './json.ts'
import type { Names } from './names.ts'
import { parseAttribute } from './parse-attribute.ts'
import type { ParseOptions } from './parse-entity.ts'
import type { Reading } from './reading.ts'
import type { Write } from './write.ts'
import { readEntity } from './write-entity.ts'

/** What somebody wants written of one entity, whoever holds it, and the names by which it is answered. */
export type WriteAsk = { readonly write: Write; readonly names: Names }

/** A write whose body is an entity, or the part of one that is written. */
export async function readWrite(
  request: FastifyRequest,
  { contexts }: ContextDeps,
  how: Omit<Write, 'tenant' | 'entity'>,
  options: Omit<ParseOptions, 'names'> = {},
): Promise<WriteAsk> {
  const { names } = await readNames(request, contexts, contextOf(request, request.body))
  const entity = readEntity(request.body, { ...options, names })
  return { names, write: { ...how, tenant: readTenant(request), entity } }
}

/** The attribute that an address names, by expanded name, of an entity. */
export type AttributeAddress = { readonly id: string; readonly attribute: string }

/** A write whose body is one attribute, or the part of one that is written. */
export async function readAttributeWrite(
  request: FastifyRequest,
  { contexts }: ContextDeps,
  mode: 'patch-attribute' | 'replace-attribute',
  { id, attribute }: AttributeAddress,
): Promise<WriteAsk> {
  const { names } = await readNames(request, contexts, contextOf(request, request.body))
  const instances = readInstances(request.body, { names, fragment: mode === 'patch-attribute' })
  return { names, write: attributeWrite(readTenant(request), mode, id, names.expand(attribute), instances) }
}

/** A write that takes away one instance of an attribute, or all of them. */
export async function readAttributeDeletion(
  request: FastifyRequest,
  { contexts }: ContextDeps,
  { id, attribute }: AttributeAddress,
  { datasetId, deleteAll = false }: { datasetId?: string; deleteAll?: boolean },
): Promise<WriteAsk> {
  const { names } = await readNames(request, contexts)
  const instance: Instance = { type: 'Property', ...(datasetId !== undefined && { datasetId }) }
  const write = attributeWrite(readTenant(request), 'delete-attribute', id, names.expand(attribute), [instance])
  return { names, write: { ...write, everyInstance: deleteAll } }
}

export const attributeWrite = (
  tenant: string,
  mode: Write['mode'],
  id: string,
  attribute: string,
  instances: readonly Instance[],
): Write => ({ tenant, mode, entity: { id, types: [], scopes: [], attributes: { [attribute]: instances } } })

export function readInstances(body: unknown, how: Omit<Reading, 'faults'>): Instance[] {
  const reading: Reading = { ...how, faults: [] }
  const instances = parseAttribute(isObject(body) ? withoutContext(body) : body, reading, '')
  if (reading.faults.length > 0) throw badData(reading.faults)
  return instances
}

const withoutContext = ({ '@context': _context, ...document }: Json) => document

import type { FastifyRequest } from 'fastify'
import type { ContextDeps } from './deps.ts'
import type { Instance } from './entity.ts'
import { badData, NgsiLdError } from './errors.ts'
import { contextOf, readNames, readTenant } from './exchange.ts'
import { isObject, isUri, type Json } from './json.ts'
import { coreNames, type Names } from './names.ts'
import { checkName, parseAttribute } from './parse-attribute.ts'
import type { ParseOptions } from './parse-entity.ts'
import type { Reading } from './reading.ts'
import type { Write } from './write.ts'
import { readEntity } from './write-entity.ts'
import { readDocumentForm, readObservedAt } from './write-parameters.ts'

/** What somebody wants written of one entity, whoever holds it, and the names by which it is answered. */
export type WriteAsk = { readonly write: Write; readonly names: Names; readonly context: unknown }

/** A write whose body is an entity, or the part of one that is written. */
export async function readWrite(
  request: FastifyRequest,
  { contexts }: ContextDeps,
  how: Omit<Write, 'tenant' | 'entity'>,
  options: Omit<ParseOptions, 'names'> = {},
): Promise<WriteAsk> {
  if (!isObject(request.body)) throw new NgsiLdError('InvalidRequest', 'The body is not a JSON object.')
  const { names, context } = await readNames(request, contexts, contextOf(request, request.body))
  const entity = readEntity(request.body, { ...options, names })
  return { names, context, write: { ...how, tenant: readTenant(request), entity } }
}

type MergeAsk = Parameters<typeof readDocumentForm>[0] & { readonly observedAt?: string; readonly lang?: string }

/** A merge, with what its parameters say of all attributes (5.6.17). */
export async function readMerge(request: FastifyRequest, deps: ContextDeps, id: string, ask: MergeAsk): Promise<WriteAsk> {
  const { simplified } = readDocumentForm(ask)
  const observedAt = readObservedAt(ask.observedAt)
  const part = { fragment: true, nullRemoves: isMergePatch(request), id, simplified }
  const { write, names, context } = await readWrite(request, deps, { mode: 'merge' }, part)
  const bare = simplified ? { bare: { lang: ask.lang ?? '@none', expand: names.expand } } : {}
  return { names, context, write: { ...write, ...bare, ...(observedAt !== undefined && { observedAt }) } }
}

/** The null of JSON removes in a JSON merge patch (RFC 7396); elsewhere it says nothing, since JSON-LD leaves it out. */
const isMergePatch = (request: FastifyRequest) =>
  request.headers['content-type']?.startsWith('application/merge-patch+json') ?? false

/** The attribute that an address names, of an entity. */
export type AttributeAddress = { readonly id: string; readonly attribute: string }

/** A write whose body is one attribute, or the part of one that is written. */
export async function readAttributeWrite(
  request: FastifyRequest,
  { contexts }: ContextDeps,
  mode: 'patch-attribute' | 'replace-attribute',
  { id, attribute }: AttributeAddress,
): Promise<WriteAsk> {
  const { names, context } = await readNames(request, contexts, contextOf(request, request.body))
  if (attribute === 'scope') throw new NgsiLdError('BadRequestData', 'scope is no attribute that could be written by itself.')
  checkAttribute(attribute)
  const instances = readInstances(request.body, { names, fragment: mode === 'patch-attribute' })
  return { names, context, write: attributeWrite(readTenant(request), mode, id, names.expand(attribute), instances) }
}

/** A write that takes away one instance of an attribute, or all of them. */
export async function readAttributeDeletion(
  request: FastifyRequest,
  { contexts }: ContextDeps,
  { id, attribute }: AttributeAddress,
  { datasetId, deleteAll = false }: { datasetId?: string; deleteAll?: boolean },
): Promise<WriteAsk> {
  const { names, context } = await readNames(request, contexts)
  if (datasetId !== undefined && !isUri(datasetId)) throw new NgsiLdError('BadRequestData', `${datasetId} is not a URI.`)
  const instance: Instance = { type: 'Property', ...(datasetId !== undefined && { datasetId }) }
  const write = attributeWrite(readTenant(request), 'delete-attribute', id, names.expand(attribute), [instance])
  return { names, context, write: { ...write, everyInstance: deleteAll } }
}

export const attributeWrite = (
  tenant: string,
  mode: Write['mode'],
  id: string,
  attribute: string,
  instances: readonly Instance[],
): Write => ({ tenant, mode, entity: { ...nothing, id, attributes: { [attribute]: instances } } })

const nothing = { types: [], scopes: [], attributes: {} }

export function readInstances(body: unknown, how: Omit<Reading, 'faults'>): Instance[] {
  const reading: Reading = { ...how, faults: [] }
  const instances = parseAttribute(isObject(body) ? withoutContext(body) : body, reading, '')
  if (reading.faults.length > 0) throw badData(reading.faults)
  return instances
}

function checkAttribute(attribute: string): void {
  const reading: Reading = { names: coreNames, faults: [] }
  checkName(attribute, reading, '')
  if (reading.faults.length > 0) throw new NgsiLdError('BadRequestData', `"${attribute}" is not the name of an attribute.`)
}

const withoutContext = ({ '@context': _context, ...document }: Json) => document

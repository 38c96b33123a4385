import type { Operation } from './csource-operations.ts'
import type { Names } from './names.ts'
import { oneOrMany, represent, representInstance } from './represent.ts'
import type { Mode, Write } from './write.ts'

/** A request to a source, below its `/ngsi-ld/v1`. */
export type SourceRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

type Batch = 'createBatch' | 'upsertBatch' | 'updateBatch' | 'mergeBatch' | 'deleteBatch'

/** The operation that does a write to a single entity, by its mode. */
const singles: Readonly<Partial<Record<Mode, Operation>>> = {
  create: 'createEntity',
  replace: 'replaceEntity',
  merge: 'mergeEntity',
  append: 'appendAttrs',
  update: 'updateEntity',
  'patch-attribute': 'updateAttrs',
  'replace-attribute': 'replaceAttrs',
  'delete-attribute': 'deleteAttrs',
  delete: 'deleteEntity',
}

/** How writes of a batch are asked for one by one, where a source takes no batches: the first, and the second when there is the entity already. */
const replacements: Readonly<Partial<Record<Mode, readonly [Mode, Mode]>>> = {
  'upsert-replace': ['create', 'replace'],
  'upsert-merge': ['create', 'update'],
}

/** The modes of single writes, one to be tried after the other, that a source serves for a write; none where it cannot do it. */
export function modesServed({ mode }: Pick<Write, 'mode'>, operations: ReadonlySet<Operation>): readonly Mode[] {
  return (replacements[mode] ?? [mode]).filter((one) => operations.has(singles[one] as Operation))
}

const batches: Readonly<Record<Batch, string>> = {
  createBatch: 'create',
  upsertBatch: 'upsert',
  updateBatch: 'update',
  mergeBatch: 'merge',
  deleteBatch: 'delete',
}

/** The operation that does many such writes at once. */
export function batchOf({ mode }: Pick<Write, 'mode'>): Batch | undefined {
  if (mode === 'upsert-replace' || mode === 'upsert-merge') return 'upsertBatch'
  if (mode === 'append' || mode === 'update') return 'updateBatch'
  return mode === 'create' || mode === 'merge' || mode === 'delete' ? `${mode}Batch` : undefined
}

/** A URI as part of a path or of a query: colons, commas and slashes may stand in both (RFC 3986, 3.3 and 3.4). */
export const encode = (text: string): string => encodeURIComponent(text).replace(/%(3A|2C|2F|3B)/g, decodeURIComponent)

/** The request that asks a source for a write. */
export function writeRequest(write: Write, names: Names): SourceRequest {
  const { mode, entity, noOverwrite, everyInstance, observedAt, bare } = write
  const path = `entities/${encodeURIComponent(entity.id).replaceAll('%3A', ':')}`
  const whole = represent(entity, { names, form: bare === undefined ? 'normalized' : 'simplified' })
  if (mode === 'create') return { method: 'POST', path: 'entities', body: whole }
  if (mode === 'replace') return { method: 'PUT', path, body: whole }
  if (mode === 'delete') return { method: 'DELETE', path }
  const { id: _id, type: _type, ...rest } = whole
  const fragment = entity.types.length > 0 ? { type: whole.type, ...rest } : rest
  if (mode === 'merge') {
    const lang = bare === undefined || bare.lang === '@none' ? {} : { lang: bare.lang }
    const query = { ...(bare && { options: 'keyValues' }), ...lang, ...(observedAt !== undefined && { observedAt }) }
    return { method: 'PATCH', path, body: fragment, query }
  }
  if (mode === 'update') return { method: 'PATCH', path: `${path}/attrs`, body: fragment }
  if (mode === 'append')
    return { method: 'POST', path: `${path}/attrs`, body: fragment, ...(noOverwrite && { query: { options: 'noOverwrite' } }) }
  const [[attribute, instances] = ['', []]] = Object.entries(entity.attributes)
  const at = `${path}/attrs/${encodeURIComponent(names.compact(attribute))}`
  if (mode !== 'delete-attribute') {
    const body = oneOrMany(instances.map((instance) => representInstance(instance, { names, form: 'normalized' }, false)))
    return { method: mode === 'patch-attribute' ? 'PATCH' : 'PUT', path: at, body }
  }
  const [{ datasetId } = { datasetId: undefined }] = instances
  return {
    method: 'DELETE',
    path: at,
    query: { ...(datasetId !== undefined && { datasetId }), ...(everyInstance && { deleteAll: 'true' }) },
  }
}

/** The request that asks a source for many writes of one kind. */
export function batchRequest(writes: readonly Write[], names: Names): SourceRequest {
  const [first] = writes as [Write]
  const batch = batchOf(first) as Batch
  const options = first.mode === 'upsert-merge' ? 'update' : first.noOverwrite ? 'noOverwrite' : undefined
  const body = writes.map(({ mode, entity }) => {
    if (mode === 'delete') return entity.id
    const { type, ...document } = represent(entity, { names, form: 'normalized' })
    return entity.types.length > 0 ? { type, ...document } : document
  })
  return { method: 'POST', path: `entityOperations/${batches[batch]}`, body, ...(options && { query: { options } }) }
}

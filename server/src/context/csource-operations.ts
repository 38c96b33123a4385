/** Operations that a context source may serve (GS CIM 009, table 4.20-1). */
export const operations = [
  'createEntity',
  'updateEntity',
  'appendAttrs',
  'updateAttrs',
  'deleteAttrs',
  'deleteEntity',
  'createBatch',
  'upsertBatch',
  'updateBatch',
  'deleteBatch',
  'upsertTemporal',
  'appendAttrsTemporal',
  'deleteAttrsTemporal',
  'updateAttrInstanceTemporal',
  'deleteAttrInstanceTemporal',
  'deleteTemporal',
  'mergeEntity',
  'replaceEntity',
  'replaceAttrs',
  'mergeBatch',
  'purgeEntity',
  'retrieveEntity',
  'queryEntity',
  'queryBatch',
  'retrieveTemporal',
  'queryTemporal',
  'retrieveEntityTypes',
  'retrieveEntityTypeDetails',
  'retrieveEntityTypeInfo',
  'retrieveAttrTypes',
  'retrieveAttrTypeDetails',
  'retrieveAttrTypeInfo',
  'createSubscription',
  'updateSubscription',
  'retrieveSubscription',
  'querySubscription',
  'deleteSubscription',
  'retrieveEntityMap',
  'updateEntityMap',
  'deleteEntityMap',
  'createEntityMapQueryEntity',
  'createEntityMapQueryTemporal',
  'retrieveContextSourceIdentity',
] as const

export type Operation = (typeof operations)[number]

const discovery = operations.filter((name) => /^retrieve(EntityType|AttrType)/.test(name))
const subscribing = operations.filter((name) => name.endsWith('Subscription'))
const mapping = ['retrieveEntityMap', 'updateEntityMap', 'deleteEntityMap', 'createEntityMapQueryEntity'] as const
const association = [
  'retrieveEntity',
  'queryEntity',
  'queryBatch',
  ...discovery,
  ...subscribing,
  'retrieveContextSourceIdentity',
] as const

/** Named groups of operations (table 4.20-2). */
const groups: Readonly<Record<string, readonly Operation[]>> = {
  federationOps: [...association, ...mapping],
  associationOps: association,
  updateOps: ['updateEntity', 'updateAttrs', 'replaceEntity', 'replaceAttrs'],
  retrieveOps: ['retrieveEntity', 'queryEntity'],
  redirectionOps: [
    'createEntity',
    'updateEntity',
    'appendAttrs',
    'updateAttrs',
    'deleteAttrs',
    'deleteEntity',
    'mergeEntity',
    'replaceEntity',
    'replaceAttrs',
    'retrieveEntity',
    'queryEntity',
    'purgeEntity',
    ...discovery,
    ...mapping,
    'retrieveContextSourceIdentity',
  ],
}

export const isOperationName = (name: unknown): name is string =>
  typeof name === 'string' && (Object.hasOwn(groups, name) || operations.some((operation) => operation === name))

/** The single operations that names of operations and of groups stand for; without names, `federationOps`. */
export function operationsOf(names: readonly string[] = ['federationOps']): ReadonlySet<Operation> {
  return new Set(names.flatMap((name) => groups[name] ?? (name as Operation)))
}

import type { Chance } from './fuzz-random.ts'

const nowhere = 'http://127.0.0.1:1'

/** Few, so that requests meet in them. */
const ids = [
  'urn:ngsi-ld:Fuzz:1',
  'urn:ngsi-ld:Fuzz:2',
  'urn:ngsi-ld:Fuzz:3',
  'urn:ngsi-ld:Fuzz:ü%20',
  'https://fuzz.example/4?x=1#y',
]
const subscriptions = ['urn:ngsi-ld:Subscription:fuzz1', 'urn:ngsi-ld:Subscription:fuzz2']
const registrations = ['urn:ngsi-ld:ContextSourceRegistration:fuzz1']
const attributes = ['level', 'name', 'location', 'isIn', 'tags', 'status', 'size']
const types = ['Fuzz', 'Fuzz2', '(Fuzz;Fuzz2)|Room', 'Fuzz,Fuzz2', '*']
const instants = ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.123456Z', '2020-01-01T00:00:00Z', '2099-12-31T23:59:59Z']
const geometries: readonly (readonly [string, string])[] = [
  ['Point', '[106.7,26.6]'],
  ['Polygon', '[[[106,26],[107,26],[107,27],[106,26]]]'],
  ['LineString', '[[106,26],[107,27]]'],
  ['MultiPoint', '[[106,26],[0,0]]'],
]

/** A value that a parameter of this name may have. */
export function parameterValue(name: string, chance: Chance): string {
  const [geometry, coordinates] = chance.of(geometries)
  const values: Readonly<Record<string, readonly string[]>> = {
    id: [...ids, ids.join(',')],
    type: types,
    idPattern: ['^urn:.*', '.*:Fuzz:[12]$'],
    q: [
      'level>3',
      'level==1..5',
      'name~="F.*"',
      'level;!status|tags=="a","b"',
      'isIn.level<=2',
      'size[a.b]!=true',
      'level.observedAt>2026-01-01T00:00:00Z',
    ],
    scopeQ: ['/a/#', '/a/+/c;/b', '/#'],
    csf: ['a==1'],
    georel: [
      'near;maxDistance==5000',
      'near;minDistance==10',
      'within',
      'intersects',
      'disjoint',
      'overlaps',
      'contains',
      'equals',
    ],
    geometry: [geometry],
    coordinates: [coordinates],
    geoproperty: ['location', 'place'],
    options: [
      'keyValues',
      'concise',
      'sysAttrs',
      'temporalValues',
      'aggregatedValues',
      'noOverwrite',
      'update',
      'normalized,sysAttrs',
    ],
    format: ['normalized', 'concise', 'simplified', 'keyValues', 'temporalValues', 'aggregatedValues', 'csv', 'geojson', 'json'],
    attrs: ['level', 'level,name', 'location'],
    pick: ['id,level', 'type', 'isIn{level}'],
    omit: ['name', 'id', 'isIn{level}'],
    lang: ['en', 'zh-Hans,en;q=0.5', '*'],
    join: ['inline', 'flat', '@none'],
    joinLevel: ['1', '3'],
    orderBy: ['level', 'level;desc,name', 'location;dist-asc'],
    collation: ['en', 'zh'],
    timerel: ['before', 'after', 'between'],
    timeAt: instants,
    endTimeAt: instants,
    timeproperty: ['observedAt', 'modifiedAt', 'createdAt', 'deletedAt'],
    lastN: ['1', '5', '1000'],
    aggrMethods: ['avg', 'min,max,sum,stddev,totalCount,distinctCount,sumsq'],
    aggrPeriodDuration: ['PT1H', 'P1D', 'PT0S', 'P1M', 'P1Y'],
    kind: ['Hosted', 'Cached', 'ImplicitlyCreated'],
    url: [`${nowhere}/context.jsonld`],
    datasetId: ['urn:ngsi-ld:Dataset:1', '@none'],
  }
  return chance.of(values[name] ?? ['true', 'false', '0', '1', '20', 'x'])
}

/** A value for a place in a path. */
export function pathValue(path: string, place: string, chance: Chance): string {
  if (place === 'attribute') return chance.of(attributes)
  if (place === 'type') return chance.of(['Fuzz', 'Fuzz2'])
  if (place === 'instanceId') return `urn:ngsi-ld:Instance:${chance.below(50)}`
  if (path.includes('/subscriptions')) return chance.of(subscriptions)
  if (path.includes('/csource')) return chance.of(registrations)
  return chance.of(ids)
}

/** A body that an operation would take. */
export function bodyFor(method: string, path: string, chance: Chance): unknown {
  if (path.endsWith('/entityOperations/delete')) return [chance.of(ids), chance.of(ids)]
  if (path.endsWith('/entityOperations/query')) return queryBody(chance)
  if (path.includes('/entityOperations/')) return Array.from({ length: 1 + chance.below(4) }, () => entity(chance))
  if (path.includes('/subscriptions')) return method === 'PATCH' ? { isActive: chance.oneIn(2) } : subscription(chance)
  if (path.includes('/csourceRegistrations')) return registration(chance)
  if (path.includes('/csourceSubscriptions')) return subscription(chance)
  if (path.includes('/jsonldContexts'))
    return { '@context': { level: 'https://fuzz.example/level', fuzz: 'https://fuzz.example/' } }
  if (path.includes('/temporal/entities')) return path.includes('/attrs') ? temporalAttributes(chance) : temporalEntity(chance)
  if (path.includes('/entityMaps')) return { expiresAt: chance.of(instants) }
  if (path.includes('/attrs/{')) return attribute(chance)
  if (path.endsWith('/attrs')) return { [chance.of(attributes)]: attribute(chance) }
  if (path.includes('/entities')) return method === 'PATCH' ? { [chance.of(attributes)]: attribute(chance) } : entity(chance)
  if (path.includes('/devices')) return [{ id: `fuzz-${chance.below(5)}`, kind: 'Fuzz', decoder: 'json' }]
  if (path.includes('/readings')) return { level: chance.below(10), observedAt: chance.of(instants) }
  return { name: 'fuzz', '@context': { level: 'https://fuzz.example/level' } }
}

function entity(chance: Chance): Record<string, unknown> {
  const made: Record<string, unknown> = { id: chance.of(ids), type: chance.of(['Fuzz', 'Fuzz2', ['Fuzz', 'Fuzz2']]) }
  if (chance.oneIn(3)) made.scope = chance.of(['/a/b', ['/a', '/b/c']])
  for (let count = 0; count < 3; count++) made[chance.of(attributes)] = attribute(chance)
  if (chance.oneIn(3))
    made['@context'] = chance.of<unknown>([{ level: 'https://fuzz.example/level' }, `${nowhere}/context.jsonld`])
  return made
}

function attribute(chance: Chance): unknown {
  const [type, coordinates] = chance.of(geometries)
  return chance.of<unknown>([
    { type: 'Property', value: chance.below(10), observedAt: chance.of(instants), unitCode: 'CEL' },
    { type: 'Property', value: { a: { b: [1, true, null, 'x'] } }, accuracy: { type: 'Property', value: 0.5 } },
    [
      { type: 'Property', value: 1 },
      { type: 'Property', value: 2, datasetId: 'urn:ngsi-ld:Dataset:1' },
    ],
    { type: 'Relationship', object: chance.of(ids), objectType: 'Fuzz' },
    { type: 'GeoProperty', value: { type, coordinates: JSON.parse(coordinates) } },
    { type: 'LanguageProperty', languageMap: { en: 'one', 'zh-Hans': '一' } },
    { type: 'VocabProperty', vocab: ['open', 'closed'] },
    { type: 'JsonProperty', json: { any: ['thing'] } },
    { type: 'ListProperty', valueList: [1, 'two', [3]] },
    { type: 'ListRelationship', objectList: [{ object: ids[0] }, { object: ids[1] }] },
    'urn:ngsi-ld:null',
    chance.below(100),
  ])
}

function queryBody(chance: Chance): unknown {
  const [geometry, coordinates] = chance.of(geometries)
  return {
    type: 'Query',
    entities: [
      { type: chance.of(types), id: chance.of(ids) },
      { type: 'Fuzz', idPattern: '^urn' },
    ],
    attrs: ['level'],
    q: parameterValue('q', chance),
    geoQ: { georel: parameterValue('georel', chance), geometry, coordinates: JSON.parse(coordinates) },
    scopeQ: '/a/#',
    temporalQ: { timerel: 'after', timeAt: chance.of(instants), lastN: 3 },
  }
}

function subscription(chance: Chance): unknown {
  return {
    id: chance.of(subscriptions),
    type: 'Subscription',
    entities: [{ type: chance.of(types) }],
    watchedAttributes: [chance.of(attributes)],
    q: parameterValue('q', chance),
    ...(chance.oneIn(2) ? { throttling: 1 } : { timeInterval: 5 }),
    expiresAt: chance.of(instants),
    notificationTrigger: ['entityCreated', 'attributeUpdated'],
    notification: {
      attributes: ['level'],
      format: chance.of(['normalized', 'keyValues', 'concise']),
      endpoint: {
        uri: chance.of([`${nowhere}/notify`, 'mqtt://127.0.0.1:1/topic']),
        accept: 'application/json',
        receiverInfo: [{ key: 'x', value: 'y' }],
        timeout: 200,
      },
    },
  }
}

/** Of types that no query of ours asks for often: an answer waits for the sources that it concerns. */
function registration(chance: Chance): unknown {
  return {
    id: chance.of(registrations),
    type: 'ContextSourceRegistration',
    information: [{ entities: [{ type: 'Fuzz2', idPattern: '^urn:ngsi-ld:Elsewhere' }], propertyNames: ['level'] }],
    endpoint: nowhere,
    mode: chance.of(['inclusive', 'auxiliary', 'redirect']),
    operations: ['retrieveOps', 'updateOps'],
    expiresAt: chance.of(instants),
  }
}

function temporalEntity(chance: Chance): Record<string, unknown> {
  return { id: chance.of(ids), type: 'Fuzz', ...temporalAttributes(chance) }
}

function temporalAttributes(chance: Chance): Record<string, unknown> {
  const instance = () => ({ type: 'Property', value: chance.below(10), observedAt: chance.of(instants) })
  return { [chance.of(attributes)]: [instance(), instance()] }
}

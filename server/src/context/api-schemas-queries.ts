import { listOf, object, ref, type Schema, text, time, uri } from './api-schema.ts'

const selector = object('Which entities are meant (5.2.33)', {
  type: text('A selection of types', 'OffStreetParking'),
  id: uri('One entity'),
  idPattern: text('A regular expression that ids match'),
})
const geoQuery = object('Where they are (4.10)', {
  georel: text('A relation', 'near;maxDistance==2000'),
  geometry: text('A type of geometry', 'Point'),
  coordinates: { description: 'Of that geometry' },
  geoproperty: text('The GeoProperty compared', 'location'),
})
const temporalQuery = object('When (4.11)', {
  timerel: { type: 'string', enum: ['before', 'after', 'between'] },
  timeAt: time('The moment compared with'),
  endTimeAt: time('The end, for between'),
  timeproperty: text('The time compared', 'observedAt'),
  lastN: { type: 'integer', description: 'The latest instances of each attribute' },
})
/** What asks for entities, and parts of it that subscriptions have, too. */
export const querySchemas: Readonly<Record<string, Schema>> = {
  EntitySelector: selector,
  GeoQuery: geoQuery,
  TemporalQuery: temporalQuery,
  Query: object(
    'A query (5.2.23)',
    {
      type: { type: 'string', enum: ['Query'] },
      entities: listOf(ref('EntitySelector')),
      attrs: listOf({ type: 'string' }),
      pick: listOf({ type: 'string' }),
      omit: listOf({ type: 'string' }),
      q: { type: 'string' },
      geoQ: ref('GeoQuery'),
      scopeQ: { type: 'string' },
      temporalQ: ref('TemporalQuery'),
      csf: { type: 'string' },
      lang: { type: 'string' },
      '@context': ref('LdContext'),
    },
    ['type'],
    { examples: [{ type: 'Query', entities: [{ type: 'OffStreetParking' }], q: 'availableSpotNumber>100' }] },
  ),
  EntityMap: object('Which entities a query matched at one moment (5.2.39)', {
    id: { type: 'string', format: 'uri' },
    type: { type: 'string', enum: ['EntityMap'] },
    expiresAt: time('Until when it is kept'),
    entityMap: { type: 'object', description: 'For each entity, who has something of it' },
    linkedMaps: { type: 'object', description: 'The entity maps of other brokers' },
  }),
  EntityMapFragment: object('How long it is kept', { expiresAt: time('A time to come') }, ['expiresAt']),
}

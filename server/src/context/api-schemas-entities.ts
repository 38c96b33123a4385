import { listOf, object, ref, type Schema, text, time, uri } from './api-schema.ts'

export const exampleEntity = {
  id: 'urn:ngsi-ld:OffStreetParking:riverside',
  type: 'OffStreetParking',
  availableSpotNumber: { type: 'Property', value: 132, observedAt: '2026-03-02T12:00:00Z' },
  location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [-8.5, 41.2] } },
  refParkingSite: { type: 'Relationship', object: 'urn:ngsi-ld:ParkingSite:1' },
}
const exampleFragment = { availableSpotNumber: { type: 'Property', value: 131, observedAt: '2026-03-02T12:05:00Z' } }
const attributeTypes = [
  'Property',
  'GeoProperty',
  'LanguageProperty',
  'VocabProperty',
  'JsonProperty',
  'ListProperty',
  'Relationship',
  'ListRelationship',
]
const attribute = object(
  'One instance of an attribute (GS CIM 009, 4.5.2 ff.); any further member is an attribute of the attribute.',
  {
    type: { type: 'string', enum: attributeTypes },
    value: { description: 'Of a Property, or the geometry of a GeoProperty' },
    object: { description: 'Of a Relationship: the URI of an entity, or a list of such' },
    languageMap: { type: 'object', description: 'Of a LanguageProperty: texts by language' },
    vocab: { description: 'Of a VocabProperty: a term of the @context, or a list of such' },
    json: { description: 'Of a JsonProperty: anything' },
    valueList: { type: 'array', description: 'Of a ListProperty' },
    objectList: { type: 'array', description: 'Of a ListRelationship' },
    objectType: { description: 'The type of the entities that a Relationship points to' },
    observedAt: time('When it was observed'),
    unitCode: text('The unit, by its UN/CEFACT code', 'GQ'),
    datasetId: uri('Tells instances of one attribute apart'),
    createdAt: time('Answered on demand'),
    modifiedAt: time('Answered on demand'),
  },
  [],
  { additionalProperties: true, examples: [exampleEntity.availableSpotNumber] },
)
const attributes = {
  anyOf: [ref('Attribute'), listOf(ref('Attribute'), 'Instances with different datasetIds'), {}],
  description: 'An attribute: normalized, concise (without its type), or simplified (the bare value)',
}
const scope = { anyOf: [{ type: 'string' }, listOf({ type: 'string' })], description: 'Scopes, such as /520000/520100' }
const entityMembers = {
  id: uri('Its identifier', exampleEntity.id),
  type: { anyOf: [{ type: 'string' }, listOf({ type: 'string' })], description: 'One type, or several' },
  scope,
  '@context': ref('LdContext'),
}
/** Entities, their attributes, and what is found out about them. */
export const entitySchemas: Readonly<Record<string, Schema>> = {
  Attribute: attribute,
  Entity: object('An entity (5.2.4): its members other than these are its attributes.', entityMembers, ['id', 'type'], {
    additionalProperties: attributes,
    examples: [exampleEntity],
  }),
  EntityFragment: object(
    'Members of an entity: attributes, and type and scope where the operation takes them.',
    { type: entityMembers.type, scope, '@context': ref('LdContext') },
    [],
    { additionalProperties: attributes, examples: [exampleFragment] },
  ),
  EntityTemporal: object(
    'An entity through time (5.2.20): for each attribute its instances, or `values` in the simplified form, or aggregates.',
    entityMembers,
    ['id', 'type'],
    {
      additionalProperties: { anyOf: [listOf(ref('Attribute')), { type: 'object' }, { type: 'array' }] },
      examples: [{ ...exampleEntity, availableSpotNumber: [exampleEntity.availableSpotNumber] }],
    },
  ),
  FeatureCollection: object('Entities as GeoJSON (5.2.30)', {
    type: { type: 'string', enum: ['FeatureCollection', 'Feature'] },
    features: listOf({ type: 'object' }),
  }),
  Type: object('A type and its attributes (5.2.24 to 5.2.26)', {
    id: { type: 'string', format: 'uri' },
    type: { type: 'string', enum: ['EntityType', 'EntityTypeInfo', 'EntityTypeList'] },
    typeName: { type: 'string' },
    typeList: listOf({ type: 'string' }),
    entityCount: { type: 'integer' },
    attributeNames: listOf({ type: 'string' }),
    attributeDetails: listOf(ref('AttributeInfo')),
  }),
  AttributeInfo: object('An attribute and the types that have it (5.2.27 and 5.2.28)', {
    id: { type: 'string', format: 'uri' },
    type: { type: 'string', enum: ['Attribute', 'AttributeList'] },
    attributeName: { type: 'string' },
    attributeList: listOf({ type: 'string' }),
    attributeTypes: listOf({ type: 'string' }),
    attributeCount: { type: 'integer' },
    typeNames: listOf({ type: 'string' }),
  }),
  BatchResult: object('What became of each entity of a batch (5.2.16)', {
    success: listOf({ type: 'string', format: 'uri' }),
    errors: listOf(
      object('One that was refused', {
        entityId: { type: 'string', format: 'uri' },
        registrationId: { type: 'string', format: 'uri' },
        error: ref('ProblemDetails'),
      }),
    ),
  }),
  UpdateResult: object('Which attributes were written, and which were not, why (5.2.18)', {
    updated: listOf({ type: 'string' }),
    notUpdated: listOf(object('One that was not', { attributeName: { type: 'string' }, reason: { type: 'string' } })),
  }),
}

import { listOf, object, ref, type Schema, text, time, uri } from './api-schema.ts'

export const exampleRegistration = {
  type: 'ContextSourceRegistration',
  information: [{ entities: [{ type: 'OffStreetParking' }] }],
  endpoint: 'https://village.example',
}

const scope = { anyOf: [{ type: 'string' }, listOf({ type: 'string' })], description: 'Scopes, such as /520000/520100' }
const registrationMembers = {
  id: uri('Given by the node where it is missing'),
  type: { type: 'string', enum: ['ContextSourceRegistration'] },
  registrationName: { type: 'string' },
  information: listOf(
    object('Entities and attributes that the source has (5.2.10)', {
      entities: listOf(
        object('Of a type, with an id, or ids like a pattern', {
          type: { anyOf: [{ type: 'string' }, listOf({ type: 'string' })] },
          id: { type: 'string', format: 'uri' },
          idPattern: { type: 'string' },
        }),
      ),
      propertyNames: listOf({ type: 'string' }),
      relationshipNames: listOf({ type: 'string' }),
    }),
  ),
  endpoint: uri('Where the source answers', exampleRegistration.endpoint),
  mode: { type: 'string', enum: ['inclusive', 'exclusive', 'redirect', 'auxiliary'], default: 'inclusive' },
  operations: listOf({ type: 'string' }, 'Operations, or groups of them such as federationOps'),
  contextSourceInfo: listOf(ref('KeyValue'), 'Headers to the source'),
  contextSourceAlias: text('How the source names itself'),
  tenant: text('The tenant at the source'),
  location: { type: 'object', description: 'GeoJSON: where what it has is' },
  observationInterval: ref('TimeInterval'),
  managementInterval: ref('TimeInterval'),
  scope,
  management: {
    type: 'object',
    description: 'localOnly, cacheDuration (ISO 8601), timeout and cooldown (milliseconds)',
  },
  expiresAt: time('When it ends'),
  '@context': ref('LdContext'),
}
const readOnlyTime = { type: 'string', format: 'date-time' }

/** Context sources. */
export const sourceSchemas: Readonly<Record<string, Schema>> = {
  TimeInterval: object('From, and maybe to', { startAt: readOnlyTime, endAt: readOnlyTime }, ['startAt']),
  KeyValue: object('A key and its value', { key: { type: 'string' }, value: { type: 'string' } }, ['key', 'value']),
  Registration: object('A registered context source (5.2.9)', registrationMembers, ['type', 'information', 'endpoint'], {
    additionalProperties: true,
    examples: [exampleRegistration],
  }),
  RegistrationFragment: object('Members of a registration; null takes one away', registrationMembers, [], {
    additionalProperties: true,
    examples: [{ endpoint: 'https://village.example/broker' }],
  }),
  SourceIdentity: object('Who a context source is (5.2.40)', {
    id: { type: 'string', format: 'uri' },
    type: { type: 'string', enum: ['ContextSourceIdentity'] },
    contextSourceAlias: { type: 'string' },
    contextSourceUptime: text('An ISO 8601 duration'),
    contextSourceTimeAt: readOnlyTime,
  }),
}

import { listOf, object, ref, type Schema, text, time, uri } from './api-schema.ts'

const exampleEndpoint = { uri: 'https://receiver.example/notify', accept: 'application/json' }
export const exampleSubscription = {
  type: 'Subscription',
  entities: [{ type: 'OffStreetParking' }],
  watchedAttributes: ['availableSpotNumber'],
  q: 'availableSpotNumber<10',
  notification: { format: 'simplified', endpoint: exampleEndpoint },
}
const endpoint = object(
  'Where notifications go (5.2.15)',
  {
    uri: uri('HTTP, HTTPS, MQTT or MQTTS', exampleEndpoint.uri),
    accept: { type: 'string', enum: ['application/json', 'application/ld+json', 'application/geo+json'] },
    timeout: { type: 'number', description: 'Milliseconds' },
    cooldown: { type: 'number', description: 'Milliseconds to wait after a failure' },
    receiverInfo: listOf(ref('KeyValue'), 'Headers'),
    notifierInfo: listOf(ref('KeyValue'), 'How it is delivered, such as MQTT-QoS'),
  },
  ['uri'],
)
const notificationParameters = object(
  'What is told, how and to whom (5.2.14); the counters are answered',
  {
    attributes: listOf({ type: 'string' }, 'Only these'),
    pick: listOf({ type: 'string' }, 'Only these members'),
    omit: listOf({ type: 'string' }, 'All members but these'),
    format: { type: 'string', enum: ['normalized', 'concise', 'simplified', 'keyValues'] },
    sysAttrs: { type: 'boolean' },
    showChanges: { type: 'boolean' },
    join: { type: 'string', enum: ['flat', 'inline', '@none'] },
    joinLevel: { type: 'integer' },
    endpoint: ref('Endpoint'),
    status: { type: 'string', enum: ['ok', 'failed'], readOnly: true },
    timesSent: { type: 'integer', readOnly: true },
    timesFailed: { type: 'integer', readOnly: true },
    lastNotification: { ...time('Last tried'), readOnly: true },
    lastSuccess: { ...time('Last confirmed'), readOnly: true },
    lastFailure: { ...time('Last failed'), readOnly: true },
  },
  ['endpoint'],
)
const subscriptionMembers = {
  id: uri('Given by the node where it is missing'),
  type: { type: 'string', enum: ['Subscription'] },
  subscriptionName: { type: 'string' },
  description: { type: 'string' },
  entities: listOf(ref('EntitySelector'), 'Changes of these'),
  watchedAttributes: listOf({ type: 'string' }, 'Changes of these attributes'),
  notificationTrigger: listOf({ type: 'string' }, 'entityCreated, entityUpdated, entityDeleted, attributeCreated …'),
  q: text('A query that must hold', exampleSubscription.q),
  geoQ: ref('GeoQuery'),
  scopeQ: { type: 'string' },
  temporalQ: ref('TemporalQuery'),
  csf: text('A query on the context sources'),
  timeInterval: { type: 'number', description: 'Seconds between notifications that are sent whatever changed' },
  throttling: { type: 'number', description: 'Seconds between two notifications at least' },
  expiresAt: time('When it ends'),
  isActive: { type: 'boolean', default: true },
  lang: text('The languages of texts, the most wanted first'),
  jsonldContext: uri('The @context of notifications'),
  notification: ref('NotificationParameters'),
  status: { type: 'string', enum: ['active', 'paused', 'expired'], readOnly: true },
  '@context': ref('LdContext'),
}
/** Subscriptions, to entities and to context sources. */
export const subscriptionSchemas: Readonly<Record<string, Schema>> = {
  Endpoint: endpoint,
  NotificationParameters: notificationParameters,
  Subscription: object('A subscription (5.2.12)', subscriptionMembers, ['type', 'notification'], {
    examples: [exampleSubscription],
  }),
  SubscriptionFragment: object('Members of a subscription; null takes one away', subscriptionMembers, [], {
    examples: [{ isActive: false }],
  }),
}

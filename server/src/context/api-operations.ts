import { ref, type Schema } from './api-schema.ts'

/** One of the answers of an operation that succeeds. */
export type Answer = {
  readonly description: string
  /** What is in the body; nothing where it is missing. */
  readonly content?: Schema
  /** Members of the answer's header. */
  readonly headers?: readonly AnswerHeader[]
  /** Also as GeoJSON. */
  readonly geo?: boolean
}
export type AnswerHeader = 'location' | 'link' | 'count' | 'range' | 'warning'

/** What the OpenAPI document says of an operation beside what its route's schema does. */
export type Operation = {
  readonly description?: string
  readonly body?: Schema
  readonly answers: Readonly<Record<number, Answer>>
  /** Statuses of refusals, beside those that every operation may have. */
  readonly refusals?: readonly number[]
}

const manyOf = (name: string): Schema => ({ type: 'array', items: ref(name) })
const uris: Schema = { type: 'array', items: { type: 'string', format: 'uri' } }
const done: Answer = { description: 'Done' }
const created: Answer = { description: 'Created; Location has its address', headers: ['location'] }
const partly: Answer = { description: 'Done in part: what became of each', content: ref('BatchResult') }
const page = (name: string): Answer => ({ description: 'A page of them', content: manyOf(name), headers: ['link', 'count'] })
const found = (name: string): Answer => ({ description: 'As it is now', content: ref(name), headers: ['link'] })
const entities: Answer = { ...page('Entity'), headers: ['link', 'count', 'warning'], geo: true }
const history: Answer = { description: 'All of it', content: manyOf('EntityTemporal'), headers: ['link', 'count', 'warning'] }
const partOfHistory: Answer = { ...history, description: 'The part that Content-Range tells', headers: ['range', 'count'] }
const addedOrUpdated = { 201: created, 204: { description: 'Updated' } }
const attributesWritten = { 204: done, 207: { description: 'Some attributes were written', content: ref('UpdateResult') } }
const batchOfIds = { 204: done, 207: partly }

/** Every operation of the API, by its method and address. A route that is missing here fails a test. */
export const operations: Readonly<Record<string, Operation>> = {
  'POST /entities': { body: ref('Entity'), answers: { 201: created, 207: partly }, refusals: [409, 422] },
  'GET /entities': { answers: { 200: entities } },
  'DELETE /entities': {
    description: 'Deletes all entities that match, or, with `keep` or `drop`, attributes of them.',
    answers: batchOfIds,
  },
  'GET /entities/:id': { answers: { 200: { ...found('Entity'), headers: ['link', 'warning'], geo: true } } },
  'PATCH /entities/:id': { body: ref('EntityFragment'), answers: batchOfIds },
  'PUT /entities/:id': { body: ref('EntityFragment'), answers: batchOfIds },
  'DELETE /entities/:id': { answers: batchOfIds },
  'POST /entities/:id/attrs': { body: ref('EntityFragment'), answers: attributesWritten },
  'PATCH /entities/:id/attrs': { body: ref('EntityFragment'), answers: attributesWritten },
  'PATCH /entities/:id/attrs/:attribute': { body: ref('Attribute'), answers: batchOfIds },
  'PUT /entities/:id/attrs/:attribute': { body: ref('Attribute'), answers: batchOfIds },
  'DELETE /entities/:id/attrs/:attribute': { answers: batchOfIds },

  'POST /entityOperations/create': {
    body: manyOf('Entity'),
    answers: { 201: { description: 'The URIs of all that were created', content: uris }, 207: partly },
  },
  'POST /entityOperations/upsert': {
    body: manyOf('Entity'),
    answers: { 201: { description: 'The URIs of those that were created', content: uris }, 204: done, 207: partly },
  },
  'POST /entityOperations/update': { body: manyOf('Entity'), answers: batchOfIds },
  'POST /entityOperations/merge': { body: manyOf('Entity'), answers: batchOfIds },
  'POST /entityOperations/delete': { body: uris, answers: batchOfIds },
  'POST /entityOperations/query': { body: ref('Query'), answers: { 200: entities } },

  'POST /entityMaps': {
    body: ref('Query'),
    answers: { 201: { ...created, content: ref('EntityMap'), headers: ['location', 'link'] } },
  },
  'GET /entityMaps/:id': { answers: { 200: found('EntityMap') } },
  'PATCH /entityMaps/:id': { body: ref('EntityMapFragment'), answers: { 204: done } },
  'DELETE /entityMaps/:id': { answers: { 204: done } },

  'POST /temporal/entities': { body: ref('EntityTemporal'), answers: addedOrUpdated },
  'GET /temporal/entities': { answers: { 200: history, 206: partOfHistory } },
  'POST /temporal/entityOperations/query': { body: ref('Query'), answers: { 200: history, 206: partOfHistory } },
  'GET /temporal/entities/:id': {
    answers: {
      200: { ...history, content: ref('EntityTemporal') },
      206: { ...partOfHistory, content: ref('EntityTemporal') },
    },
  },
  'DELETE /temporal/entities/:id': { answers: batchOfIds },
  'POST /temporal/entities/:id/attrs': { body: ref('EntityFragment'), answers: { 204: done } },
  'DELETE /temporal/entities/:id/attrs/:attribute': { answers: { 204: done } },
  'PATCH /temporal/entities/:id/attrs/:attribute/:instanceId': { body: ref('EntityFragment'), answers: { 204: done } },
  'DELETE /temporal/entities/:id/attrs/:attribute/:instanceId': { answers: { 204: done } },

  'GET /types': { answers: { 200: { description: 'Names, or with details a list', content: ref('Type'), headers: ['link'] } } },
  'GET /types/:type': { answers: { 200: found('Type') } },
  'GET /attributes': {
    answers: { 200: { description: 'Names, or with details a list', content: ref('AttributeInfo'), headers: ['link'] } },
  },
  'GET /attributes/:attribute': { answers: { 200: found('AttributeInfo') } },

  'POST /subscriptions': { body: ref('Subscription'), answers: { 201: created }, refusals: [409, 422] },
  'GET /subscriptions': { answers: { 200: page('Subscription') } },
  'GET /subscriptions/:id': { answers: { 200: found('Subscription') } },
  'PATCH /subscriptions/:id': { body: ref('SubscriptionFragment'), answers: { 204: done } },
  'DELETE /subscriptions/:id': { answers: { 204: done } },

  'POST /csourceRegistrations': { body: ref('Registration'), answers: { 201: created }, refusals: [409, 422] },
  'GET /csourceRegistrations': { answers: { 200: page('Registration') } },
  'GET /csourceRegistrations/:id': { answers: { 200: found('Registration') } },
  'PATCH /csourceRegistrations/:id': { body: ref('RegistrationFragment'), answers: { 204: done }, refusals: [409] },
  'DELETE /csourceRegistrations/:id': { answers: { 204: done } },

  'POST /csourceSubscriptions': { body: ref('Subscription'), answers: { 201: created }, refusals: [409] },
  'GET /csourceSubscriptions': { answers: { 200: page('Subscription') } },
  'GET /csourceSubscriptions/:id': { answers: { 200: found('Subscription') } },
  'PATCH /csourceSubscriptions/:id': { body: ref('SubscriptionFragment'), answers: { 204: done } },
  'DELETE /csourceSubscriptions/:id': { answers: { 204: done } },

  'POST /jsonldContexts': { body: ref('LdContextDocument'), answers: { 201: created } },
  'GET /jsonldContexts': {
    answers: {
      200: { description: 'Their URLs, or with details what is known', content: { anyOf: [uris, manyOf('LdContextDetails')] } },
    },
  },
  'GET /jsonldContexts/:id': {
    answers: {
      200: {
        description: 'The @context, or with details what is known of it',
        content: { anyOf: [ref('LdContextDocument'), ref('LdContextDetails')] },
      },
    },
    refusals: [422],
  },
  'DELETE /jsonldContexts/:id': { answers: { 204: done } },

  'POST /snapshots': { body: ref('Snapshot'), answers: { 201: created }, refusals: [409] },
  'DELETE /snapshots': { answers: { 204: done } },
  'GET /snapshots/:id': { answers: { 200: found('Snapshot') } },
  'PATCH /snapshots/:id': { body: ref('SnapshotFragment'), answers: { 204: done } },
  'DELETE /snapshots/:id': { answers: { 204: done } },
  'POST /snapshots/:id/clone': { body: ref('SnapshotFragment'), answers: { 201: created }, refusals: [409] },

  'GET /info/sourceIdentity': { answers: { 200: found('SourceIdentity') } },
}

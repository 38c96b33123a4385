import { listOf, object, ref, type Schema, text, time, uri } from './api-schema.ts'

const changeable = {
  snapshotLifetime: text('How long it is wanted: an ISO 8601 duration', 'PT2H'),
  snapshotPriority: { type: 'integer', minimum: 1, maximum: 10, default: 5 },
  endpoint: uri('Who is told what has become of it'),
  receiverInfo: listOf(ref('KeyValue'), 'Headers'),
  '@context': ref('LdContext'),
}
const details = listOf(
  object('What became of a query (5.2.42)', {
    resultStatus: { type: 'string', enum: ['success', 'empty', 'failure'] },
    problemDetails: ref('ProblemDetails'),
  }),
)

/** What queries found at one moment. */
export const snapshotSchemas: Readonly<Record<string, Schema>> = {
  Snapshot: object(
    'A snapshot (5.2.41)',
    {
      id: uri('Given by the node where it is missing'),
      type: { type: 'string', enum: ['Snapshot'] },
      snapshotQueries: listOf(ref('Query'), 'What it holds of entities'),
      snapshotTemporalQueries: listOf(ref('Query'), 'What it holds of their history: queries with a temporalQ'),
      ...changeable,
      snapshotStatus: { type: 'string', enum: ['success', 'partial', 'empty', 'failure'], readOnly: true },
      snapshotQueriesDetails: { ...details, readOnly: true },
      snapshotTemporalQueriesDetails: { ...details, readOnly: true },
      createdAt: { ...time('When it was taken'), readOnly: true },
      modifiedAt: { ...time('When it was last changed'), readOnly: true },
      expiresAt: { ...time('Until when it is kept'), readOnly: true },
      lastUsedAt: { ...time('When it was last read or written in'), readOnly: true },
    },
    ['type'],
    { examples: [{ type: 'Snapshot', snapshotQueries: [{ type: 'Query', entities: [{ type: 'OffStreetParking' }] }] }] },
  ),
  SnapshotFragment: object('Members of a snapshot that can be changed; null takes one away', changeable, [], {
    examples: [{ snapshotLifetime: 'P1D' }],
  }),
}

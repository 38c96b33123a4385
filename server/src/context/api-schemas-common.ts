import { listOf, object, ref, type Schema, text, uri } from './api-schema.ts'

const context: Schema = {
  description: 'An @context (JSON-LD 1.1): a URL, an object with terms, or a list of such',
  anyOf: [{ type: 'string', format: 'uri' }, { type: 'object' }, { type: 'array' }],
}
const readOnlyTime = { type: 'string', format: 'date-time' }

/** What every part of the API has: @contexts and problems. */
export const commonSchemas: Readonly<Record<string, Schema>> = {
  LdContext: context,
  LdContextDocument: object('A document that holds an @context', { '@context': ref('LdContext') }, ['@context']),
  LdContextDetails: object(
    'What is known of a stored @context (5.13.3.5)',
    {
      URL: uri('Where it is served, or was fetched from'),
      localId: text('Its identifier at this node'),
      kind: { type: 'string', enum: ['Cached', 'Hosted', 'ImplicitlyCreated'] },
      createdAt: readOnlyTime,
      lastUsage: readOnlyTime,
      numberOfHits: { type: 'integer' },
    },
    ['URL', 'localId', 'kind', 'createdAt'],
  ),
  ProblemDetails: object(
    'What is wrong (RFC 9457), with the type of NGSI-LD (5.5.2)',
    {
      type: uri('The kind of error', 'https://uri.etsi.org/ngsi-ld/errors/BadRequestData'),
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      code: text('Stable, for programs', 'bad-request-data'),
      faults: listOf(
        object('One fault', { pointer: text('A JSON pointer (RFC 6901)', '/q'), message: { type: 'string' } }, ['message']),
      ),
      instance: text('The request, as the log of the node names it'),
    },
    ['type', 'title', 'status'],
  ),
}

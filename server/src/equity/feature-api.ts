import type { Collection } from './feature.ts'
import { geojson, json, openapi } from './feature-links.ts'
import { mostFeatures, standardLimit } from './feature-question.ts'

type Parameter = { readonly name: string; readonly in: string; readonly schema: object; readonly [more: string]: unknown }

const parameters: readonly Parameter[] = [
  {
    name: 'bbox',
    in: 'query',
    description:
      'Only features within or across this box: west, south, east, north in degrees (CRS84); six numbers with heights.',
    required: false,
    schema: {
      type: 'array',
      oneOf: [
        { minItems: 4, maxItems: 4 },
        { minItems: 6, maxItems: 6 },
      ],
      items: { type: 'number' },
    },
    style: 'form',
    explode: false,
  },
  {
    name: 'limit',
    in: 'query',
    description: 'So many features at most; the next follow by the link `next`.',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: mostFeatures, default: standardLimit },
    style: 'form',
    explode: false,
  },
  {
    name: 'offset',
    in: 'query',
    description: 'Leaves out so many features: what the link `next` asks.',
    required: false,
    schema: { type: 'integer', minimum: 0, default: 0 },
    style: 'form',
    explode: false,
  },
  {
    name: 'datetime',
    in: 'query',
    description: 'A time or an interval (RFC 3339). Features here have no time of their own and are in every interval.',
    required: false,
    schema: { type: 'string' },
    style: 'form',
    explode: false,
  },
]

const form: Parameter = {
  name: 'f',
  in: 'query',
  description: 'The form of the answer; stands above the Accept header.',
  required: false,
  schema: { type: 'string', enum: ['json', 'html'] },
  style: 'form',
  explode: false,
}

/** @see OGC 17-069r4, requirements class OpenAPI 3.0 */
export function apiDocument(base: string, version: string, all: readonly Collection[], kinds: readonly string[]): object {
  const paths: Record<string, object> = {
    '/': operation('getLandingPage', 'Landing page', json),
    '/conformance': operation('getConformance', 'What of the standard holds here', json),
    '/api': operation('getApi', 'This definition', openapi),
    '/collections': operation('getCollections', 'Collections', json),
  }
  for (const { id, title, description, filters } of all) {
    const name = id.replace(/^./, (letter) => letter.toUpperCase())
    paths[`/collections/${id}`] = operation(`describe${name}`, title, json, description)
    const asked = Object.entries(filters(kinds)).map(
      ([property, values]): Parameter => ({
        name: property,
        in: 'query',
        description: `Only features whose ${property} is this.`,
        required: false,
        schema: { type: 'string', ...(values && { enum: values }) },
        style: 'form',
        explode: false,
      }),
    )
    paths[`/collections/${id}/items`] = operation(`get${name}`, title, geojson, description, [...parameters, ...asked])
    const key = { name: 'featureId', in: 'path', required: true, description: 'Id of the feature', schema: { type: 'string' } }
    paths[`/collections/${id}/items/{featureId}`] = operation(
      `get${name}Feature`,
      `One of: ${title}`,
      geojson,
      undefined,
      [key],
      true,
    )
  }
  return {
    openapi: '3.0.3',
    info: { title: 'The gap as OGC API – Features', version, license: { name: 'Apache-2.0' } },
    servers: [{ url: base }],
    paths,
    components: {
      schemas: {
        problem: {
          type: 'object',
          description: 'Problem details (RFC 9457)',
          properties: { status: { type: 'integer' }, title: { type: 'string' }, detail: { type: 'string' } },
        },
      },
    },
  }
}

function operation(
  operationId: string,
  summary: string,
  type: string,
  description?: string,
  asked: readonly Parameter[] = [],
  isOne = false,
): object {
  const problem = (text: string) => ({
    description: text,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/problem' } } },
  })
  return {
    get: {
      operationId,
      summary,
      ...(description !== undefined && { description }),
      tags: ['equity'],
      parameters: [...asked, form],
      responses: {
        200: { description: summary, content: { [type]: { schema: { type: 'object' } } } },
        400: problem('A parameter that is not known, or has a value it cannot have.'),
        ...(isOne && { 404: problem('There is no such feature.') }),
        500: problem('Something went wrong on our side.'),
      },
    },
  }
}

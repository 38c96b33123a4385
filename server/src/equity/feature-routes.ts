import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { GapService } from '#contract'
import { type App, type Clock, Invalid, NotFound, type Pool } from '#kernel'
import type { Collection, Feature } from './feature.ts'
import { apiDocument } from './feature-api.ts'
import { createCollections } from './feature-collections.ts'
import { collectionDocument, collectionsDocument, conformsTo, landing } from './feature-documents.ts'
import { type Form, geojson, json, type Link, openapi, selfLinks } from './feature-links.ts'
import { readFeatureAsk, refuseUnknown, standardLimit } from './feature-question.ts'
import { readExtent } from './feature-store.ts'

export type FeatureDeps = {
  readonly pool: Pool
  readonly gap: GapService
  readonly clock: Clock
  readonly publicUrl: string
  readonly version: string
  /** A document as a page for a person; where there is none, everybody gets JSON. */
  readonly renderDocument?: (request: FastifyRequest, document: object) => Promise<string>
}

type Given = Readonly<Record<string, unknown>>

/** Features that a person sees at once. */
const onePage = 50

const tags = ['equity']
const form = { f: Type.Optional(Type.Enum(['json', 'html'], { description: 'Stands above the Accept header' })) }
const one = Type.Object({ collection: Type.String({ description: 'areas, settlements, facilities, gap or scenarios' }) })
const paging = {
  ...form,
  limit: Type.Optional(Type.String({ description: 'So many features at most, 1000 without it' })),
  offset: Type.Optional(Type.String({ description: 'Leaves out so many: what the link `next` asks' })),
  bbox: Type.Optional(Type.String({ description: 'West, south, east, north in degrees' })),
  datetime: Type.Optional(Type.String({ description: 'A time or an interval; features without a time are in every one' })),
}

/**
 * OGC API – Features – Part 1 at `/equity/v1`, open to anybody: Core, GeoJSON, OpenAPI 3.0.
 *
 * @see OGC 17-069r4
 */
export function registerFeatures(app: App, deps: FeatureDeps): void {
  const { pool, publicUrl, version, clock } = deps
  const base = `${publicUrl}/equity/v1`
  const { collections, kinds } = createCollections(deps)
  const collectionOf = (id: string): Collection => {
    const found = collections.find((each) => each.id === id)
    if (!found) throw new NotFound(`There is no collection ${id}; there are ${collections.map((each) => each.id).join(', ')}.`)
    return found
  }
  const open = (type: string, known: readonly string[] = ['f']) => ({
    schema: { tags, querystring: Type.Object(form, { additionalProperties: true }) },
    tell: async (request: FastifyRequest, reply: FastifyReply, make: (links: readonly Link[]) => object | Promise<object>) => {
      refuseUnknown(request.query as Given, known)
      return answer(deps, request, reply, type, make)
    },
  })

  const document = open(json)
  app.get('/equity/v1', { schema: { ...document.schema, summary: 'Landing page of the collections' } }, (request, reply) =>
    document.tell(request, reply, (links) => landing(base, links)),
  )
  app.get('/equity/v1/conformance', { schema: { ...document.schema, summary: 'What of the standard holds' } }, (request, reply) =>
    document.tell(request, reply, () => ({ conformsTo })),
  )
  app.get('/equity/v1/collections', { schema: { ...document.schema, summary: 'Collections' } }, (request, reply) =>
    document.tell(request, reply, async (links) => collectionsDocument(base, collections, await readExtent(pool), links)),
  )
  const definition = open(openapi)
  app.get(
    '/equity/v1/api',
    { schema: { ...definition.schema, summary: 'Definition of the collections' } },
    async (request, reply) => {
      refuseUnknown(request.query as Given, ['f'])
      // As bytes, since a charset after the version keeps GDAL from reading it.
      return reply.type(openapi).send(Buffer.from(JSON.stringify(apiDocument(base, version, collections, await kinds()))))
    },
  )
  app.get(
    '/equity/v1/collections/:collection',
    { schema: { ...document.schema, summary: 'One collection', params: one } },
    (request, reply) =>
      document.tell(request, reply, async (links) =>
        collectionDocument(base, collectionOf(request.params.collection), await readExtent(pool), links),
      ),
  )
  app.get(
    '/equity/v1/collections/:collection/items',
    {
      schema: {
        tags,
        summary: 'Features of a collection',
        params: one,
        querystring: Type.Object(paging, { additionalProperties: true }),
      },
    },
    async (request, reply) => {
      const { id, filters, find } = collectionOf(request.params.collection)
      const usual = formOf(request, deps.renderDocument !== undefined) === 'html' ? onePage : standardLimit
      const ask = readFeatureAsk(request.query as Given, filters(await kinds()), usual)
      return answer(deps, request, reply, geojson, async (links) => {
        const { features, matched } = await find(ask)
        return {
          type: 'FeatureCollection',
          timeStamp: clock().toISOString(),
          numberMatched: matched,
          numberReturned: features.length,
          links: [
            ...links,
            ...turn(urlOf(request, publicUrl), ask, features.length, matched),
            { href: `${base}/collections/${id}`, rel: 'collection', type: json, title: 'The collection' },
          ],
          features,
        }
      })
    },
  )
  app.get(
    '/equity/v1/collections/:collection/items/:feature',
    {
      schema: {
        ...document.schema,
        summary: 'One feature',
        params: Type.Object({ ...one.properties, feature: Type.String({ description: 'Its id' }) }),
      },
    },
    async (request, reply) => {
      refuseUnknown(request.query as Given, ['f'])
      const { id, get } = collectionOf(request.params.collection)
      const feature: Feature | undefined = await get(request.params.feature)
      if (!feature) throw new NotFound(`There is no ${request.params.feature} among the ${id}.`)
      return answer(deps, request, reply, geojson, (links) => ({
        ...feature,
        links: [...links, { href: `${base}/collections/${id}`, rel: 'collection', type: json, title: 'The collection' }],
      }))
    },
  )
}

async function answer(
  { publicUrl, renderDocument }: FeatureDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  type: string,
  make: (links: readonly Link[]) => object | Promise<object>,
): Promise<FastifyReply> {
  const as = formOf(request, renderDocument !== undefined)
  const document = await make(selfLinks(urlOf(request, publicUrl), as, type))
  reply.header('vary', 'accept').header('access-control-allow-origin', '*')
  if (as === 'html' && renderDocument) return reply.type('text/html; charset=utf-8').send(await renderDocument(request, document))
  return reply.type(type).send(JSON.stringify(document))
}

function formOf(request: FastifyRequest, hasPages: boolean): Form {
  const { f } = request.query as { f?: Form }
  if (f === 'html' && !hasPages) throw new Invalid('There is no HTML here; ask for f=json.')
  if (f !== undefined) return f
  const [wanted = ''] = (request.headers.accept ?? '').split(',')
  return hasPages && wanted.startsWith('text/html') ? 'html' : 'json'
}

const urlOf = (request: FastifyRequest, publicUrl: string): URL => new URL(`${new URL(publicUrl).origin}${request.url}`)

function turn(here: URL, { limit, offset }: { limit: number; offset: number }, returned: number, matched: number): Link[] {
  const at = (other: number) => {
    const url = new URL(here)
    url.searchParams.set('offset', String(other))
    url.searchParams.set('limit', String(limit))
    return url.href
  }
  return [
    ...(offset + returned < matched
      ? [{ href: at(offset + limit), rel: 'next', type: geojson, title: 'The next features' }]
      : []),
    ...(offset > 0 ? [{ href: at(Math.max(0, offset - limit)), rel: 'prev', type: geojson, title: 'The features before' }] : []),
  ]
}

import Type from 'typebox'
import { type App, Invalid, NotFound } from '#kernel'
import { isCoreContext } from './core-context.ts'
import type { ContextDeps } from './deps.ts'
import { unstorable } from './json.ts'
import { keepCopy, listCopies, removeCopy } from './ld-context-copies.ts'
import { collectTerms } from './terms.ts'

const tags = ['Context: contexts']
const address = '/context/v1/copies'
const ByUrl = Type.Object({ url: Type.String({ description: 'The URL that the copy stands in for', maxLength: 2048 }) })
const Copy = Type.Object({ url: Type.String(), addedAt: Type.String({ format: 'date-time' }) })
const Document = Type.Object({ '@context': Type.Unknown() })

/** Copies of remote @contexts that an operator brings, so that a node without the internet can read documents that name them. */
export function ldContextCopyRoutes(app: App, { pool, may, clock }: ContextDeps): void {
  app.put(
    address,
    {
      schema: { tags, summary: 'Keep a copy of an @context', querystring: ByUrl, body: Document, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      may(request, { action: 'write', types: undefined })
      const { url } = request.query
      if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new Invalid(`${url} is not an HTTP URL.`)
      if (isCoreContext(url)) throw new Invalid('The core @context is built in.')
      const reason = unstorable(request.body)
      if (reason !== undefined) throw new Invalid(`The @context ${reason}.`)
      const body = request.body['@context']
      await collectTerms(body, new Map(), async () => ({}), 0)
      await keepCopy(pool, new URL(url).href, body, clock())
      return reply.status(204).send(null)
    },
  )

  app.get(
    address,
    { schema: { tags, summary: 'List copies of @contexts', response: { 200: Type.Object({ copies: Type.Array(Copy) }) } } },
    async (request) => {
      may(request, { action: 'read', types: undefined })
      const copies = await listCopies(pool)
      return { copies: copies.map(({ url, addedAt }) => ({ url, addedAt: addedAt.toISOString() })) }
    },
  )

  app.delete(
    address,
    { schema: { tags, summary: 'Remove a copy of an @context', querystring: ByUrl, response: { 204: Type.Null() } } },
    async (request, reply) => {
      may(request, { action: 'write', types: undefined })
      if (!(await removeCopy(pool, request.query.url))) throw new NotFound(`There is no copy of ${request.query.url}.`)
      return reply.status(204).send(null)
    },
  )
}

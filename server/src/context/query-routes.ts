import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { gatherJoined, gatherPage } from './distribute-read.ts'
import { warn } from './distribute-warnings.ts'
import { formParameters, localParameter, pageParameters } from './parameters.ts'
import { answerPage } from './query-answer.ts'
import { type QueryAsk, queryParameters, readPostedQuery, readQuery } from './query-ask.ts'
import { release } from './release.ts'
import { typesMeant } from './type-query.ts'

const tags = ['Context: entities']
const Parameters = Type.Object(queryParameters)
const { entityMap, splitEntities } = queryParameters
const PostParameters = Type.Object({ ...formParameters, ...pageParameters, ...localParameter, entityMap, splitEntities })

/** GS CIM 009, 6.4.3.2 and 6.23: queries by GET, and by POST for conditions too long for an address. */
export function queryRoutes(app: App, deps: ContextDeps): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply, ask: QueryAsk) => {
    deps.may(request, { action: 'read', types: typesMeant(ask.query), isReleased: true })
    const { found: page, warnings } = await gatherPage(deps, request, ask)
    const { found: linked, warnings: others } = await gatherJoined(deps, request, ask, page.entities)
    warn(reply, [...warnings, ...others])
    await release(deps, request, [...page.entities, ...(linked?.byId.values() ?? [])])
    return answerPage(reply, ask, page, linked)
  }

  app.get('/entities', { schema: { tags, summary: 'Query entities', querystring: Parameters } }, async (request, reply) =>
    answer(request, reply, await readQuery(request, deps, request.query)),
  )

  app.post(
    '/entityOperations/query',
    { schema: { tags, summary: 'Query entities by POST', querystring: PostParameters } },
    async (request, reply) => answer(request, reply, await readPostedQuery(request, deps, request.query)),
  )
}

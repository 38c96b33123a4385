import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { PlanGuard, PlanService } from '#contract'
import { type App, NotFound } from '#kernel'
import { geopackage, sendGeoPackage } from './geopackage.ts'
import { PlanQuestionShape, PlanShape, shapes } from './plan-shapes.ts'
import { tellPlan } from './plan-tell.ts'

/** Whether somebody may plan at all, before anything that they sent is looked at. */
export const guardPlans = (guard: PlanGuard) => async (request: FastifyRequest) => {
  await guard.may(request, request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write')
}

const tags = ['equity']
const byId = Type.Object({ id: shapes.id })
const format = Type.Optional(Type.Enum(['json', 'csv', 'geojson', 'gpkg']))
const longestWait = 30

/** `/equity/v1/plans`: planners of the area ask, stop and remove; who has a plan's id may read it. */
export function registerPlans(app: App, { plans, guard }: { readonly plans: PlanService; readonly guard: PlanGuard }): void {
  const onRequest = guardPlans(guard)
  const mayChange = async (request: FastifyRequest, id: string) => {
    const plan = await plans.get(id)
    if (plan === undefined) throw new NotFound(`There is no plan ${id}.`)
    await guard.may(request, 'write', { area: plan.question.area })
  }
  const description = 'Computed in the background; the answer says how far from the best it can be. Ask for it under its address.'

  app.post(
    '/equity/v1/plans',
    {
      onRequest,
      schema: { tags, summary: 'Ask where to build next', description, body: PlanQuestionShape, response: { 202: PlanShape } },
    },
    async (request, reply) => {
      const { body } = request
      await guard.may(request, 'write', { area: body.area })
      const plan = await plans.start(body)
      return reply.status(202).header('location', `/equity/v1/plans/${plan.id}`).send(tellPlan(plan))
    },
  )

  app.get(
    '/equity/v1/plans',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Plans, newest first',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
          offset: Type.Integer({ minimum: 0, default: 0 }),
        }),
        response: { 200: Type.Object({ plans: Type.Array(PlanShape), count: Type.Integer() }) },
      },
    },
    async (request) => {
      const { items, count } = await plans.list({ ...request.query, ...(await guard.scopesOf(request)) })
      return { plans: items.map(tellPlan), count }
    },
  )

  app.get(
    '/equity/v1/plans/:id',
    {
      schema: {
        tags,
        summary: 'A plan: how far it is, or its answer; the sites as CSV, GeoJSON or GeoPackage',
        params: byId,
        querystring: Type.Object({
          format,
          wait: Type.Optional(Type.Number({ minimum: 0, maximum: longestWait, description: 'Seconds to wait for its end' })),
        }),
        response: {
          200: {
            description: 'The plan',
            content: {
              'application/json': { schema: PlanShape },
              'text/csv': { schema: Type.String() },
              'application/geo+json': { schema: Type.String() },
              [geopackage]: { schema: Type.String({ format: 'binary' }) },
            },
          },
        },
      },
    },
    async ({ params: { id }, query: { format, wait = 0 } }, reply) => {
      if (format === 'csv') return reply.type('text/csv; charset=utf-8').send(await plans.csv(id))
      if (format === 'gpkg') return sendGeoPackage(reply, `plan-${id}`, await plans.geopackage(id))
      if (format === 'geojson') return reply.type('application/geo+json').send(await plans.geojson(id))
      if (wait > 0) return tellPlan(await plans.watch(id, () => undefined, AbortSignal.timeout(wait * 1000)))
      const plan = await plans.get(id)
      if (plan === undefined) throw new NotFound(`There is no plan ${id}.`)
      return tellPlan(plan)
    },
  )

  app.post(
    '/equity/v1/plans/:id/stop',
    {
      onRequest,
      schema: {
        tags,
        summary: 'End the computing: the best so far becomes the answer',
        params: byId,
        response: { 202: PlanShape },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await mayChange(request, id)
      return reply.status(202).send(tellPlan(await plans.stop(id)))
    },
  )

  app.delete(
    '/equity/v1/plans/:id',
    { onRequest, schema: { tags, summary: 'Remove a plan', params: byId, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await mayChange(request, request.params.id)
      await plans.remove(request.params.id)
      return reply.status(204).send(null)
    },
  )
}

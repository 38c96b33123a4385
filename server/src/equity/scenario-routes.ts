import type { FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import type { PlanGuard, PlanService, Scenario, ScenarioComparison, ScenarioDraft, ScenarioService } from '#contract'
import { type App, NotFound } from '#kernel'
import { geopackage, sendGeoPackage } from './geopackage.ts'
import { guardPlans } from './plan-routes.ts'
import { shapes } from './plan-shapes.ts'
import { ComparisonShape, DraftShape, SaveShape, ScenarioShape } from './scenario-shapes.ts'

const tags = ['equity']
const byId = Type.Object({ id: shapes.id })
const inArea = Type.Object({ area: Type.Optional(Type.String({ description: 'Code of an area; the region without it' })) })
const name = Type.String({ minLength: 1, maxLength: 200 })
const text = (type: string) => ({ 200: { description: 'The scenario', content: { [type]: { schema: Type.String() } } } })

/** `/equity/v1/scenarios`: planners of the area save, copy and remove; who has a scenario's id may read it and what it would change. */
export function registerScenarios(
  app: App,
  deps: { readonly scenarios: ScenarioService; readonly plans?: Pick<PlanService, 'get'>; readonly guard: PlanGuard },
): void {
  registerSaving(app, deps)
  registerReading(app, deps)
  registerExports(app, deps.scenarios)
}

type Deps = Parameters<typeof registerScenarios>[1]

function registerSaving(app: App, { scenarios, plans, guard }: Deps): void {
  const onRequest = guardPlans(guard)
  const mayChange = async (request: FastifyRequest, id: string) => {
    const scenario = await scenarios.get(id)
    if (scenario === undefined) throw new NotFound(`There is no scenario ${id}.`)
    await guard.may(request, 'write', { area: scenario.area })
  }
  const created = { 201: ScenarioShape }
  app.post(
    '/equity/v1/scenarios',
    { onRequest, schema: { tags, summary: 'Save what would be changed', body: DraftShape, response: created } },
    async (request, reply) => {
      const { body } = request
      await guard.may(request, 'write', { area: body.area })
      const saved = await scenarios.save(body as ScenarioDraft)
      return reply.status(201).header('location', `/equity/v1/scenarios/${saved.id}`).send(tell(saved))
    },
  )
  app.put(
    '/equity/v1/scenarios/:id',
    {
      onRequest,
      schema: { tags, summary: 'Save the next version', params: byId, body: SaveShape, response: { 200: ScenarioShape } },
    },
    async (request) => {
      const { params, body } = request
      const { version, ...draft } = body
      await mayChange(request, params.id)
      await guard.may(request, 'write', { area: draft.area })
      return tell(await scenarios.save(draft as ScenarioDraft, { id: params.id, version }))
    },
  )
  app.post(
    '/equity/v1/scenarios/:id/copy',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Copy a scenario',
        params: byId,
        body: Type.Object({ name }, { additionalProperties: false }),
        response: created,
      },
    },
    async (request, reply) => {
      const { params, body } = request
      await mayChange(request, params.id)
      const copy = await scenarios.copy(params.id, body.name)
      return reply.status(201).header('location', `/equity/v1/scenarios/${copy.id}`).send(tell(copy))
    },
  )
  app.post(
    '/equity/v1/plans/:id/scenario',
    {
      onRequest,
      schema: {
        tags,
        summary: 'The sites of a plan as a scenario',
        params: byId,
        body: Type.Object({ name, language: Type.Optional(Type.String({ maxLength: 35 })) }, { additionalProperties: false }),
        response: created,
      },
    },
    async (request, reply) => {
      const { params, body } = request
      await guard.may(request, 'write', { area: (await plans?.get(params.id))?.question.area })
      const made = await scenarios.fromPlan(params.id, body.name, body.language)
      return reply.status(201).header('location', `/equity/v1/scenarios/${made.id}`).send(tell(made))
    },
  )
  app.delete(
    '/equity/v1/scenarios/:id',
    {
      onRequest,
      schema: { tags, summary: 'Remove a scenario with all its versions', params: byId, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await mayChange(request, request.params.id)
      await scenarios.remove(request.params.id)
      return reply.status(204).send(null)
    },
  )
}

function registerReading(app: App, { scenarios, guard }: Deps): void {
  const onRequest = guardPlans(guard)
  app.get(
    '/equity/v1/scenarios',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Scenarios, last saved first',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
          offset: Type.Integer({ minimum: 0, default: 0 }),
        }),
        response: { 200: Type.Object({ scenarios: Type.Array(ScenarioShape), count: Type.Integer() }) },
      },
    },
    async (request) => {
      const { items, count } = await scenarios.list({ ...request.query, ...(await guard.scopesOf(request)) })
      return { scenarios: items.map(tell), count }
    },
  )
  app.get(
    '/equity/v1/scenarios/:id',
    {
      schema: {
        tags,
        summary: 'A scenario',
        params: byId,
        querystring: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1, description: 'The newest without it' })) }),
        response: { 200: ScenarioShape },
      },
    },
    async ({ params: { id }, query: { version } }) => {
      const scenario = await scenarios.get(id, version)
      if (scenario === undefined)
        throw new NotFound(`There is no scenario ${id}${version === undefined ? '' : ` in version ${version}`}.`)
      return tell(scenario)
    },
  )
  const Version = Type.Object({ version: Type.Integer(), savedAt: Type.String({ format: 'date-time' }), name: Type.String() })
  app.get(
    '/equity/v1/scenarios/:id/versions',
    {
      schema: {
        tags,
        summary: 'Versions, newest first',
        params: byId,
        response: { 200: Type.Object({ versions: Type.Array(Version) }) },
      },
    },
    async ({ params }) => ({
      versions: (await scenarios.versions(params.id)).map((one) => ({ ...one, savedAt: one.savedAt.toISOString() })),
    }),
  )
  const compared = { 200: ComparisonShape }
  app.get(
    '/equity/v1/scenarios/:id/comparison',
    { schema: { tags, summary: 'Before and after in every measure', params: byId, querystring: inArea, response: compared } },
    async ({ params, query }) => tellComparison(await scenarios.compare(params.id, query.area)),
  )
  app.post(
    '/equity/v1/scenarios/comparison',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Before and after of changes that are not saved',
        querystring: inArea,
        body: DraftShape,
        response: compared,
      },
    },
    async ({ body, query }) => tellComparison(await scenarios.compare(body as ScenarioDraft, query.area)),
  )
}

/** The report is whole in itself, so its style stands in it; nothing else may run or be fetched. */
const reportPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

function registerExports(app: App, scenarios: ScenarioService): void {
  app.get(
    '/equity/v1/scenarios/:id/csv',
    {
      schema: {
        tags,
        summary: 'Before and after as a table',
        params: byId,
        querystring: Type.Object({ by: Type.Enum(['class', 'area', 'settlement'], { default: 'class' }) }),
        response: text('text/csv'),
      },
    },
    async ({ params, query }, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="scenario-${query.by}.csv"`)
        .send(await scenarios.csv(params.id, query.by)),
  )
  app.get(
    '/equity/v1/scenarios/:id/geojson',
    { schema: { tags, summary: 'Settlements and facilities as GeoJSON', params: byId, response: text('application/geo+json') } },
    async ({ params }, reply) => reply.type('application/geo+json').send(await scenarios.geojson(params.id)),
  )
  app.get(
    '/equity/v1/scenarios/:id/gpkg',
    { schema: { tags, summary: 'Settlements and facilities as GeoPackage', params: byId, response: text(geopackage) } },
    async ({ params }, reply) => sendGeoPackage(reply, `scenario-${params.id}`, await scenarios.geopackage(params.id)),
  )
  app.get(
    '/equity/v1/scenarios/:id/report',
    {
      schema: {
        tags,
        summary: 'A page for printing, with maps and method',
        params: byId,
        querystring: Type.Object({ language: Type.String({ default: 'en', maxLength: 35 }) }),
        response: text('text/html'),
      },
    },
    async ({ params, query }, reply) =>
      reply
        .header('content-security-policy', reportPolicy)
        .type('text/html; charset=utf-8')
        .send(await scenarios.report(params.id, query.language)),
  )
}

/** Shapes with arrays that may be written to, as the schemas have them. */
function tell({ createdAt, savedAt, ...scenario }: Scenario): Static<typeof ScenarioShape> {
  const plain = structuredClone(scenario) as Omit<Static<typeof ScenarioShape>, 'createdAt' | 'savedAt'>
  return { ...plain, createdAt: createdAt.toISOString(), savedAt: savedAt.toISOString() }
}

function tellComparison({ at, ...comparison }: ScenarioComparison): Static<typeof ComparisonShape> {
  const plain = structuredClone(comparison) as unknown as Omit<Static<typeof ComparisonShape>, 'at'>
  return { ...plain, at: at.toISOString() }
}

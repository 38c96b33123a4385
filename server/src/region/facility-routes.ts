import Type from 'typebox'
import type { Facility, RegionService } from '#contract'
import { type App, type Clock, NotFound, type Pool } from '#kernel'
import { parsePosition, turnPage } from './page.ts'
import { listFacilities, readFacility } from './service.ts'
import { FacilitiesShape, FacilityShape, FeaturesShape, Point, pageOf } from './shapes.ts'

const tags = ['region']

const answers = {
  description: 'A page of facilities.',
  content: { 'application/json': { schema: FacilitiesShape }, 'application/geo+json': { schema: FeaturesShape } },
} as const

type Deps = { readonly pool: Pool; readonly region: RegionService; readonly clock: Clock }

/** `/region/v1/facilities`: near a place or in an area, by kind, open now. Open to anybody. */
export function registerFacilities(app: App, { pool, region, clock }: Deps): void {
  app.get(
    '/region/v1/facilities',
    {
      schema: {
        tags,
        summary: 'Facilities, nearest first where a place is given; as JSON or GeoJSON',
        querystring: Type.Object({
          near: Type.Optional(Point),
          area: Type.Optional(Type.String({ description: 'A code: what lies in that area and below.' })),
          kind: Type.Optional(Type.String()),
          open: Type.Boolean({ default: false, description: 'Only those that are open now.' }),
          format: Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('geojson')])),
          ...pageOf(50, 1000),
        }),
        response: { 200: answers },
      },
    },
    async ({ query: { near, area, kind, open, format, ...page }, url, headers }, reply) => {
      if (area !== undefined && (await region.area(area)) === undefined)
        throw new NotFound(`There is no area ${area} in this region.`)
      const ask = {
        openOnly: open,
        ...(near !== undefined && { near: parsePosition(near) }),
        ...(area !== undefined && { area }),
        ...(kind !== undefined && { kind }),
      }
      const { items, next } = await turnPage(url, page, (turn) => listFacilities(pool, clock(), { ...ask, ...turn }))
      if (next !== undefined) reply.header('link', `<${next}>; rel="next"`)
      const wanted = format ?? (headers.accept?.includes('application/geo+json') ? 'geojson' : 'json')
      if (wanted === 'json') return { facilities: items, ...(next !== undefined && { next }) }
      return reply.type('application/geo+json').send({ type: 'FeatureCollection', features: items.map(featureOf) })
    },
  )

  app.get(
    '/region/v1/facilities/:id',
    {
      schema: { tags, summary: 'One facility', params: Type.Object({ id: Type.String() }), response: { 200: FacilityShape } },
    },
    async ({ params }) => {
      const facility = await readFacility(pool, clock(), params.id)
      if (facility === undefined) throw new NotFound(`There is no facility ${params.id} in this region.`)
      return facility
    },
  )
}

function featureOf({ id, position, ...properties }: Facility) {
  return { type: 'Feature' as const, id, properties, geometry: { type: 'Point', coordinates: position } }
}

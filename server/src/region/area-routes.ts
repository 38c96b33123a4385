import Type from 'typebox'
import type { RegionService } from '#contract'
import { type App, Invalid, NotFound, type Pool } from '#kernel'
import { searchAreas } from './area-store.ts'
import { parsePosition, turnPage } from './page.ts'
import { AreaShape, AreasShape, FeaturesShape, Point, pageOf } from './shapes.ts'

const tags = ['region']
const byCode = Type.Object({ code: Type.String({ minLength: 1, maxLength: 200 }) })

/** `/region/v1/areas`: found by name, code or place, and walked up and down. Open to anybody. */
export function registerAreas(app: App, { pool, region }: { readonly pool: Pool; readonly region: RegionService }): void {
  const findArea = async (code: string) => {
    const area = await region.area(code)
    if (area === undefined) throw new NotFound(`There is no area ${code} in this region.`)
    return area
  }

  app.get(
    '/region/v1/areas',
    {
      schema: {
        tags,
        summary: 'Areas by name, by code, or around a place; without either, the highest among which there is a choice',
        querystring: Type.Object({
          search: Type.Optional(
            Type.String({ maxLength: 100, description: 'Part of a name in any language, or the beginning of a code.' }),
          ),
          at: Type.Optional(Point),
          ...pageOf(20, 100),
        }),
        response: { 200: AreasShape },
      },
    },
    async ({ query: { search, at, ...page }, url }) => {
      if (search !== undefined && at !== undefined) throw new Invalid('Ask either by name (search) or by place (at).')
      if (at !== undefined) {
        const area = await region.areaAt(parsePosition(at))
        return { areas: area === undefined ? [] : [area] }
      }
      const { items, next } = await turnPage(url, page, async ({ limit, offset }) =>
        search === undefined ? (await region.children()).slice(offset, offset + limit) : searchAreas(pool, search, limit, offset),
      )
      return { areas: items, ...(next !== undefined && { next }) }
    },
  )

  app.get(
    '/region/v1/areas/:code',
    { schema: { tags, summary: 'One area', params: byCode, response: { 200: AreaShape } } },
    ({ params }) => findArea(params.code),
  )

  app.get(
    '/region/v1/areas/:code/children',
    { schema: { tags, summary: 'The areas directly in one', params: byCode, response: { 200: AreasShape } } },
    async ({ params }) => ({ areas: [...(await region.children((await findArea(params.code)).code))] }),
  )

  app.get(
    '/region/v1/areas/:code/lineage',
    { schema: { tags, summary: 'From the top of the region down to an area', params: byCode, response: { 200: AreasShape } } },
    async ({ params }) => ({ areas: [...(await region.lineage((await findArea(params.code)).code))] }),
  )

  app.get(
    '/region/v1/boundaries',
    {
      schema: {
        tags,
        summary: 'Boundaries of the areas directly in one, or of the highest among which there is a choice, as GeoJSON',
        querystring: Type.Object({ in: Type.Optional(Type.String()) }),
        response: { 200: FeaturesShape },
      },
    },
    async ({ query }, reply) => {
      const outlines = await region.outlines(query.in === undefined ? undefined : (await findArea(query.in)).code)
      const features = outlines.map(({ code, geometry }) => ({
        type: 'Feature' as const,
        id: code,
        properties: { code },
        geometry,
      }))
      return reply.type('application/geo+json').send({ type: 'FeatureCollection', features })
    },
  )
}

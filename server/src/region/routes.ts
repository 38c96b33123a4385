import type { RegionService } from '#contract'
import { type App, NotFound } from '#kernel'
import { registerAreas } from './area-routes.ts'
import { registerFacilities } from './facility-routes.ts'
import type { ImportDeps } from './import-pack.ts'
import { type May, registerPacks } from './pack-routes.ts'
import { findFeatures } from './pack-store.ts'
import { FeaturesShape, RegionShape } from './shapes.ts'

export type RegionDeps = ImportDeps & { readonly region: RegionService; readonly may: May }

/** The routes under `/region/v1`. */
export function registerRegion(app: App, deps: RegionDeps): void {
  const { pool, region } = deps

  app.get(
    '/region/v1',
    { schema: { tags: ['region'], summary: 'The region of this node', response: { 200: RegionShape } } },
    async () => {
      const info = await region.info()
      if (info === undefined) throw new NotFound('This node has no region yet. Import a region pack.')
      return info
    },
  )

  app.get(
    '/region/v1/features',
    {
      schema: { tags: ['region'], summary: 'Rivers, roads and hills for drawing, as GeoJSON', response: { 200: FeaturesShape } },
    },
    async (_request, reply) => {
      const features = (await findFeatures(pool)).map(({ kind, properties, geometry }) => ({
        type: 'Feature' as const,
        properties: { ...properties, kind },
        geometry,
      }))
      return reply.type('application/geo+json').send({ type: 'FeatureCollection', features })
    },
  )

  registerAreas(app, deps)
  registerFacilities(app, deps)
  registerPacks(app, deps)
}

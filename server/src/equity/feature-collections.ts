import type { GapService } from '#contract'
import { NotFound, type Pool } from '#kernel'
import { type Collection, type Feature, flatNames } from './feature.ts'
import { createPlaceFeatures } from './feature-places.ts'
import { keepReached, type Reached } from './feature-reached.ts'
import { createScenarioFeatures } from './feature-scenarios.ts'
import { type AreaRow, type FacilityRow, findAreaRow, findAreaRows, findFacilityRow, findFacilityRows } from './feature-store.ts'
import { areaClasses } from './places.ts'

const levels = ['country', 'province', 'city', 'county', 'town', 'village'] as const

/** The collections of `/equity/v1`; what is withheld is missing in each of them. */
export function createCollections(deps: { readonly pool: Pool; readonly gap: GapService }): {
  readonly collections: readonly Collection[]
  readonly kinds: () => Promise<readonly string[]>
} {
  const { pool } = deps
  const reached = keepReached(deps)
  const ofAreas = { level: levels, class: areaClasses, parent: undefined }
  const areas: Collection = {
    id: 'areas',
    title: 'Areas',
    description: 'Areas of every level with their urban–rural class and residents; boundaries where the region pack has them.',
    filters: () => ofAreas,
    find: async (ask) => {
      const { rows, matched } = await findAreaRows(pool, ask)
      const now = await reached()
      return { matched, features: rows.map((row) => areaFeature(row, now)) }
    },
    get: async (id) => {
      const row = await findAreaRow(pool, id)
      return row && areaFeature(row, await reached())
    },
  }
  const gap: Collection = {
    id: 'gap',
    title: 'The gap by area and service',
    description: 'For each area and each service: residents within the standard of their class, and how long they travel.',
    filters: (kinds) => ({ service: kinds, area: undefined, ...ofAreas }),
    find: async ({ filters, limit, offset, ...ask }) => {
      const now = await reached()
      const kinds = now.places.services.map(({ kind }) => kind).filter((kind) => (filters.service ?? kind) === kind)
      const each = Math.max(1, kinds.length)
      const first = Math.floor(offset / each)
      const count = Math.ceil((offset + limit) / each) - first
      const { rows, matched } = await findAreaRows(pool, { ...ask, filters, limit: count, offset: first })
      const from = offset - first * each
      const wanted = rows.flatMap((row) => kinds.map((kind) => ({ row, kind }))).slice(from, from + limit)
      const features = await Promise.all(wanted.map(({ row, kind }) => gapFeature(row, kind, now)))
      return { matched: matched * kinds.length, features }
    },
    get: async (id) => {
      const now = await reached()
      const kind = now.places.services.find((service) => id.endsWith(`:${service.kind}`))?.kind
      const row = kind === undefined ? undefined : await findAreaRow(pool, id.slice(0, -kind.length - 1))
      return row && kind !== undefined ? gapFeature(row, kind, now) : undefined
    },
  }
  const facilities: Collection = {
    id: 'facilities',
    title: 'Facilities',
    description: 'Where services are given, with their capacity and opening hours as far as they are known.',
    filters: () => ({ kind: undefined, area: undefined }),
    find: async (ask) => {
      const { rows, matched } = await findFacilityRows(pool, ask)
      return { matched, features: rows.map(facilityFeature) }
    },
    get: async (id) => {
      const row = await findFacilityRow(pool, id)
      return row && facilityFeature(row)
    },
  }
  return {
    collections: [areas, createPlaceFeatures(reached), facilities, gap, createScenarioFeatures(pool, reached)],
    kinds: async () => {
      try {
        return (await reached()).places.services.map(({ kind }) => kind)
      } catch (error) {
        // A node without a region has collections all the same, and nothing in them.
        if (error instanceof NotFound) return []
        throw error
      }
    },
  }
}

function areaProperties({ code, parent, level, class: name, names }: AreaRow): Record<string, unknown> {
  return { area: code, ...flatNames(names), level, ...(name !== null && { class: name }), ...(parent !== null && { parent }) }
}

function areaFeature(row: AreaRow, { populationOf }: Reached): Feature {
  const properties = { ...areaProperties(row), ...populationOf(row.code) }
  return { type: 'Feature', id: row.code, geometry: row.geometry, properties }
}

async function gapFeature(row: AreaRow, kind: string, { reachOf }: Reached): Promise<Feature> {
  const properties = { ...areaProperties(row), service: kind, ...(await reachOf(row.code, kind)) }
  return { type: 'Feature', id: `${row.code}:${kind}`, geometry: row.geometry, properties }
}

function facilityFeature({ id, kind, area, capacity, hours, lon, lat }: FacilityRow): Feature {
  return {
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: [lon, lat] },
    properties: {
      kind,
      ...(area !== null && { area }),
      ...(capacity !== null && { capacity }),
      ...(hours !== null && { opening_hours: hours }),
    },
  }
}

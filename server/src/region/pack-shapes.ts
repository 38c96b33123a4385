import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Position } from '#contract'
import { type Geometry, isGeometry, moveGeometry } from './geojson.ts'
import type { PackFeature } from './pack.ts'
import type { Report } from './pack-fault.ts'

type Move = (position: Position) => Position
type Shape = { readonly index: number; readonly properties: Readonly<Record<string, unknown>>; readonly geometry: Geometry }

/** Reads `boundaries.geojson`: the outlines of areas by their code. */
export async function readBoundaries(
  folder: string,
  areas: ReadonlyMap<string, unknown>,
  move: Move,
  report: Report,
): Promise<ReadonlyMap<string, Geometry>> {
  const file = 'boundaries.geojson'
  const boundaries = new Map<string, Geometry>()
  for (const { index, properties, geometry } of await readShapes(folder, file, report)) {
    const code = String(properties.code ?? '')
    const fault = (message: string, fix: string) =>
      report({ severity: 'error', file, column: `/features/${index}/properties/code`, message, fix })
    if (!areas.has(code)) fault(`The area "${code}" is not among the areas.`, 'Give each feature the code of an area.')
    else if (boundaries.has(code)) fault(`The area ${code} has a boundary already.`, 'Join its parts to one MultiPolygon.')
    else if (!geometry.type.endsWith('Polygon')) fault(`A boundary cannot be a ${geometry.type}.`, 'Use Polygon or MultiPolygon.')
    else boundaries.set(code, moveGeometry(geometry, move))
  }
  return boundaries
}

/** Reads `features.geojson`: what is drawn under the map. */
export async function readFeatures(folder: string, move: Move, report: Report): Promise<readonly PackFeature[]> {
  const shapes = await readShapes(folder, 'features.geojson', report)
  return shapes.map(({ properties: { kind = 'other', ...properties }, geometry }) => ({
    kind: String(kind),
    geometry: moveGeometry(geometry, move),
    ...(Object.keys(properties).length > 0 && { properties }),
  }))
}

async function readShapes(folder: string, file: string, report: Report): Promise<readonly Shape[]> {
  const text = await readFile(join(folder, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return []
  const features = parseCollection(text)
  if (features === undefined) {
    report({ severity: 'error', file, message: 'This is not a GeoJSON FeatureCollection.', fix: 'See RFC 7946 §3.3.' })
    return []
  }
  return features.flatMap((feature, index) => {
    const { geometry, properties } = (feature ?? {}) as { geometry?: unknown; properties?: Record<string, unknown> | null }
    if (isGeometry(geometry)) return [{ index, properties: properties ?? {}, geometry }]
    const message = 'The geometry is missing or its coordinates do not fit its type.'
    report({
      severity: 'error',
      file,
      column: `/features/${index}/geometry`,
      message,
      fix: 'Use longitude before latitude, in degrees.',
    })
    return []
  })
}

function parseCollection(text: string): readonly unknown[] | undefined {
  try {
    const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    const features = typeof document === 'object' && document !== null && 'features' in document ? document.features : undefined
    return Array.isArray(features) ? features : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

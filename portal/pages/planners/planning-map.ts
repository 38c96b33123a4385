/** What the map that can be moved shows: the same as the picture drawn on the server, as GeoJSON. */
import type { Feature as Drawn, Position } from '@datong/server/contract'
import type { FastifyInstance } from 'fastify'
import { parseFields } from '../../site/query.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Site } from '../../site/router.tsx'
import { readVisit, type Visit } from '../../site/visit.ts'
import { shadeOf } from '../../ui/pictures/shades.ts'
import { nameText } from '../../ui/words.tsx'
import { loadWorkbench, type Row, type WorkbenchData } from './workbench-data.ts'
import { WorkbenchQuery } from './workbench-query.ts'
import { unitText, valueText } from './workbench-values.ts'

export function registerPlanningMap(app: FastifyInstance, { services }: Site): void {
  app.get('/planning/map.json', async (request, reply) => {
    const visit = await readVisit(request, services)
    const data = await loadWorkbench(services, visit, parseFields(WorkbenchQuery, request.query))
    if (!data) throw noSuch('There is no region with services to draw')
    return reply.type('application/json').send(JSON.stringify(mapOf(data, visit)))
  })
}

function mapOf(data: WorkbenchData, visit: Visit) {
  const { rows, outlines, features, facilities, layer } = data
  const byCode = new Map(rows.map((row) => [row.id, row]))
  const isByArea = layer === 'areas' && outlines.length > 0
  return {
    areas: collection(
      outlines.map(({ code, geometry }) => feature(geometry, isByArea ? properties(byCode.get(code), data, visit) : {})),
    ),
    places: collection(
      isByArea ? [] : rows.flatMap((row) => (row.position ? [feature(point(row.position), properties(row, data, visit))] : [])),
    ),
    facilities: collection(facilities.map((position) => feature(point(position), { name: nameText(data.service.names, visit) }))),
    under: collection(features.map(({ kind, geometry }) => feature(geometry, { kind }))),
    labels: layer === 'areas' ? labelsOf(rows, visit) : [],
  }
}

function properties(row: Row | undefined, data: WorkbenchData, visit: Visit): Record<string, string | number> {
  if (row === undefined) return {}
  const { report } = data
  const shade = shadeOf(row.value, data.breaks, report.isBurden)
  const isHidden = row.isSuppressed && data.layer === 'areas'
  const value = isHidden
    ? visit.t('gap.withheld')
    : row.value === undefined
      ? visit.t('planning.without')
      : `${unitText(report.unit, visit)}: ${valueText(row.value, report.unit, visit)}`
  return { name: nameText(row.names, visit), value, shade: shade ?? -1 }
}

const mostLabels = 14

function labelsOf(rows: readonly Row[], visit: Visit) {
  return rows
    .toSorted((a, b) => (b.people ?? 0) - (a.people ?? 0))
    .slice(0, mostLabels)
    .flatMap(({ names, position }) => (position ? [{ name: nameText(names, visit), position }] : []))
}

const collection = (features: readonly object[]) => ({ type: 'FeatureCollection', features })
const feature = (geometry: Drawn['geometry'], values: object) => ({ type: 'Feature', geometry, properties: values })
const point = (position: Position): Drawn['geometry'] => ({ type: 'Point', coordinates: [...position] })

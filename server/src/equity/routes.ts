import type { GapService } from '#contract'
import { type App, Invalid } from '#kernel'
import { writeAreasCsv, writeReportCsv, writeSettlementsCsv, writeWeekCsv } from './csv.ts'
import { writeFeatures } from './features.ts'
import { findKind } from './find.ts'
import {
  type GapAnswer,
  type GapFormat,
  type GapQuestion,
  gapAnswer,
  gapQuestion,
  weekAnswer,
  weekProgress,
  weekQuestion,
} from './shapes.ts'
import { tellArea, tellService, tellSettlement } from './tell.ts'

const description = `Who reaches which service within its standard, by urban, town and rural residents.
Groups of fewer than 10 residents are withheld. Each place of fewer than 10 counts for 5 in every sum, so that none gives it away.`

/** `GET /equity/v1/gap` and `/equity/v1/week`, open to anybody, as JSON, CSV or (settlements) GeoJSON. */
export function registerEquity(app: App, { gap }: { readonly gap: GapService }): void {
  const schema = { summary: 'The gap', description, tags: ['equity'], querystring: gapQuestion, response: { 200: gapAnswer } }
  app.get('/equity/v1/gap', { schema }, async ({ query, headers }, reply) => {
    const format = query.format ?? formatOf(headers.accept)
    const answer = await ask(gap, query, format)
    if (typeof answer !== 'string') return answer
    if (format === 'geojson') return reply.type('application/geo+json').send(answer)
    reply.header(
      'content-disposition',
      `attachment; filename="${['gap', query.service, query.by, query.area]
        .filter(Boolean)
        .join('-')
        .replace(/[^\w.-]/g, '_')}.csv"`,
    )
    return reply.type('text/csv; charset=utf-8').send(answer)
  })
  const ofWeek = {
    summary: 'Reach of a service through the hours of a week',
    description: `Who reaches it within its standard in each of 168 hours, by what is open then. By bus, for those who set out in that hour:
that takes a while and is answered with 202 and how far it is, until it is there.`,
    tags: ['equity'],
    querystring: weekQuestion,
    response: { 200: weekAnswer, 202: weekProgress },
  }
  app.get('/equity/v1/week', { schema: ofWeek }, async ({ query, headers }, reply) => {
    const { service, area, mode, season, wait } = query
    const waiting = wait !== undefined && { waitMs: wait * 1000 }
    const { done, total, hours } = await gap.week(service, area, { mode, season, ...waiting })
    if (hours === undefined)
      return reply
        .code(202)
        .header('retry-after', '3')
        .send({ service, state: 'running' as const, done, total })
    if ((query.format ?? formatOf(headers.accept)) !== 'csv')
      return { service, ...(area !== undefined && { area }), state: 'done' as const, hours }
    return reply.type('text/csv; charset=utf-8').send(writeWeekCsv(service, hours))
  })
}

function formatOf(accept = ''): GapFormat {
  if (accept.includes('text/csv')) return 'csv'
  return accept.includes('application/geo+json') ? 'geojson' : 'json'
}

async function ask(gap: GapService, question: GapQuestion, format: GapFormat): Promise<GapAnswer | string> {
  const { area, service, by, mode, season, at, hours } = question
  const how = { mode, season, at, hours }
  if (format === 'geojson' && by !== 'settlement') throw new Invalid('GeoJSON is there for by=settlement.')
  const { services, ...head } = await gap.report(area, how)
  const asked = service === undefined ? services : [findKind(services, service)]
  const about = { ...head, at: head.at.toISOString(), ...(service !== undefined && { service }) }
  if (by === undefined)
    return format === 'csv' ? writeReportCsv({ ...head, services: asked }) : { ...about, services: asked.map(tellService) }
  if (service === undefined) throw new Invalid('Name the service whose gap is to be shown by area or settlement.')
  if (by === 'area') {
    const areas = await gap.byArea(service, area, how)
    return format === 'csv' ? writeAreasCsv(service, areas) : { ...about, areas: areas.map(tellArea) }
  }
  const settlements = await gap.settlements(service, area, how)
  if (format === 'geojson') return writeFeatures(service, settlements)
  return format === 'csv' ? writeSettlementsCsv(service, settlements) : { ...about, settlements: settlements.map(tellSettlement) }
}

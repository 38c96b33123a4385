import type { TravelMethod } from '#contract'
import { type AnswerOptions, type NodeToAsk, type Out, printAnswer } from './print-answer.ts'
import { drawLines } from './print-table.ts'
import type { GapAnswer } from './shapes.ts'
import type { ToldService } from './tell.ts'

export type PrintOptions = AnswerOptions & {
  readonly area?: string
  readonly service?: string
  readonly mode?: string
  readonly season?: string
  readonly at?: string
  readonly hours?: string
}

/**
 * The gap of a running node as a table for people, or as CSV or JSON for programs.
 *
 * @throws what {@link printAnswer} does
 */
export function printGap(node: NodeToAsk, options: PrintOptions, out: Out): Promise<void> {
  const { area, service, mode, season, at, hours } = options
  const query = { area, service, mode, season, at, hours }
  return printAnswer<GapAnswer>(node, '/equity/v1/gap', query, options, out, drawGap)
}

function drawGap(answer: GapAnswer, language: string): string {
  const head = ['Service', 'Standard', 'Urban', 'Town', 'Rural', 'Rural : urban', 'Minutes', 'Rural : urban']
  const where = answer.area === undefined ? 'the region' : `area ${answer.area}`
  return `${[
    `Residents of ${where} who reach a service within its standard (minutes for urban / town / rural residents)`,
    '',
    ...drawLines(
      head,
      (answer.services ?? []).map((service) => rowOf(service, language)),
    ),
    '',
    `– nobody lives there   * fewer than 10 residents, withheld   ∞ no facility of the kind`,
    ...tellTravel(answer),
  ].join('\n')}\n`
}

const sources: Readonly<Record<TravelMethod, string>> = {
  table: 'a table from elsewhere',
  road: 'the road network',
  timetable: 'the timetable',
  grid: 'land without roads',
  line: 'straight lines',
}

/** By what people travel, when, and where their minutes come from. */
function tellTravel({ method, services = [], at }: GapAnswer): string[] {
  const { mode, modes, season, time, detour, faults = [] } = method
  const people = new Map<TravelMethod, number>()
  for (const { travel } of services)
    for (const use of travel) people.set(use.by, (people.get(use.by) ?? 0) + (use.people ?? 0) / services.length)
  const total = [...people.values()].reduce((sum, one) => sum + one, 0)
  const shares = [...people]
    .sort(([, a], [, b]) => b - a)
    .map(([by, some]) => `${sources[by]} ${((100 * some) / total).toFixed(0)} %`)
  const circumstances = [`by ${mode}`, season && `in the season ${season}`, time && `at ${time}`].filter(Boolean).join(', ')
  return [
    `Travel ${circumstances} (there is: ${modes.join(', ')}). Minutes from: ${shares.join(', ') || 'nothing'}.`,
    ...(people.has('line') ? [`Straight lines are × ${detour}, at the speed of the residents' class.`] : []),
    ...faults.map((fault) => `Not used: ${fault}`),
    `Computed ${at}.`,
  ]
}

function rowOf(service: ToldService, language: string): string[] {
  const { urban, town, rural } = service.standard
  return [
    service.names[language] ?? service.names.en ?? service.kind,
    `${urban} / ${town} / ${rural}`,
    ...service.rows.map((row) => (row.isSuppressed ? '*' : row.share === undefined ? '–' : `${(row.share * 100).toFixed(1)} %`)),
    service.ruralToUrban?.toFixed(2) ?? '–',
    service.rows.map(minutesIn).join(' / '),
    service.minutesRuralToUrban?.toFixed(2) ?? '–',
  ]
}

function minutesIn(row: ToldService['rows'][number]): string {
  if (row.isSuppressed) return '*'
  if (row.meanMinutes !== undefined) return row.meanMinutes.toFixed(0)
  return (row.population ?? 0) > 0 ? '∞' : '–'
}

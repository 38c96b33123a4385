import type { TravelMethod } from '#contract'
import { Invalid, NotFound } from '#kernel'
import type { GapAnswer } from './shapes.ts'
import type { ToldService } from './tell.ts'

export type PrintOptions = {
  readonly area?: string
  readonly service?: string
  readonly mode?: string
  readonly season?: string
  readonly at?: string
  readonly hours?: string
  readonly csv?: boolean
  readonly json?: boolean
  /** Which of the services' names to print. */
  readonly language?: string
}

/**
 * The gap of a running node as a table for people, or as CSV or JSON for programs.
 *
 * @param node its address, and a key where it asks for one
 * @throws NotFound with the node's own words when it knows no such area or service; an Error when it does not answer
 */
export async function printGap(
  node: { readonly url: string; readonly key?: string },
  options: PrintOptions,
  out: { write(text: string): unknown },
): Promise<void> {
  const url = new URL('/equity/v1/gap', node.url)
  if (options.area !== undefined) url.searchParams.set('area', options.area)
  for (const name of ['service', 'mode', 'season', 'at', 'hours'] as const)
    if (options[name] !== undefined) url.searchParams.set(name, options[name])
  url.searchParams.set('format', options.csv ? 'csv' : 'json')
  const answer = await fetch(url, { headers: node.key === undefined ? {} : { authorization: `Bearer ${node.key}` } })
  const text = await answer.text()
  if (answer.status === 404) throw new NotFound((JSON.parse(text) as { detail: string }).detail)
  if (answer.status === 400) throw new Invalid((JSON.parse(text) as { detail: string }).detail)
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`)
  if (options.csv) out.write(text)
  else if (options.json) out.write(`${JSON.stringify(JSON.parse(text), undefined, 2)}\n`)
  else out.write(drawTable(JSON.parse(text) as GapAnswer, options.language ?? 'en'))
}

function drawTable(answer: GapAnswer, language: string): string {
  const head = ['Service', 'Standard', 'Urban', 'Town', 'Rural', 'Rural : urban', 'Minutes', 'Rural : urban']
  const rows = (answer.services ?? []).map((service) => rowOf(service, language))
  const widths = head.map((title, i) => Math.max(...[head, ...rows].map((row) => widthOf(row[i] ?? '')), widthOf(title)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i === 0 ? cell + pad(cell, widths[i]) : pad(cell, widths[i]) + cell))
      .join('  ')
      .trimEnd()
  const where = answer.area === undefined ? 'the region' : `area ${answer.area}`
  return `${[
    `Residents of ${where} who reach a service within its standard (minutes for urban / town / rural residents)`,
    '',
    line(head),
    widths.map((width) => '─'.repeat(width)).join('──'),
    ...rows.map(line),
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

/** Columns on a terminal, where East Asian characters take two. */
const widthOf = (text: string) =>
  [...text].reduce((width, character) => width + (/[⺀-鿿가-힯豈-﫿︰-﹏＀-｠]/u.test(character) ? 2 : 1), 0)

const pad = (text: string, width = 0) => ' '.repeat(Math.max(0, width - widthOf(text)))

import type { ComplianceReport, ComplianceRow, Requirement } from '#contract'
import { type AnswerOptions, type NodeToAsk, nameIn, type Out, percent, printAnswer } from './print-answer.ts'
import { drawLines, type Line } from './print-table.ts'

export type CompliancePrintOptions = AnswerOptions & { readonly area?: string; readonly service?: string }

/** Which area keeps which requirement, of a running node. @throws what {@link printAnswer} does */
export function printCompliance(node: NodeToAsk, options: CompliancePrintOptions, out: Out): Promise<void> {
  const { area, service } = options
  return printAnswer<ComplianceReport>(node, '/equity/v1/compliance', { area, service }, options, out, drawCompliance)
}

/** Requirement by requirement, since they are few and areas many. */
function drawCompliance({ area, requirements, rows }: ComplianceReport, language: string): string {
  const where = area === undefined ? 'the region' : `area ${area}`
  return `${[
    `What the standards of ${where} require, and which area keeps it`,
    ...requirements.flatMap((one) => {
      const own = rows.filter(({ service, number }) => service === one.service && number === one.number)
      const kept = own.filter(({ isMet }) => isMet).length
      const judged = own.filter(({ isMet }) => isMet !== undefined).length
      return [
        '',
        `${nameIn(one.names, language, one.service)}: ${requirementText(one)}; kept in ${kept} of ${judged}${one.source === undefined ? '' : ` (${one.source})`}`,
        ...drawLines(
          ['Area', 'Residents', one.minutes === undefined ? 'Per 1,000' : 'In time', 'Kept'],
          own.map((row) => lineOf(row, language)),
        ),
      ]
    }),
    '',
    '– cannot be told, or nobody lives there   * fewer than 10 residents, withheld',
  ].join('\n')}\n`
}

function requirementText({ class: name, ages, minutes, share = 1, per1000 }: Requirement): string {
  const who = [name ?? 'all', 'residents', ages && `aged ${ages.join(', ')}`].filter(Boolean).join(' ')
  if (minutes === undefined) return `${per1000} of its capacity per 1,000 of ${who}, in the area itself`
  return `${share === 1 ? '' : `${percent(share)} of `}${who} within ${minutes} minutes`
}

function lineOf({ names, area, population, share, per1000, isMet, isSuppressed }: ComplianceRow, language: string): Line {
  const name = nameIn(names, language, area)
  if (isSuppressed) return [name, '*', '*', '*']
  const figure = share === undefined ? per1000?.toFixed(2) : percent(share)
  return [
    name,
    population.toLocaleString('en', { maximumFractionDigits: 0 }),
    figure ?? '–',
    isMet === undefined ? '–' : isMet ? 'yes' : 'no',
  ]
}

import type { WhyFactor, WhyPart, WhyReport } from '#contract'
import { type AnswerOptions, type NodeToAsk, nameIn, type Out, printAnswer } from './print-answer.ts'
import { drawLines, type Line } from './print-table.ts'

export type WhyPrintOptions = AnswerOptions & { readonly area: string; readonly service: string }

/** The reasons of an area's gap, of a running node. @throws what {@link printAnswer} does */
export function printWhy(node: NodeToAsk, options: WhyPrintOptions, out: Out): Promise<void> {
  const { area, service } = options
  return printAnswer<WhyReport>(node, '/equity/v1/why', { area, service }, options, out, drawWhy)
}

const factors: Readonly<Record<WhyFactor, string>> = {
  distance: 'the way: facilities near, discounted by it',
  capacity: 'capacity of those per 1,000 residents',
  hours: 'share of the week that they are open',
  digital: 'share who can use it at a distance',
  eligibility: 'share who are entitled to it',
  language: 'share served in a language they speak',
}

function drawWhy({ area, names, service, here, city, gap, parts, largest }: WhyReport, language: string): string {
  const known = parts.filter((part) => part.isKnown)
  const unknown = parts.filter((part) => !part.isKnown).map(({ factor }) => factor)
  return `${[
    `Why ${nameIn(names, language, area)} has less of ${service} than the city, in capacity within reach per 1,000 residents while it is open`,
    '',
    ...drawLines(
      ['Factor', 'Here', 'City', 'Adds to the gap', 'Of it'],
      [...known.map(lineOf), ['together', here.toFixed(3), city.toFixed(3), gap.toFixed(3), gap === 0 ? '–' : '100 %']],
    ),
    '',
    largest === undefined ? 'It is not behind the city.' : `Most of it: ${factors[largest]}.`,
    ...(unknown.length > 0 ? [`Nothing is known of: ${unknown.join(', ')}.`] : []),
  ].join('\n')}\n`
}

function lineOf({ factor, here, city, adds, share }: Extract<WhyPart, { isKnown: true }>): Line {
  const level = (value: number | undefined) => value?.toFixed(3) ?? '–'
  return [factors[factor], level(here), level(city), adds.toFixed(3), share === undefined ? '–' : `${(100 * share).toFixed(0)} %`]
}

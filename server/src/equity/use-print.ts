import type { Estimate, UseGap, UseGroup, UseReport } from '#contract'
import { type AnswerOptions, type NodeToAsk, type Out, percent, printAnswer } from './print-answer.ts'
import { drawLines, type Line } from './print-table.ts'

export type UsePrintOptions = AnswerOptions & { readonly area?: string; readonly service?: string }

/** The gap in use, of a running node. @throws what {@link printAnswer} does */
export function printUse(node: NodeToAsk, options: UsePrintOptions, out: Out): Promise<void> {
  const { area, service } = options
  return printAnswer<UseReport>(node, '/equity/v1/use', { area, service }, options, out, drawUse)
}

const head = ['Residents', 'Age', 'Cases', 'Days, mean', 'Days, median', 'Answered', 'Content, 1 to 5']

function drawUse({ area, from, until, services }: UseReport): string {
  if (services.length === 0) return 'No service has told of its use yet.\n'
  const where = area === undefined ? 'the region' : `area ${area}`
  return `${[
    `How residents of ${where} fared with services from ${from} to ${until} (in brackets, between what it lies with 95 % confidence)`,
    ...services.flatMap(({ service, groups, gaps, warnings }) => [
      '',
      service,
      ...drawLines(head, [...groups.map(groupLine), ...gaps.map(gapLine)]),
      ...warnings.map(
        ({ figure, growth, since }) =>
          `! The gap in ${figure} has grown since ${since}, by ${percent(growth.value - 1)} a month (${range(growth, (value) => percent(value - 1))}).`,
      ),
    ]),
    '',
    '– cannot be told. Months that are over, in batches of ten cases and more.',
  ].join('\n')}\n`
}

function groupLine({ class: name, age, cases, meanDays, medianDays, completed, satisfaction }: UseGroup): Line {
  return [name, age ?? 'all', String(cases), days(meanDays), days(medianDays), share(completed), days(satisfaction)]
}

function gapLine({ age, meanDays, medianDays, completed, satisfaction }: UseGap): Line {
  const ratio = (one: Estimate | undefined) => told(one, (value) => value.toFixed(2))
  return ['rural : urban', age ?? 'all', '', ratio(meanDays), ratio(medianDays), ratio(completed), ratio(satisfaction)]
}

const days = (one: Estimate | undefined) => told(one, (value) => value.toFixed(1))
const share = (one: Estimate | undefined) => told(one, (value) => `${(100 * value).toFixed(0)} %`)

function told(one: Estimate | undefined, text: (value: number) => string): string {
  return one === undefined ? '–' : `${text(one.value)} (${range(one, text)})`
}

const range = ({ low, high }: Estimate, text: (value: number) => string) => `${text(low)} to ${text(high)}`

import type { Estimate, UseReport } from '#contract'
import { writeTable } from './csv.ts'
import { channels } from './use-figures.ts'

type Row = readonly (string | number | undefined)[]

/** Every figure of a report on a row of its own, with its interval: of a class, or (`rural:urban`) of the one by the other. */
export function writeUseCsv({ area, from, until, services }: UseReport): string {
  const rows = services.flatMap((service): Row[] => {
    const row = (what: Row, figure: string, estimate: Estimate | undefined): Row[] =>
      estimate === undefined
        ? []
        : [[area, from, until, service.service, ...what, figure, estimate.value, estimate.low, estimate.high]]
    const figures = (what: Row, one: (typeof service.groups)[number] | (typeof service.gaps)[number]) => [
      ...row(what, 'mean_days', one.meanDays),
      ...row(what, 'median_days', one.medianDays),
      ...row(what, 'completed', one.completed),
      ...row(what, 'satisfaction', one.satisfaction),
      ...channels.flatMap((channel) => row(what, `channel_${channel}`, one.channels?.[channel])),
    ]
    return [
      ...service.groups.flatMap((group) => figures([group.class, group.age, undefined, group.cases], group)),
      ...service.gaps.flatMap((gap) => figures(['rural:urban', gap.age, undefined, undefined], gap)),
      ...service.months.flatMap(({ month, cases, meanDays, completed }) => [
        ...row(['rural:urban', undefined, month, cases], 'mean_days', meanDays),
        ...row(['rural:urban', undefined, month, cases], 'completed', completed),
      ]),
      ...service.warnings.flatMap(({ figure, since, growth }) =>
        row(['rural:urban', undefined, since, undefined], `growing_${figure}`, growth),
      ),
    ]
  })
  return writeTable('area,from,until,service,class,age,month,cases,figure,value,low,high', rows)
}

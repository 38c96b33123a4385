import type { WhyReport } from '#contract'
import { writeTable } from './csv.ts'

/** Every factor on a row of its own; those that nothing is known of have empty cells, and `known` says so. */
export function writeWhyCsv({ area, service, here, city, gap, parts }: WhyReport): string {
  const rows = parts.map((part) => {
    const of = part.isKnown ? [part.here, part.city, part.adds, part.share] : [undefined, undefined, undefined, undefined]
    return [area, service, part.factor, part.isKnown, ...of, here, city, gap]
  })
  return writeTable('area,service,factor,known,here,city,adds,share,access_here,access_city,gap', rows)
}

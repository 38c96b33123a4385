import { datasetSql, isDeletionSql, isObservedSql } from './history-row.ts'
import type { SqlValues } from './sql-values.ts'
import type { TimeProperty, TimeRange } from './temporal-query.ts'

/** Which instances of a history are meant: by time, and by dataset (`@none` is the default one). */
export type Part = { readonly range: TimeRange; readonly datasets?: readonly string[] }

/** SQL of the time that a row of `context.history h` has by a time property. */
export const momentSql = (by: TimeProperty | undefined): string => moments[by ?? 'observedAt']

const moments: Readonly<Record<TimeProperty, string>> = {
  observedAt: 'h.at',
  createdAt: 'h.recorded',
  modifiedAt: `coalesce(context.instant(h.instance -> 'modifiedAt'), h.recorded)`,
  deletedAt: 'h.at',
}

/** SQL that holds for the rows of `context.history h` that are meant. What nobody observed has no place in time by observation. */
export function partSql({ range: { by, from, to }, datasets }: Part, values: SqlValues): string {
  const moment = momentSql(by)
  const conditions = [by === 'deletedAt' ? isDeletionSql : by === 'observedAt' ? isObservedSql : `not ${isDeletionSql}`]
  if (from !== undefined) conditions.push(`${moment} >= ${values.add(from)}::timestamptz`)
  if (to !== undefined) conditions.push(`${moment} < ${values.add(to)}::timestamptz`)
  if (datasets !== undefined) conditions.push(`coalesce(${datasetSql}, '@none') = any(${values.add(datasets)}::text[])`)
  return conditions.join(' and ')
}

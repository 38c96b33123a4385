import type { GapOfArea, GapOfHour, GapOfSettlement, GapReport } from '#contract'
import { type Cell, writeTable } from '#kernel'
import { tellArea, tellService, tellSettlement } from './tell.ts'

export { type Cell, writeCell, writeTable } from '#kernel'

/** Every service and class of a report, one row each; a withheld figure is an empty cell and `suppressed` says so. */
export function writeReportCsv({ area, at, method, services }: GapReport): string {
  const rows = services
    .map(tellService)
    .flatMap((service) =>
      service.rows.map((row): Cell[] => [
        area,
        service.kind,
        row.class,
        service.standard[row.class],
        service.facilities,
        row.population,
        row.reached,
        row.share,
        row.meanMinutes,
        row.medianMinutes,
        row.unreachable,
        row.isSuppressed ?? false,
        service.ruralToUrban,
        service.minutesRuralToUrban,
        at.toISOString(),
        method.mode,
        method.time,
        row.shareWithOnline,
      ]),
    )
  return writeTable(
    'area,service,class,standard_minutes,facilities,population,reached,share,mean_minutes,median_minutes,unreachable,suppressed,rural_to_urban_share,rural_to_urban_minutes,computed_at,mode,time,share_with_online',
    rows,
  )
}

/** One row per hour of the week, Monday 00:00 first. */
export function writeWeekCsv(kind: string, hours: readonly GapOfHour[]): string {
  const rows = hours.map(({ day, hour, open, shares }): Cell[] => [
    kind,
    day,
    hour,
    open,
    shares.urban,
    shares.town,
    shares.rural,
  ])
  return writeTable('service,day,hour,open,urban_share,town_share,rural_share', rows)
}

/** @param language which of the areas' names to give, else English, else any */
export function writeAreasCsv(kind: string, areas: readonly GapOfArea[], language = 'en'): string {
  const rows = areas
    .map(tellArea)
    .map((row): Cell[] => [
      row.area,
      row.names[language] ?? row.names.en ?? Object.values(row.names)[0],
      row.class,
      kind,
      row.population,
      row.reached,
      row.share,
      row.meanMinutes,
      row.isSuppressed ?? false,
    ])
  return writeTable('area,name,class,service,population,reached,share,mean_minutes,suppressed', rows)
}

export function writeSettlementsCsv(kind: string, settlements: readonly GapOfSettlement[]): string {
  const rows = settlements
    .map(tellSettlement)
    .map(({ id, position: [longitude, latitude], ...row }): Cell[] => [
      id,
      longitude,
      latitude,
      row.class,
      kind,
      row.population,
      row.minutes,
      row.isReached,
      row.isSuppressed ?? false,
    ])
  return writeTable('settlement,longitude,latitude,class,service,population,minutes,reached,suppressed', rows)
}

/** On which days a service of a feed runs. */
export type Service = {
  /** Sunday first, as `Date` counts them. */
  readonly weekdays: readonly boolean[]
  /** The first and the last day, `YYYYMMDD`; missing where the feed lists days only. */
  readonly from?: string
  readonly to?: string
  /** Days on which it differs: `true` for one on which it runs nevertheless. */
  readonly exceptions: ReadonlyMap<string, boolean>
}

type Row = Readonly<Record<string, string>>

/** As `Date` counts them. */
export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** @see https://gtfs.org/documentation/schedule/reference/, calendar.txt and calendar_dates.txt */
export function readServices(calendar: readonly Row[], dates: readonly Row[]): Map<string, Service> {
  const services = new Map<string, { weekdays: boolean[]; from?: string; to?: string; exceptions: Map<string, boolean> }>()
  const service = (id: string) => {
    const known = services.get(id) ?? { weekdays: weekdays.map(() => false), exceptions: new Map() }
    services.set(id, known)
    return known
  }
  for (const row of calendar) {
    const { service_id: id = '', start_date: from = '', end_date: to = '' } = row
    Object.assign(service(id), { weekdays: weekdays.map((day) => row[day] === '1'), from, to })
  }
  for (const { service_id: id = '', date = '', exception_type: type } of dates) service(id).exceptions.set(date, type === '1')
  return services
}

/** @param date `YYYYMMDD` */
export function runsOn({ weekdays, from, to, exceptions }: Service, date: string): boolean {
  const exception = exceptions.get(date)
  if (exception !== undefined) return exception
  if (from === undefined || to === undefined || date < from || date > to) return false
  return weekdays[toDay(date).getUTCDay()] === true
}

/** @returns `YYYYMMDD`, so many days later */
export function addDays(date: string, days: number): string {
  const day = toDay(date)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10).replaceAll('-', '')
}

function toDay(date: string): Date {
  return new Date(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T00:00:00Z`)
}

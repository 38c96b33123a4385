import { Temporal } from 'temporal-polyfill'
import type { SupplyDay, SupplyDays } from '#contract'
import { type Db, Invalid } from '#kernel'
import type { Places } from './places.ts'
import { type FacilityRow, toFacilities } from './places-store.ts'

/** The region's own day of a moment, and the moment at which a day ends there. */
const dayOf = (at: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
const endOf = (day: Temporal.PlainDate, timeZone: string) =>
  new Date(day.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds)

/** The days after the region's first on which facilities of a kind came, went or became others, the newest first. */
export async function readSupplyDays(db: Db, { timeZone }: Places, kind: string): Promise<SupplyDays> {
  const [region] = await db.query<{ since: Date }>('select since from analytics.region')
  const since = dayOf(region?.since ?? new Date(0), timeZone).toString()
  const days = await db.query<SupplyDay>(
    `with step as (
       select t.since as at, not exists (select 1 from analytics.facility_time b where b.id = t.id and b.until = t.since) as came, false as went
       from analytics.facility_time t where t.kind = $1
       union all
       select t.until, false, not exists (select 1 from analytics.facility_time n where n.id = t.id and n.since = t.until)
       from analytics.facility_time t where t.kind = $1 and t.until is not null)
     select to_char(at at time zone $2, 'YYYY-MM-DD') as day, (count(*) filter (where came))::int as opened,
       (count(*) filter (where went))::int as closed,
       -- A change is the end of one row and the beginning of another.
       (count(*) filter (where not came and not went) / 2)::int as changed
     from step group by 1 having to_char(at at time zone $2, 'YYYY-MM-DD') > $3 order by 1 desc`,
    [kind, timeZone, since],
  )
  return { since, days }
}

/**
 * The places of the region with the facilities of a kind as they were when a day had ended; people, roads and all else as now.
 *
 * @param day `2026-11-20`, in the region's own time
 * @throws {Invalid} for what is no day, or one before the region was brought here or still to come
 */
export async function placesOn(db: Db, places: Places, kind: string, day: string, now: Date): Promise<Places> {
  const { timeZone } = places
  const date = readDay(day)
  const [region] = await db.query<{ since: Date }>('select since from analytics.region')
  const first = dayOf(region?.since ?? now, timeZone)
  const today = dayOf(now, timeZone)
  if (Temporal.PlainDate.compare(date, first) < 0 || Temporal.PlainDate.compare(date, today) > 0)
    throw new Invalid(`Supply is known from ${first} to ${today}, and not of ${day}.`)
  const rows = await db.query<FacilityRow>(
    `select t.id, t.kind, coalesce(t.capacity, 1)::float8 as capacity, t.opening_hours as hours, l.languages, t.lon, t.lat
     from analytics.facility_time t left join analytics.facility_languages l on l.facility = t.id
     where t.kind = $1 and t.since < $2 and (t.until is null or t.until >= $2) order by t.id`,
    [kind, endOf(date, timeZone)],
  )
  return { ...places, facilities: new Map([...places.facilities, [kind, toFacilities(rows)]]) }
}

function readDay(text: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    throw new Invalid(`"${text}" is no day. Write 2026-11-20.`)
  }
}

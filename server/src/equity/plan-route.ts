import type { PlanCandidate } from '#contract'
import { Invalid, NotFound } from '#kernel'
import { type Row, readTables } from './transit-zip.ts'

/**
 * The stops of a route of a timetable, in the order of its longest trip.
 *
 * @param route its id, or the number that stands on the bus
 * @throws NotFound, naming some routes, where there is none of this name; Invalid where none of its trips has two stops
 */
export async function readRouteStops(file: string, route: string): Promise<PlanCandidate[]> {
  const routes: Row[] = []
  const trips: Row[] = []
  const stops = new Map<string, Row>()
  await readTables(file, ['routes.txt', 'trips.txt', 'stops.txt'], (table, row) => {
    if (table === 'routes.txt') routes.push(row)
    else if (table === 'trips.txt') trips.push(row)
    else stops.set(row.stop_id ?? '', row)
  })
  const found = routes.find(({ route_id }) => route_id === route) ?? routes.find((one) => one.route_short_name === route)
  if (found === undefined) {
    const known = routes.slice(0, 20).map(({ route_id, route_short_name }) => route_short_name || route_id)
    throw new NotFound(`The timetable has no route ${route}. It has: ${known.join(', ')}${routes.length > 20 ? ' …' : ''}.`)
  }
  const own = new Map(
    trips.filter(({ route_id }) => route_id === found.route_id).map(({ trip_id = '' }) => [trip_id, [] as Row[]]),
  )
  await readTables(file, ['stop_times.txt'], (_, row) => own.get(row.trip_id ?? '')?.push(row))
  const longest = [...own.values()].reduce((best, rows) => (rows.length > best.length ? rows : best), [])
  const seen = new Set<string>()
  const placed = longest
    .toSorted((a, b) => Number(a.stop_sequence) - Number(b.stop_sequence))
    .flatMap(({ stop_id = '' }): PlanCandidate[] => {
      const { stop_lon, stop_lat, stop_name } = stops.get(stop_id) ?? {}
      // Where a line comes by twice, it stops once.
      if (!stop_lon || !stop_lat || seen.has(stop_id)) return []
      seen.add(stop_id)
      return [{ id: stop_id, position: [Number(stop_lon), Number(stop_lat)], ...(stop_name && { names: { en: stop_name } }) }]
    })
  if (placed.length < 2) throw new Invalid(`No trip of route ${route} has two stops with a place.`)
  return placed
}

import type { Position } from '#contract'
import { type Compared, toFacilities } from './scenario-compare.ts'

const width = 600
const margin = 12

/** Settlements, filled where they are within the standard, and facilities, as a picture. */
export function drawScenarioMap(compared: Compared, when: 'before' | 'after', label: string): string {
  const { places, standards } = compared
  const { longitudes, latitudes, people, ids } = places.settlements
  const facilities = toFacilities(compared)
  const { height, place } = projectionOf([
    ...ids.map((_, s): Position => [longitudes[s] as number, latitudes[s] as number]),
    ...facilities.map(({ position }) => position),
  ])
  const most = people.reduce((all, here) => Math.max(all, here), 1)
  const dots = ids.map((_, s) => {
    const [x, y] = place([longitudes[s] as number, latitudes[s] as number])
    const radius = (1.5 + 6 * Math.sqrt((people[s] as number) / most)).toFixed(1)
    const isReached = (compared[when].minutes[s] as number) <= (standards[s] as number)
    const look = isReached ? 'fill="#0b5a8a" fill-opacity="0.6"' : 'fill="none" stroke="#a33b00"'
    return `<circle cx="${x}" cy="${y}" r="${radius}" ${look}/>`
  })
  const marks = facilities.map(({ position, change }) => {
    const isNew = change === 'added' || change === 'mobile' || change === 'point'
    if (when === 'before' && isNew) return ''
    const [x, y] = place(position)
    if (when === 'after' && change === 'closed')
      return `<path d="M${x - 4} ${y - 4}l8 8m0-8l-8 8" stroke="#1a1a1a" stroke-width="2"/>`
    if (when === 'after' && change !== 'same')
      return `<path d="M${x} ${y - 10}l10 10-10 10-10-10z" fill="#5b2a86" stroke="#fff" stroke-width="2"/>`
    return `<rect x="${x - 3}" y="${y - 3}" width="6" height="6" fill="#1a1a1a"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${dots.join('')}${marks.join('')}</svg>`
}

/** Equirectangular about the middle latitude: true enough for a region, and without a library. */
function projectionOf(points: readonly Position[]) {
  const [west, east] = extent(points.map(([longitude]) => longitude))
  const [south, north] = extent(points.map(([, latitude]) => latitude))
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const across = Math.max((east - west) * narrow, 1e-6)
  const scale = (width - 2 * margin) / Math.max(across, north - south)
  const height = Math.max(120, Math.ceil((north - south) * scale + 2 * margin))
  const inset = (width - across * scale) / 2
  const place = ([longitude, latitude]: Position): readonly [number, number] => [
    Math.round((inset + (longitude - west) * narrow * scale) * 10) / 10,
    Math.round((margin + (north - latitude) * scale) * 10) / 10,
  ]
  return { height, place }
}

function extent(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return [low, high]
}

/** Where the reader is interested in: an area they chose, or the position of their device, kept in a cookie. */
import type { Area, Position, RegionService, Where } from '@datong/server/contract'

export type Place = {
  readonly area: Area
  /** Where distances are measured from, unless the area is too large for that to mean anything. */
  readonly from?: Position
  readonly isDevicePosition: boolean
}

export type PlaceChoice = { readonly code: string } | { readonly position: Position }

/** About 100 m: near enough to find a car park, and it names no house. */
const decimals = 3

export function writePlace(choice: PlaceChoice): string {
  if ('code' in choice) return `area:${choice.code}`
  return `point:${choice.position.map((degrees) => degrees.toFixed(decimals)).join(',')}`
}

export function readPlace(cookie: string | undefined): PlaceChoice | undefined {
  const [kind, ...rest] = (cookie ?? '').split(':')
  const value = rest.join(':')
  if (kind === 'area' && value !== '') return { code: value }
  if (kind !== 'point') return undefined
  const [longitude, latitude] = value.split(',').map(Number)
  return isDegrees(longitude, 180) && isDegrees(latitude, 90) ? { position: [longitude, latitude] } : undefined
}

export function isDegrees(value: number | undefined, limit: number): value is number {
  return value !== undefined && Number.isFinite(value) && Math.abs(value) <= limit
}

/** Undefined where nothing was chosen, or the region that the choice belongs to is gone. */
export async function findPlace(region: RegionService, choice: PlaceChoice | undefined): Promise<Place | undefined> {
  if (!choice) return undefined
  if ('code' in choice) {
    const area = await region.area(choice.code)
    return area && placeOf(area)
  }
  const area = await region.areaAt(choice.position)
  return area && { area, from: choice.position, isDevicePosition: true }
}

/** Distances from the middle of a whole county say nothing, so only small areas are looked from. */
export function placeOf(area: Area): Place {
  const isSmall = area.level === 'town' || area.level === 'village'
  return isSmall && area.position ? { area, from: area.position, isDevicePosition: false } : { area, isDevicePosition: false }
}

export function whereOf(place: Place | undefined): Where {
  if (!place) return {}
  return place.from ? { near: place.from } : { scope: place.area.path }
}

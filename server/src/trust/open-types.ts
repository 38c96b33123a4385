import { name } from '#context'

/** What anybody may read: places, and what is measured in public space. Everything else is internal until somebody opens it. */
export const openTypes = [
  'AdministrativeArea',
  'Settlement',
  'Facility',
  'OffStreetParking',
  'OnStreetParking',
  'AirQualityObserved',
  'WaterObserved',
  'WeatherObserved',
] as const

const open: ReadonlySet<string> = new Set(openTypes.map(name))

/** @param types expanded names; where there are none, there is nothing to see */
export function areOpen(types: readonly string[]): boolean {
  return types.every((type) => open.has(type))
}

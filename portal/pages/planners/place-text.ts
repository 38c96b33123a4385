import type { Position, RegionService } from '@datong/server/contract'
import { PageRefusal } from '../../site/refusal.ts'

/** A place as somebody writes it: longitude and latitude, or the name or code of an area. @throws PageRefusal where it is neither */
export async function readPlace(text: string, region: Pick<RegionService, 'search'>): Promise<Position> {
  const parts = text.trim().split(/[,，\s]+/)
  if (parts.every((part) => part !== '' && Number.isFinite(Number(part)))) {
    const [longitude, latitude, ...rest] = parts.map(Number)
    const isPlace =
      longitude !== undefined &&
      latitude !== undefined &&
      rest.length === 0 &&
      Math.abs(longitude) <= 180 &&
      Math.abs(latitude) <= 90
    // The code of an area is a number, too.
    if (isPlace) return [longitude, latitude]
  }
  const [found] = await region.search(text.trim(), 1)
  if (found?.position) return found.position
  throw new PageRefusal(
    400,
    'invalid',
    `There is no place ${text}. Write the name of an area, or longitude and latitude in degrees, for example 107.12, 26.65.`,
  )
}

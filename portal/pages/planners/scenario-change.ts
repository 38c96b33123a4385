import type { Position, ScenarioChange } from '@datong/server/contract'
import Type from 'typebox'
import { PageRefusal } from '../../site/refusal.ts'

export const deeds = ['add', 'close', 'enlarge', 'hours', 'move'] as const

export const ChangeFields = Type.Object({
  act: Type.Enum(['change', 'drop', 'copy', 'remove']),
  version: Type.Optional(Type.Integer({ minimum: 1 })),
  do: Type.Optional(Type.Enum([...deeds])),
  id: Type.Optional(Type.String({ maxLength: 500 })),
  place: Type.Optional(Type.String({ maxLength: 100 })),
  area: Type.Optional(Type.String({ maxLength: 64 })),
  capacity: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e9 })),
  hours: Type.Optional(Type.String({ maxLength: 500 })),
  name: Type.Optional(Type.String({ maxLength: 200 })),
  number: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
})

export type ChangeFields = Type.Static<typeof ChangeFields>

/**
 * The change that a form asks for.
 *
 * @param positionOf the middle of an area, where a place is named by one
 * @param taken ids that there are already
 * @throws PageRefusal where something that the change needs is missing
 */
export async function readChange(
  fields: ChangeFields,
  positionOf: (area: string) => Promise<Position | undefined>,
  taken: readonly string[],
): Promise<ScenarioChange> {
  const { do: deed = 'add', id, capacity, hours } = fields
  if (deed === 'add') {
    const position = await placeOf(fields, positionOf)
    return {
      do: 'add',
      id: freeId(taken),
      position,
      ...(capacity !== undefined && { capacity }),
      ...(hours !== undefined && { openingHours: hours }),
    }
  }
  if (id === undefined) throw needs('Choose the place that is to change.')
  if (deed === 'move') return { do: 'move', id, position: await placeOf(fields, positionOf) }
  if (deed === 'close') return { do: 'close', id }
  if (deed === 'enlarge') {
    if (capacity === undefined) throw needs('Say how large it is to be.')
    return { do: 'enlarge', id, capacity }
  }
  if (hours === undefined) throw needs('Write its new opening hours, for example Mo-Sa 08:00-20:00.')
  return { do: 'hours', id, openingHours: hours }
}

async function placeOf(
  { place, area }: ChangeFields,
  positionOf: (area: string) => Promise<Position | undefined>,
): Promise<Position> {
  if (place !== undefined) {
    const [longitude, latitude, ...rest] = place.split(/[,\s]+/).map(Number)
    const isPlace =
      longitude !== undefined &&
      latitude !== undefined &&
      rest.length === 0 &&
      Math.abs(longitude) <= 180 &&
      Math.abs(latitude) <= 90
    if (!isPlace) throw needs('Write the place as longitude and latitude in degrees, for example 107.12, 26.65.')
    return [longitude, latitude]
  }
  const position = area === undefined ? undefined : await positionOf(area)
  if (!position) throw needs('Say where: choose an area, or write longitude and latitude.')
  return position
}

function freeId(taken: readonly string[]): string {
  for (let i = 1; ; i++) if (!taken.includes(`new-${i}`)) return `new-${i}`
}

const needs = (message: string) => new PageRefusal(400, 'invalid', message)

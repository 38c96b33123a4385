import type { Position, RegionService, ScenarioChange } from '@datong/server/contract'
import Type from 'typebox'
import { PageRefusal } from '../../site/refusal.ts'
import { readPlace } from './place-text.ts'

export const deeds = ['add', 'close', 'enlarge', 'hours', 'move', 'point'] as const

export const ChangeFields = Type.Object({
  act: Type.Enum(['change', 'drop', 'copy', 'remove', 'publish', 'withdraw']),
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

/** What a form's places are found by. */
type Places = Pick<RegionService, 'area' | 'search'>

/**
 * The change that a form asks for.
 *
 * @param taken ids that there are already
 * @throws PageRefusal where something that the change needs is missing
 */
export async function readChange(fields: ChangeFields, region: Places, taken: readonly string[]): Promise<ScenarioChange> {
  const { do: deed = 'add', id, capacity, hours } = fields
  if (deed === 'point') return { do: 'point', id: freeId('point', taken), position: await placeOf(fields, region) }
  if (deed === 'add')
    return {
      do: 'add',
      id: freeId('new', taken),
      position: await placeOf(fields, region),
      ...(capacity !== undefined && { capacity }),
      ...(hours !== undefined && { openingHours: hours }),
    }
  if (id === undefined) throw needs('Choose the place that is to change.')
  if (deed === 'move') return { do: 'move', id, position: await placeOf(fields, region) }
  if (deed === 'close') return { do: 'close', id }
  if (deed === 'enlarge') {
    if (capacity === undefined) throw needs('Say how large it is to be.')
    return { do: 'enlarge', id, capacity }
  }
  if (hours === undefined) throw needs('Write its new opening hours, for example Mo-Sa 08:00-20:00.')
  return { do: 'hours', id, openingHours: hours }
}

async function placeOf({ place, area }: ChangeFields, region: Places): Promise<Position> {
  if (place !== undefined) return readPlace(place, region)
  const position = area === undefined ? undefined : (await region.area(area))?.position
  if (!position) throw needs('Say where: choose an area, or write the name of a place, or longitude and latitude.')
  return position
}

function freeId(stem: string, taken: readonly string[]): string {
  for (let i = 1; ; i++) if (!taken.includes(`${stem}-${i}`)) return `${stem}-${i}`
}

const needs = (message: string) => new PageRefusal(400, 'invalid', message)

import type { AreaClass } from '#contract'
import { type Collection, type Feature, flatNames } from './feature.ts'
import { isInBox } from './feature-question.ts'
import type { Reached } from './feature-reached.ts'
import { areaClasses, positionOf } from './places.ts'
import { isSmall } from './suppression.ts'

/** Settlements as features: minutes to each service, and whether that is within the standard, as properties of their own. */
export function createPlaceFeatures(reached: () => Promise<Reached>): Collection {
  const featuresOf = async (now: Reached, chosen: readonly number[]): Promise<Feature[]> => {
    const kinds = now.places.services.map(({ kind }) => kind)
    const services = await Promise.all(kinds.map((kind) => now.settlements(kind)))
    return chosen.map((i) => {
      const reach = kinds.flatMap((kind, k): [string, unknown][] => {
        const minutes = services[k]?.minutes[i] as number
        const isReached = services[k]?.isReached[i] === 1
        const told: [string, unknown][] = minutes === Number.POSITIVE_INFINITY ? [] : [[`${kind}_minutes`, round(minutes)]]
        return [...told, [`${kind}_reached`, isReached]]
      })
      return placeFeature(now, i, Object.fromEntries(reach))
    })
  }
  return {
    id: 'settlements',
    title: 'Settlements',
    description:
      'Where people live, with the minutes to the nearest facility of each service and whether that is within the standard.',
    filters: (kinds) => ({
      class: areaClasses,
      area: undefined,
      ...Object.fromEntries(kinds.map((kind) => [`${kind}_reached`, ['true', 'false']])),
    }),
    find: async ({ filters, box, limit, offset }) => {
      const now = await reached()
      const { settlements, areas } = now.places
      const [from, to] = filters.area === undefined ? [0, settlements.ids.length] : (areas.get(filters.area)?.span ?? [0, 0])
      const wanted = await Promise.all(
        Object.entries(filters)
          .filter(([name]) => name.endsWith('_reached'))
          .map(async ([name, value]) => ({
            isReached: (await now.settlements(name.slice(0, -'_reached'.length))).isReached,
            value: value === 'true' ? 1 : 0,
          })),
      )
      const group = filters.class === undefined ? undefined : areaClasses.indexOf(filters.class as AreaClass)
      const found: number[] = []
      for (let i = from; i < to; i++) {
        if (group !== undefined && settlements.classes[i] !== group) continue
        if (box && !isInBox(box, ...positionOf(settlements, i))) continue
        if (wanted.every(({ isReached, value }) => isReached[i] === value)) found.push(i)
      }
      return { matched: found.length, features: await featuresOf(now, found.slice(offset, offset + limit)) }
    },
    get: async (id) => {
      const now = await reached()
      const i = now.places.settlements.ids.indexOf(id)
      return i < 0 ? undefined : (await featuresOf(now, [i]))[0]
    },
  }
}

function placeFeature({ places: { settlements, areas } }: Reached, i: number, reach: Readonly<Record<string, unknown>>): Feature {
  const residents = settlements.people[i] as number
  const area = settlements.areas[i] as string
  const names = areas.get(area)?.names
  return {
    type: 'Feature',
    id: settlements.ids[i] as string,
    geometry: { type: 'Point', coordinates: [...positionOf(settlements, i)] },
    properties: {
      area,
      ...(names && flatNames(names)),
      class: areaClasses[settlements.classes[i] as number],
      ...(isSmall(residents) ? { suppressed: true } : { population: residents }),
      ...reach,
    },
  }
}

/** A hundredth of a minute is less than anybody knows. */
const round = (minutes: number) => Math.round(minutes * 100) / 100

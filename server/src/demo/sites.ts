import { kmBetween, type Point, pointOf } from './grid.ts'
import { randomFor } from './random.ts'
import type { Roads } from './roads.ts'
import { scatter } from './scatter.ts'
import { cellsWhere, isLand, riverFrom, steepness, type Terrain } from './terrain.ts'

/** Cells on which the places above the village stand. */
export type TownSites = {
  readonly city: number
  /** Parts of the city, the inner ones first. */
  readonly subdistricts: readonly number[]
  /** The chief towns of the counties. */
  readonly seats: readonly number[]
  readonly towns: readonly number[]
}

const subdistrictCount = 12
const countyCount = 6
const townCount = 48
const villageCount = 900

/** People settle where the land is flat, low and watered, and leave room for one another. */
export function siteTowns(seed: number, terrain: Terrain): TownSites {
  const habitable = habitability(terrain)
  const fitness = (cell: number): number => habitable[cell] ?? 0
  const city = siteCity(terrain, fitness)
  const centre = pointOf(city)
  const km = (cell: number): number => kmBetween(pointOf(cell), centre)
  const seats = scatter(randomFor(seed, 'seats'), (cell) => (km(cell) < 16 ? 0 : fitness(cell) ** 2), {
    count: countyCount,
    spacingKm: 27,
  })
  const towns = scatter(
    randomFor(seed, 'towns'),
    (cell) => (km(cell) < 9 ? 0 : fitness(cell) ** 1.4 * (0.4 + Math.exp(-km(cell) / 25))),
    {
      count: townCount,
      spacingKm: 7,
      apartFrom: seats.map(pointOf),
    },
  )
  const inCity = (cell: number): number => (km(cell) > 6.5 ? 0 : fitness(cell) * Math.exp(-km(cell) / 4))
  const parts = scatter(randomFor(seed, 'subdistricts'), inCity, { count: subdistrictCount, spacingKm: 2.4 })
  return { city, subdistricts: parts.sort((a, b) => km(a) - km(b)), seats, towns }
}

/** Villages keep near water, roads and market towns, and thin out with distance, height and slope. */
export function siteVillages(seed: number, terrain: Terrain, sites: TownSites, roads: Roads): Point[] {
  const habitable = habitability(terrain)
  const centre = pointOf(sites.city)
  const centres = [...sites.seats, ...sites.towns].map(pointOf)
  const toCentre = (cell: number): number => kmBetween(pointOf(cell), centre)
  const toTown = (cell: number): number => Math.min(...centres.map((town) => kmBetween(pointOf(cell), town)))
  const weight = (cell: number): number => {
    const [fitness, city] = [habitable[cell] ?? 0, toCentre(cell)]
    if (fitness < 0.004 || city < 6.5) return 0
    const town = toTown(cell)
    if (town < 1) return 0
    const nearRoad = 0.25 + Math.exp(-(roads.kmToMain[cell] ?? 99) / 1.5)
    return fitness * nearRoad * (0.2 + Math.exp(-town / 6)) * (0.3 + Math.exp(-city / 22))
  }
  const random = randomFor(seed, 'villages')
  const cells = scatter(random, weight, { count: villageCount, spacingKm: 1.15 })
  return cells.map((cell) => {
    const { x, y } = pointOf(cell)
    return { x: x + random.between(-0.22, 0.22), y: y + random.between(-0.22, 0.22) }
  })
}

function siteCity(terrain: Terrain, fitness: (cell: number) => number): number {
  const middle = { x: 47, y: 40 }
  const score = (cell: number): number => {
    const drained = terrain.drained[cell] ?? 0
    return fitness(cell) * Math.sqrt(drained) * Math.exp(-((kmBetween(pointOf(cell), middle) / 12) ** 2))
  }
  const banks = cellsWhere((cell) => isLand(terrain, cell) && (terrain.drained[cell] ?? 0) >= riverFrom)
  return banks.reduce((best, cell) => (score(cell) > score(best) ? cell : best))
}

/** 0 where nobody would settle, 1 at best. */
function habitability(terrain: Terrain): Float32Array {
  return terrain.height.map((metres, cell) => {
    const toSea = terrain.coastKm[cell] ?? 0
    if (metres <= 0 || toSea < 0.8) return 0
    const water = 0.35 + 0.65 * Math.exp(-Math.min(terrain.riverKm[cell] ?? 99, 1.3 * toSea) / 3)
    return Math.exp(-steepness(terrain, cell) / 55) * Math.exp(-metres / 300) * water
  })
}

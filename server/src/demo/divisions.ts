import type { Level } from '#contract'
import { cellAt, kmBetween, type Point, pointOf } from './grid.ts'
import { leastCost } from './least-cost.ts'
import { type Name, nameGiver, type Setting } from './names.ts'
import { roadCost } from './roads.ts'
import type { TownSites } from './sites.ts'
import { steepness, type Terrain } from './terrain.ts'

/** An area of the made-up region. Codes have 6 digits down to the county, 9 for a town and 12 for a village. */
export type DemoArea = {
  readonly code: string
  readonly parent?: string
  readonly level: Level
  /** China's statistical code: 111, 112 city; 121–123 town; 210, 220 countryside; empty above the town. */
  readonly class: string
  readonly point: Point
  /** The name without the word for what kind of area it is, from which facilities are named. */
  readonly root: Name
  readonly name: Name
}

export type Divisions = {
  readonly areas: readonly DemoArea[]
  /** The town-level areas in the order of `townOf`. */
  readonly towns: readonly DemoArea[]
  readonly villages: readonly DemoArea[]
  /** For every cell the index of its town-level area; -1 in the sea. */
  readonly townOf: Int32Array
}

/** The code of the area that holds all others. */
export const regionCode = '990100'
const regionName: Name = { en: 'Lantern Island', zh: '灯岛' }
const cityName: Name = { en: 'Lanternford', zh: '灯渡' }

/** Draws the tree of areas: each town has the land that is reached most easily from it, each county the towns of its seat. */
export function divide(seed: number, terrain: Terrain, sites: TownSites, villagePoints: readonly Point[]): Divisions {
  const nameFor = nameGiver(seed)
  const nameAt = (point: Point): Name => nameFor(settingOf(terrain, point))
  const region: DemoArea = area(regionCode, undefined, 'city', '', pointOf(sites.city), regionName, regionName)
  const cost = roadCost(terrain)
  const districts = drawDistricts(sites)
  const counties = sites.seats.map((seat, index) => {
    const root = nameAt(pointOf(seat))
    return area(`9901${21 + index}`, regionCode, 'county', '', pointOf(seat), root, suffixed(root, ' County', '县'))
  })
  const nearestSeat = leastCost(sites.seats, cost).source
  const ports = portOf(terrain, sites)
  const towns: DemoArea[] = []
  const numbered = numberer()
  for (const [index, cell] of sites.subdistricts.entries()) {
    const district = districts[pointOf(cell).y >= pointOf(sites.city).y ? 0 : 1] as DemoArea
    const root = nameAt(pointOf(cell))
    const code = numbered(`${district.code}0`)
    towns.push(area(code, district.code, 'town', index < 8 ? '111' : '112', pointOf(cell), root, suffixed(root, '', '街道')))
  }
  for (const [index, cell] of [...sites.seats, ...sites.towns].entries()) {
    const county = counties[index < counties.length ? index : (nearestSeat[cell] ?? 0)] as DemoArea
    const isSeat = index < counties.length
    const isTownship = !isSeat && steepness(terrain, cell) + (terrain.height[cell] ?? 0) > 45
    const root = isSeat ? county.root : nameAt(pointOf(cell))
    const kind = cell === ports ? '123' : isTownship ? '210' : '121'
    const name = isTownship ? suffixed(root, ' Township', '乡') : suffixed(root, '', '镇')
    towns.push(area(numbered(`${county.code}${isTownship ? 2 : 1}`), county.code, 'town', kind, pointOf(cell), root, name))
  }
  const townOf = leastCost([...sites.subdistricts, ...sites.seats, ...sites.towns], cost).source
  const villages = villagePoints.map((point) => {
    const town = towns[townOf[cellAt(point)] ?? 0] as DemoArea
    const root = nameAt(point)
    return area(numbered(`${town.code}2`), town.code, 'village', villageClass(town, point), point, root, suffixed(root, '', '村'))
  })
  return { areas: [region, ...districts, ...counties, ...towns, ...villages], towns, villages, townOf }
}

function drawDistricts(sites: TownSites): DemoArea[] {
  const { x, y } = pointOf(sites.city)
  const names: Name[] = [
    { en: `${cityName.en} North`, zh: `${cityName.zh}北区` },
    { en: `${cityName.en} South`, zh: `${cityName.zh}南区` },
  ]
  return names.map((name, index) => {
    const root = { en: name.en, zh: name.zh.slice(0, -1) }
    return area(`9901${String(index + 2).padStart(2, '0')}`, regionCode, 'county', '', { x, y: y + (index ? -2 : 2) }, root, name)
  })
}

/** The town at the mouth of the largest river is a harbour zone. */
function portOf(terrain: Terrain, sites: TownSites): number {
  const mouth = terrain.drained.reduce((best, drained, cell) => (drained > (terrain.drained[best] ?? 0) ? cell : best), 0)
  const toMouth = (cell: number): number => kmBetween(pointOf(cell), pointOf(mouth))
  return sites.towns.reduce((best, cell) => (toMouth(cell) < toMouth(best) ? cell : best))
}

function villageClass(town: DemoArea, point: Point): string {
  if (town.class.startsWith('11')) return '112'
  return town.class.startsWith('12') && kmBetween(point, town.point) < 1.9 ? '122' : '220'
}

function settingOf(terrain: Terrain, point: Point): Setting {
  const cell = cellAt(point)
  if ((terrain.coastKm[cell] ?? 99) < 3) return 'coast'
  if ((terrain.height[cell] ?? 0) > 160 || steepness(terrain, cell) > 45) return 'hill'
  return (terrain.riverKm[cell] ?? 99) < 2 ? 'river' : 'plain'
}

function area(...[code, parent, level, kind, point, root, name]: AreaParts): DemoArea {
  return { code, ...(parent === undefined ? {} : { parent }), level, class: kind, point, root, name }
}
type AreaParts = [string, string | undefined, Level, string, Point, Name, Name]

function suffixed(root: Name, en: string, zh: string): Name {
  return { en: root.en + en, zh: root.zh + zh }
}

/** Counts the areas under each prefix: 1 becomes `01`. */
function numberer(): (prefix: string) => string {
  const counts = new Map<string, number>()
  return (prefix) => {
    const count = (counts.get(prefix) ?? 0) + 1
    counts.set(prefix, count)
    return prefix + String(count).padStart(2, '0')
  }
}

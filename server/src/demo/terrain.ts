import { cellAt, cellKm, cells, columns, forNeighbours, type Point, pointOf, rows } from './grid.ts'
import { costQueue, leastCost } from './least-cost.ts'
import { layeredNoise, ramp } from './noise.ts'
import { hashPoint } from './random.ts'

/** An island with a central basin, a ring of hills around it, rivers and a coast. */
export type Terrain = {
  /** Metres above the sea; 0 or less is sea. */
  readonly height: Float32Array
  /** The neighbour into which a cell's water runs; -1 in the sea. */
  readonly downstream: Int32Array
  /** km² whose water runs through the cell. */
  readonly drained: Float32Array
  /** km to the nearest river, Infinity in the sea. */
  readonly riverKm: Float64Array
  /** km to the sea, 0 in it. */
  readonly coastKm: Float64Array
}

/** A cell through which the water of so many km² runs is drawn as a river. */
export const riverFrom = 40

/** A cell through which the water of so many km² runs needs a bridge that is worth a detour. */
export const wideRiverFrom = 300

const cellArea = 0.25

export function makeTerrain(seed: number): Terrain {
  const raw = new Float32Array(cells)
  for (let cell = 0; cell < cells; cell++) raw[cell] = rawHeight(seed, pointOf(cell))
  sinkIslets(raw)
  const { downstream, drained } = drain(seed, raw)
  const byLand = (_from: number, to: number, km: number): number => ((raw[to] ?? 0) > 0 ? km : Infinity)
  const riverKm = leastCost(
    cellsWhere((cell) => (drained[cell] ?? 0) >= riverFrom),
    byLand,
  ).cost
  const coastKm = leastCost(
    cellsWhere((cell) => (raw[cell] ?? 0) <= 0),
    (_from, _to, km) => km,
  ).cost
  const height = raw.map((metres, cell) => (metres <= 0 ? metres : 2 + (metres - 2) * valley(riverKm[cell] ?? Infinity)))
  return { height, downstream, drained, riverKm, coastKm }
}

export function isLand(terrain: Terrain, cell: number): boolean {
  return (terrain.height[cell] ?? 0) > 0
}

/** Metres of climb per km to the steepest neighbour on land. */
export function steepness(terrain: Terrain, cell: number): number {
  const here = terrain.height[cell] ?? 0
  let steepest = 0
  forNeighbours(cell, (neighbour, km) => {
    const there = terrain.height[neighbour] ?? 0
    if (there > 0) steepest = Math.max(steepest, Math.abs(there - here) / km)
  })
  return steepest
}

/** Rivers have worn their valleys: heights near them shrink. */
function valley(km: number): number {
  return 0.22 + 0.78 * ramp(0, 6, km)
}

/** Leaves one island: what no road could reach from its middle becomes sea. */
function sinkIslets(height: Float32Array): void {
  const middle = cellAt({ x: 50, y: 40 })
  const { source } = leastCost([middle], (_from, to, km) => ((height[to] ?? 0) > 0 ? km : Infinity))
  for (let cell = 0; cell < cells; cell++) if (source[cell] === -1) height[cell] = -10
}

function rawHeight(seed: number, { x, y }: Point): number {
  const fromEdge = Math.min(x, y, columns * cellKm - x, rows * cellKm - y)
  const fromCentre = Math.hypot((x - 50) / 50, (y - 40) / 40)
  const inland = 0.9 - fromCentre + 0.36 * layeredNoise(seed, x / 20, y / 20, 5) - 0.45 * (1 - ramp(0, 9, fromEdge))
  if (inland <= 0) return -10
  const basin = ramp(5, 27, kmToBasin(seed, { x, y }))
  const crests = 1 - Math.abs(layeredNoise(seed + 7, x / 15, y / 15, 5)) * 1.7
  const hills = 420 + 760 * Math.max(0, crests)
  const rolling = 26 + 26 * layeredNoise(seed + 13, x / 4.5, y / 4.5, 4)
  return 2 + ramp(0.02, 0.42, inland) * (basin * hills + rolling) + 30 * inland
}

/** The basin runs from the middle of the island to its eastern shore, bending a little. */
function kmToBasin(seed: number, { x, y }: Point): number {
  const middle = 40 + 9 * layeredNoise(seed + 23, x / 30, 0, 2)
  return x >= 36 ? Math.abs(y - middle) * 1.15 : Math.hypot(x - 36, (y - middle) * 1.15)
}

/**
 * Gives every cell of land a way to the sea, filling hollows, and adds up the water on its way. Chance in the filling lets
 * rivers wind across flat land.
 *
 * @see Barnes, Lehman & Mulla (2014), Priority-flood, Computers & Geosciences 62
 */
function drain(seed: number, height: Float32Array): { downstream: Int32Array; drained: Float32Array } {
  const downstream = new Int32Array(cells).fill(-1)
  const drained = new Float32Array(cells)
  const seen = new Uint8Array(cells)
  const level = Float32Array.from(height)
  const queue = costQueue()
  const order: number[] = []
  for (const cell of cellsWhere((c) => (height[c] ?? 0) <= 0)) {
    seen[cell] = 1
    queue.push(cell, 0)
  }
  for (let cell = queue.pop(); cell >= 0; cell = queue.pop()) {
    if ((height[cell] ?? 0) > 0) order.push(cell)
    forNeighbours(cell, (neighbour, km) => {
      if (seen[neighbour]) return
      seen[neighbour] = 1
      downstream[neighbour] = cell
      level[neighbour] = Math.max(
        height[neighbour] ?? 0,
        (level[cell] ?? 0) + (0.02 + 2 * hashPoint(seed, neighbour, 0) ** 3) * km,
      )
      queue.push(neighbour, level[neighbour])
    })
  }
  for (const cell of order.reverse()) {
    drained[cell] = (drained[cell] ?? 0) + cellArea
    const next = downstream[cell] ?? -1
    if (next >= 0) drained[next] = (drained[next] ?? 0) + (drained[cell] ?? 0)
  }
  for (let cell = 0; cell < cells; cell++) if ((height[cell] ?? 0) <= 0) drained[cell] = 0
  return { downstream, drained }
}

export function cellsWhere(isIt: (cell: number) => boolean): number[] {
  const found: number[] = []
  for (let cell = 0; cell < cells; cell++) if (isIt(cell)) found.push(cell)
  return found
}

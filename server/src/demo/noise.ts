import { hashPoint } from './random.ts'

/** Smooth chance over a plane, in [-1, 1]; features are about one unit wide. */
export function noise2(seed: number, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)]
  const [u, v] = [ease(x - column), ease(y - row)]
  const corner = (i: number, j: number): number => hashPoint(seed, column + i, row + j)
  return 2 * mixed(mixed(corner(0, 0), corner(1, 0), u), mixed(corner(0, 1), corner(1, 1), u), v) - 1
}

/** Smooth chance over a plane and time, in [-1, 1]. */
export function noise3(seed: number, x: number, y: number, z: number): number {
  const [column, row, layer] = [Math.floor(x), Math.floor(y), Math.floor(z)]
  const [u, v, w] = [ease(x - column), ease(y - row), ease(z - layer)]
  const sheet = (k: number): number => {
    const corner = (i: number, j: number): number => hashPoint(seed, column + i, row + j, layer + k)
    return mixed(mixed(corner(0, 0), corner(1, 0), u), mixed(corner(0, 1), corner(1, 1), u), v)
  }
  return 2 * mixed(sheet(0), sheet(1), w) - 1
}

/** Smooth chance along one line, usually time, in [-1, 1]. */
export function noise1(seed: number, x: number): number {
  const left = Math.floor(x)
  return 2 * mixed(hashPoint(seed, left, 0), hashPoint(seed, left + 1, 0), ease(x - left)) - 1
}

/** Large features with ever smaller ones on top, as landscapes have them, in [-1, 1]. */
export function layeredNoise(seed: number, x: number, y: number, layers: number): number {
  let [sum, weight, total, scale] = [0, 1, 0, 1]
  for (let layer = 0; layer < layers; layer++) {
    sum += weight * noise2(seed + layer * 101, x * scale, y * scale)
    total += weight
    weight *= 0.5
    scale *= 2.03
  }
  return sum / total
}

/** 0 below `low`, 1 above `high`, smooth between. */
export function ramp(low: number, high: number, value: number): number {
  return ease(Math.min(1, Math.max(0, (value - low) / (high - low))))
}

function ease(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10)
}

function mixed(a: number, b: number, t: number): number {
  return a + (b - a) * t
}

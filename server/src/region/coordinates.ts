import type { Position } from '#contract'

export type CoordinateSystem = 'WGS84' | 'GCJ-02' | 'BD-09'

/**
 * A position given in one of the systems of Chinese maps, in WGS 84.
 *
 * The published forward formulas have no closed inverse; each is inverted by fixed-point iteration until the last step is
 * below 1e-10 degrees, so that going there and back again is exact to better than 1e-7 degrees (1 cm).
 *
 * @param position longitude and latitude in degrees, in the given system
 */
export function toWgs84(position: Position, system: CoordinateSystem): Position {
  if (system === 'WGS84') return position
  const gcj = system === 'BD-09' ? invert(position, bd09FromGcj02) : position
  // The shift differs on both sides of the rectangle's edge; a point that the shift cannot have produced was never shifted.
  return isShifted(gcj) ? invert(gcj, gcj02FromWgs84) : gcj
}

/** A WGS 84 position as a map in the given system would have it, in degrees. */
export function fromWgs84(position: Position, system: CoordinateSystem): Position {
  if (system === 'WGS84') return position
  const gcj = gcj02FromWgs84(position)
  return system === 'BD-09' ? bd09FromGcj02(gcj) : gcj
}

/** Semi-major axis in metres and squared eccentricity of the Krasovsky 1940 ellipsoid, on which GCJ-02 is computed. */
const axis = 6378245
const eccentricitySquared = 0.006693421622965943

/**
 * GCJ-02, the shifted datum of Chinese maps: over China 17 (in the desert of Qaidam) to 700 m from WGS 84, outside its rectangle none.
 *
 * @see the formula as published with the `emq` map viewer (2010) and documented with its constants at
 *   https://en.wikipedia.org/wiki/Restrictions_on_geographic_data_in_China#GCJ-02
 */
function gcj02FromWgs84([longitude, latitude]: Position): Position {
  if (!isShifted([longitude, latitude])) return [longitude, latitude]
  const x = longitude - 105
  const y = latitude - 35
  const phi = radians(latitude)
  const w = 1 - eccentricitySquared * Math.sin(phi) ** 2
  const metresPerRadianNorth = (axis * (1 - eccentricitySquared)) / w ** 1.5
  const metresPerRadianEast = (axis / Math.sqrt(w)) * Math.cos(phi)
  return [longitude + degrees(shiftEast(x, y) / metresPerRadianEast), latitude + degrees(shiftNorth(x, y) / metresPerRadianNorth)]
}

/** Metres. */
function shiftNorth(x: number, y: number): number {
  const polynomial = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
  const alongX = (20 * sinPi(6 * x) + 20 * sinPi(2 * x)) * (2 / 3)
  const alongY = (20 * sinPi(y) + 40 * sinPi(y / 3) + 160 * sinPi(y / 12) + 320 * sinPi(y / 30)) * (2 / 3)
  return polynomial + alongX + alongY
}

/** Metres. */
function shiftEast(x: number, y: number): number {
  const polynomial = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
  const quick = (20 * sinPi(6 * x) + 20 * sinPi(2 * x)) * (2 / 3)
  const slow = (20 * sinPi(x) + 40 * sinPi(x / 3) + 150 * sinPi(x / 12) + 300 * sinPi(x / 30)) * (2 / 3)
  return polynomial + quick + slow
}

/**
 * BD-09, Baidu's further shift of GCJ-02.
 *
 * @see https://en.wikipedia.org/wiki/Restrictions_on_geographic_data_in_China#BD-09
 */
function bd09FromGcj02([x, y]: Position): Position {
  const wave = (Math.PI * 3000) / 180
  const radius = Math.hypot(x, y) + 0.00002 * Math.sin(y * wave)
  const angle = Math.atan2(y, x) + 0.000003 * Math.cos(x * wave)
  return [radius * Math.cos(angle) + 0.0065, radius * Math.sin(angle) + 0.006]
}

function invert(target: Position, forward: (position: Position) => Position): Position {
  let guess = target
  for (let step = 0; step < 50; step++) {
    const [x, y] = forward(guess)
    const [dx, dy] = [target[0] - x, target[1] - y]
    guess = [guess[0] + dx, guess[1] + dy]
    if (Math.abs(dx) < 1e-10 && Math.abs(dy) < 1e-10) break
  }
  return guess
}

/** The rectangle in which the published formula applies the shift. */
function isShifted([longitude, latitude]: Position): boolean {
  return longitude >= 72.004 && longitude <= 137.8347 && latitude >= 0.8293 && latitude <= 55.8271
}

const sinPi = (value: number): number => Math.sin(value * Math.PI)
const radians = (value: number): number => (value * Math.PI) / 180
const degrees = (value: number): number => (value * 180) / Math.PI

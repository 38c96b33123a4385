import { type Fault, Invalid } from '#kernel'

/** West, south, east, north in degrees; west is above east where the box goes across 180°. */
export type Box = readonly [west: number, south: number, east: number, north: number]

export type FeatureAsk = {
  readonly limit: number
  readonly offset: number
  readonly box?: Box
  /** Values of properties, which must be the same. */
  readonly filters: Readonly<Record<string, string>>
}

export const standardLimit = 1000
export const mostFeatures = 10_000

const common = new Set(['f', 'limit', 'offset', 'bbox', 'datetime'])

/**
 * What is asked of a collection.
 *
 * @param given the query of the request
 * @param usual how many features an answer has where none are asked for
 * @param filters the properties that can be asked for by value, each with the values it can have where these are few
 * @throws Invalid for a name that means nothing here, or a value that cannot be
 * @see OGC 17-069r4, requirements 8-9 and 20-27
 */
export function readFeatureAsk(
  given: Readonly<Record<string, unknown>>,
  filters: Readonly<Record<string, readonly string[] | undefined>>,
  usual = standardLimit,
): FeatureAsk {
  refuseUnknown(given, [...common, ...Object.keys(filters)])
  const box = given.bbox === undefined ? undefined : readBox(text(given, 'bbox'))
  if (given.datetime !== undefined) readMoment(text(given, 'datetime'))
  const chosen: Record<string, string> = {}
  for (const [name, values] of Object.entries(filters)) {
    if (given[name] === undefined) continue
    const value = text(given, name)
    if (values !== undefined && !values.includes(value)) refuse(name, `is not one of ${values.join(', ')}`)
    chosen[name] = value
  }
  return {
    limit: Math.min(mostFeatures, readCount(given, 'limit', 1, usual)),
    offset: readCount(given, 'offset', 0, 0),
    filters: chosen,
    ...(box && { box }),
  }
}

/** @throws Invalid where the query has a name that is not among those known */
export function refuseUnknown(given: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const faults = Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name): Fault => ({ pointer: `/${name}`, message: 'is not known here', fix: `Known are ${known.join(', ')}.` }))
  if (faults.length > 0)
    throw new Invalid(`The query has ${faults.map(({ pointer }) => pointer?.slice(1)).join(', ')}, not known here.`, faults)
}

export const isInBox = ([west, south, east, north]: Box, longitude: number, latitude: number): boolean =>
  latitude >= south &&
  latitude <= north &&
  (west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east)

function readCount(given: Readonly<Record<string, unknown>>, name: string, least: number, standard: number): number {
  if (given[name] === undefined) return standard
  const value = text(given, name)
  if (!/^\d{1,9}$/.test(value) || Number(value) < least) refuse(name, `must be a whole number of at least ${least}`)
  return Number(value)
}

/** Four numbers, or six with heights, which nothing here has. */
function readBox(value: string): Box {
  const numbers = value.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [west = 0, south = 0, east = 0, north = 0] =
    numbers.length === 6 ? [0, 1, 3, 4].map((i) => numbers[i] as number) : numbers
  if (![4, 6].includes(numbers.length) || !numbers.every(Number.isFinite))
    refuse('bbox', 'must be four numbers, or six with heights: west, south, east, north')
  if (south > north) refuse('bbox', 'has its south above its north')
  if (Math.abs(west) > 180 || Math.abs(east) > 180 || Math.abs(south) > 90 || Math.abs(north) > 90)
    refuse('bbox', 'must be in degrees of longitude and latitude (CRS84)')
  return [west, south, east, north]
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i

/** A moment, or an interval of which one end may be open. What has no time of its own is in every one (requirement 27). */
function readMoment(value: string): void {
  const ends = value.split('/')
  const isOpen = (end: string) => end === '' || end === '..'
  const isMoment = (end: string) => instant.test(end) && !Number.isNaN(Date.parse(end))
  const isGood =
    ends.length === 1
      ? isMoment(value)
      : ends.length === 2 && ends.every((end) => isOpen(end) || isMoment(end)) && !ends.every(isOpen)
  if (!isGood) refuse('datetime', 'must be a time such as 2026-01-31T08:00:00Z, or an interval of two with a slash between')
  const [from = '', to = ''] = ends
  if (isMoment(from) && isMoment(to) && Date.parse(from) > Date.parse(to)) refuse('datetime', 'ends before it begins')
}

function text(given: Readonly<Record<string, unknown>>, name: string): string {
  const value = given[name]
  if (typeof value !== 'string') refuse(name, 'must be there once')
  return value as string
}

function refuse(name: string, message: string): void {
  throw new Invalid(`${name} ${message}.`, [{ pointer: `/${name}`, message }])
}

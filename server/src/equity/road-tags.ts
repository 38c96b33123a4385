import type { Profile } from './road-profile.ts'

/** Tags of one OpenStreetMap way or node. */
export type Tags = Readonly<Record<string, string>>

const closed = new Set(['no', 'private', 'agricultural', 'forestry', 'emergency', 'delivery', 'military', 'use_sidepath'])
const along = new Set(['yes', 'true', '1'])
const against = new Set(['-1', 'reverse'])

/**
 * How fast a profile goes on a way: km/h in the way's own direction and against it, 0 where it may not go.
 *
 * Turn restrictions are not looked at, nor are conditions (`access:conditional`, lanes for buses).
 *
 * @see https://wiki.openstreetmap.org/wiki/Key:oneway, Key:access, Key:maxspeed
 */
export function speedsOf(tags: Tags, profile: Profile): readonly [along: number, against: number] {
  const usual = profile.speeds[classOf(tags)]
  if (usual === undefined || mayPass(tags, profile) === false) return [0, 0]
  const most = profile.mostOn[tags.surface ?? ''] ?? Number.POSITIVE_INFINITY
  const speed = (direction: string) => Math.min(most, limited(usual, tags[`maxspeed:${direction}`] ?? tags.maxspeed, profile))
  const direction = profile.keepsDirection ? directionOf(tags) : 'both'
  return [direction === 'against' ? 0 : speed('forward'), direction === 'along' ? 0 : speed('backward')]
}

/** Whether a point on a way stops the profile: a bollard, a locked gate. */
export function isBarred(tags: Tags, profile: Profile): boolean {
  return !(mayPass(tags, profile) ?? !profile.barriers.includes(tags.barrier ?? ''))
}

/** Minutes that a way says it takes from end to end (ferries); undefined where it does not. */
export function statedMinutes({ duration }: Tags): number | undefined {
  const [, first, second] = /^(\d+)(?::(\d\d))?(?::\d\d)?$/.exec(duration ?? '') ?? []
  if (first === undefined) return undefined
  const minutes = second === undefined ? Number(first) : Number(first) * 60 + Number(second)
  return minutes > 0 ? minutes : undefined
}

/** @returns km/h; undefined for what is not a number, such as `none` or `BR:urban` */
export function parseLimit(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*(mph|knots|km\/h|kmh)?(?:;.*)?$/.exec(text.trim()) ?? []
  if (digits === undefined || Number(digits) === 0) return undefined
  return Number(digits) * (unit === 'mph' ? 1.609344 : unit === 'knots' ? 1.852 : 1)
}

const classOf = (tags: Tags) => (tags.route === 'ferry' ? 'ferry' : (tags.highway ?? ''))

function limited(usual: number, limit: string | undefined, { shareOfLimit }: Profile): number {
  const signed = shareOfLimit === undefined || limit === undefined ? undefined : parseLimit(limit)
  return signed === undefined || usual === 0 ? usual : signed * (shareOfLimit ?? 1)
}

/** Undefined where no tag says anything. */
function mayPass(tags: Tags, { access }: Profile): boolean | undefined {
  const last = access.findLast((key) => tags[key] !== undefined)
  return last === undefined ? undefined : !closed.has(tags[last] as string)
}

function directionOf(tags: Tags): 'along' | 'against' | 'both' {
  const { oneway, junction, highway } = tags
  if (oneway !== undefined) return along.has(oneway) ? 'along' : against.has(oneway) ? 'against' : 'both'
  return junction === 'roundabout' || junction === 'circular' || highway === 'motorway' ? 'along' : 'both'
}

import type { UnusualReason } from '#contract'

/** One look at people's data by an officer, as the record has it, with what the registers say of both sides. */
export type Look = {
  readonly at: Date
  /** The hour at the officer's place, 0 to 23. */
  readonly hour: number
  readonly officer: string
  readonly department: string
  readonly role: string
  readonly person: string
  /** How often, where looks of one hour of the day are told together. */
  readonly times?: number
}

/** What makes two people neighbours, or one a public figure; what is unknown is left out. */
export type Known = {
  readonly address?: string
  /** The smallest area. */
  readonly area?: string
  readonly familyName?: string
  readonly isPublicFigure?: boolean
}

export type Unusual = {
  readonly officer: string
  readonly department: string
  readonly role: string
  readonly looks: number
  readonly people: number
  readonly reasons: readonly UnusualReason[]
}

/** Beyond so many robust standard deviations, a value is an outlier. @see Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers */
const outlier = 3.5
/** With fewer peers there is nothing to compare with. */
const fewestPeers = 5
/** A difference that no bad day explains, however alike the peers are. */
const leastFactor = 2
const fewestAtNight = 3
/** Looks of an earlier time that tell somebody's own rhythm. */
const fewestBefore = 20
/** Somebody with this share of night work has the night shift. */
const nightShift = 0.1
/** People of one's own village are met in any village office; many more than their share are not. */
const leastInArea = 5

/**
 * How far a value lies from those of others, in robust standard deviations: their median and the median distance from it do not move
 * with a few extremes, as a mean would. Where more than half are equal, the mean distance takes its place.
 *
 * @returns 0 for no others; infinite where all others are equal and it is not
 * @see Iglewicz & Hoaglin (1993): M = 0.6745 (x − median) / MAD
 */
export function robustScore(value: number, others: readonly number[]): number {
  if (others.length === 0) return 0
  const middle = median(others)
  const distances = others.map((other) => Math.abs(other - middle))
  const mad = median(distances)
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length
  const spread = mad > 0 ? mad / 0.6745 : mean * 1.253314
  if (spread === 0) return value === middle ? 0 : Math.sign(value - middle) * Number.POSITIVE_INFINITY
  return (value - middle) / spread
}

/**
 * Officers whose looks stand out, those with the most reasons first. It accuses nobody: it says where the data protection officer
 * should ask.
 *
 * @param looks of the time in question; @param before of the weeks before it, by which somebody's own rhythm is judged
 * @param known of officers and persons, by id
 */
export function findUnusual(looks: readonly Look[], before: readonly Look[], known: ReadonlyMap<string, Known>): Unusual[] {
  const byOfficer = Map.groupBy(looks, ({ officer }) => officer)
  const earlier = Map.groupBy(before, ({ officer }) => officer)
  const tallies = [...byOfficer].map(([officer, own]) => ({ officer, own, people: new Set(own.map(({ person }) => person)) }))
  const groups = Map.groupBy(tallies, ({ own }) => groupOf(own[0] as Look))
  const found = tallies.map(({ officer, own, people }) => {
    const { department, role } = own[0] as Look
    const peers = (groups.get(groupOf(own[0] as Look)) ?? []).filter((other) => other.officer !== officer)
    const reasons = [
      ...many(
        people.size,
        peers.map((peer) => peer.people.size),
      ),
      ...neighbours(officer, people, known),
      ...atNight(own, earlier.get(officer) ?? []),
      ...publicFigures(people, known),
    ]
    return { officer, department, role, looks: sumOf(own), people: people.size, reasons }
  })
  return found
    .filter(({ reasons }) => reasons.length > 0)
    .sort((a, b) => b.reasons.length - a.reasons.length || b.people - a.people || (a.officer < b.officer ? -1 : 1))
}

const groupOf = ({ department, role }: Look) => JSON.stringify([department, role])

function many(people: number, others: readonly number[]): UnusualReason[] {
  if (others.length < fewestPeers) return []
  const usual = median(others)
  const isFar = robustScore(people, others) > outlier && people >= usual * leastFactor
  return isFar ? [{ kind: 'many', people, usual }] : []
}

/** The nearest tie counts: an address before a name, a name before the area alone. */
function neighbours(officer: string, people: ReadonlySet<string>, known: ReadonlyMap<string, Known>): UnusualReason[] {
  const own = known.get(officer)
  if (own === undefined) return []
  const others = [...people].filter((person) => person !== officer).flatMap((person) => known.get(person) ?? [])
  const inArea = others.filter(({ area }) => own.area !== undefined && area === own.area)
  const atAddress = others.filter(({ address }) => own.address !== undefined && address === own.address)
  const ofFamily = inArea.filter(({ familyName }) => own.familyName !== undefined && familyName === own.familyName)
  if (atAddress.length > 0) return [{ kind: 'neighbours', people: atAddress.length, by: 'address' }]
  if (ofFamily.length > 0) return [{ kind: 'neighbours', people: ofFamily.length, by: 'family-name' }]
  const isTooMany = inArea.length >= leastInArea && inArea.length * 2 > people.size
  return isTooMany ? [{ kind: 'neighbours', people: inArea.length, by: 'area' }] : []
}

function atNight(own: readonly Look[], before: readonly Look[]): UnusualReason[] {
  const looks = sumOf(own.filter(isAtNight))
  const usual = sumOf(before)
  if (looks < fewestAtNight || usual < fewestBefore) return []
  const usualShare = sumOf(before.filter(isAtNight)) / usual
  return usualShare < nightShift ? [{ kind: 'night', looks, usualShare }] : []
}

const sumOf = (looks: readonly Look[]) => looks.reduce((sum, { times = 1 }) => sum + times, 0)

export const isAtNight = ({ hour }: Pick<Look, 'hour'>) => hour >= 22 || hour < 6

function publicFigures(people: ReadonlySet<string>, known: ReadonlyMap<string, Known>): UnusualReason[] {
  const count = [...people].filter((person) => known.get(person)?.isPublicFigure).length
  return count > 0 ? [{ kind: 'public-figure', people: count }] : []
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

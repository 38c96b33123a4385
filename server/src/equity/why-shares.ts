import type { Facilities, Places } from './places.ts'

/** Of what a factor is about, so large a part must be known: what is not counts as the mean of what is. */
const leastKnown = 0.5

/** Part of each settlement's residents who are entitled to a service; undefined where it is not known of half of them. */
export function eligibleShares({ shares, settlements }: Places, kind: string): Float64Array | undefined {
  const own = shares.get(`eligible:${kind}`)
  return own && fillIn(own, settlements.people)
}

/**
 * Part of a settlement's residents whom a facility serves in a language they speak. Of several languages it is the one that most of
 * them speak, since nobody says how many speak only another.
 *
 * @returns undefined where it is not known of half of the residents, or of half of the capacity
 */
export function spokenShares(
  { shares, settlements }: Places,
  { languages = [], capacities }: Facilities,
): ((settlement: number, facility: number) => number) | undefined {
  const sets = new Map<string, Float64Array>()
  for (const spoken of languages) {
    if (spoken === undefined || sets.has(spoken.join())) continue
    const most = settlements.people.map((_, s) => largestOf(spoken.map((tag) => shares.get(`speaks:${tag}`)?.[s])))
    const filled = fillIn(most, settlements.people)
    if (filled !== undefined) sets.set(spoken.join(), filled)
  }
  const ofFacility = Array.from(capacities, (_, f) => sets.get(languages[f]?.join() ?? ''))
  let [all, known] = [0, 0]
  capacities.forEach((units, f) => {
    all += units
    if (ofFacility[f] !== undefined) known += units
  })
  if (known === 0 || known < all * leastKnown) return undefined
  const mean = meanOver(ofFacility, capacities, settlements.people.length)
  return (s, f) => (ofFacility[f] ?? mean)[s] as number
}

/** Of those that are known; NaN where none is. */
function largestOf(shares: readonly (number | undefined)[]): number {
  const known = shares.filter((share) => share !== undefined && !Number.isNaN(share)) as number[]
  return known.length === 0 ? Number.NaN : Math.max(...known)
}

/** Gaps are filled with the mean over residents of whom it is known; undefined where that is less than half of them. */
function fillIn(shares: Float64Array, people: Float64Array): Float64Array | undefined {
  let [all, known, having] = [0, 0, 0]
  people.forEach((residents, s) => {
    const share = shares[s] as number
    all += residents
    if (Number.isNaN(share)) return
    known += residents
    having += residents * share
  })
  if (known === 0 || known < all * leastKnown) return undefined
  return shares.map((share) => (Number.isNaN(share) ? having / known : share))
}

function meanOver(of: readonly (Float64Array | undefined)[], weights: Float64Array, length: number): Float64Array {
  const sum = new Float64Array(length)
  let total = 0
  of.forEach((shares, f) => {
    if (shares === undefined) return
    const weight = weights[f] as number
    total += weight
    for (let s = 0; s < length; s++) sum[s] = (sum[s] as number) + weight * (shares[s] as number)
  })
  return sum.map((value) => value / total)
}

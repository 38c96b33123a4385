/** Groups of fewer residents say too much about each of them. */
export const leastResidents = 10

/**
 * Which of some groups that add up to a published whole are withheld: every group of 1 to 9 residents, and then the next
 * smallest until at least two groups and ten residents are withheld together, so that the whole minus the rest does not give
 * away what was withheld.
 *
 * @param populations residents per group; an empty group is never withheld, it says nothing about anybody
 * @see Hundepool et al. (2012), Statistical Disclosure Control, §4.3: primary and secondary suppression
 */
export function findSuppressed(populations: readonly number[]): boolean[] {
  const suppressed = populations.map((people) => people > 0 && people < leastResidents)
  if (!suppressed.includes(true)) return suppressed
  const bySize = populations.map((people, i) => ({ people, i })).filter(({ people }) => people > 0)
  bySize.sort((a, b) => a.people - b.people || a.i - b.i)
  let residents = 0
  bySize.forEach(({ people, i }, place) => {
    if (place >= 2 && residents >= leastResidents && people >= leastResidents) return
    suppressed[i] = true
    residents += people
  })
  return suppressed
}

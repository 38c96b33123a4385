/** Groups of fewer residents say too much about each of them. */
export const leastResidents = 10

/**
 * The residents of settlements as everything is computed from: where 1 to 9 live, it is the same number for all such places, so
 * that no table of any date, and no two of them together, can tell one of these places from another.
 *
 * @param populations as they are; 0 stays 0
 * @param told the number for small places, the same at all dates; the nearer to their mean, the truer the totals
 * @returns as they may be used: what is above 0 and below 10 is such a place
 * @see Langsrud & Heldal (2018), Privacy in Statistical Databases: small counts are rounded before tables are made, not after
 */
export function blurSmall(populations: Float64Array, told = leastResidents / 2): Float64Array {
  return populations.map((people) => (isSmall(people) ? told : people))
}

/** Whether 1 to 9 live there: how many, nobody is told. */
export const isSmall = (people: number): boolean => people > 0 && people < leastResidents

/**
 * Whether a group is withheld: somebody lives in it, and it may be fewer than ten, as each small place in it may have one.
 *
 * Nothing beside it needs to be withheld to hide it, because the whole minus the rest is made of blurred numbers, too.
 *
 * @param people of the settlements of the group, from `blurSmall`
 */
export function isWithheld(people: Float64Array): boolean {
  let atLeast = 0
  for (const residents of people) atLeast += isSmall(residents) ? Math.min(1, residents) : residents
  return atLeast > 0 && atLeast < leastResidents
}

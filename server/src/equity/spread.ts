/** One value per group of people: values and how many people have each. Nobody has a value that is not a number. */
export type Spread = {
  /** Not negative, more is better. */
  readonly values: Float64Array
  /** People, or 1 each where every value counts the same. */
  readonly people: Float64Array
}

/** @throws {RangeError} when a value or a population is negative or not finite, or the two are not equally many */
export function requireSpread({ values, people }: Spread): void {
  if (values.length !== people.length) throw new RangeError(`${values.length} values for ${people.length} populations`)
  for (const each of [values, people])
    for (let i = 0; i < each.length; i++)
      if (!((each[i] as number) >= 0 && (each[i] as number) < Number.POSITIVE_INFINITY))
        throw new RangeError(`inequality is not defined for ${each[i]}`)
}

export function totalOf({ values, people }: Spread): { readonly residents: number; readonly total: number } {
  let residents = 0
  let total = 0
  for (let i = 0; i < values.length; i++) {
    residents += people[i] as number
    total += (people[i] as number) * (values[i] as number)
  }
  return { residents, total }
}

/** Population-weighted mean; NaN where nobody lives. */
export function meanOf(spread: Spread): number {
  const { residents, total } = totalOf(spread)
  return total / residents
}

/** Those of a group only. @param groups the group of each value */
export function only({ values, people }: Spread, groups: ArrayLike<number>, group: number): Spread {
  const isIn = (_: number, i: number) => groups[i] === group
  return { values: values.filter(isIn), people: people.filter(isIn) }
}

/**
 * The mean of one group against that of another: 1 is no gap. For coverage, the values are 1 for who is reached and 0 for who is not.
 *
 * @returns NaN where the other group has nobody or nothing
 */
export function ratioOfMeans(spread: Spread, groups: ArrayLike<number>, one: number, other: number): number {
  const under = meanOf(only(spread, groups, other))
  return under === 0 ? Number.NaN : meanOf(only(spread, groups, one)) / under
}

import type { AccessBin, AreaClass } from '#contract'
import { areaClasses, type Settlements, type Span } from './places.ts'
import { isWithheld } from './suppression.ts'

const most = 12

/**
 * How many residents of each class have how much, in columns of one width, but for the last, which holds the highest
 * hundredth, too. Groups of fewer than ten residents are withheld; who has nothing within reach stands in no column.
 *
 * @param isBurden whether nothing within reach is `Infinity` instead of 0
 */
export function binAccess(settlements: Settlements, values: Float64Array, [from, to]: Span, isBurden: boolean): AccessBin[] {
  const shown: number[] = []
  for (let i = from; i < to; i++) {
    const isReached = isBurden ? values[i] !== Number.POSITIVE_INFINITY : values[i] !== 0
    if (isReached && (settlements.people[i] as number) > 0) shown.push(i)
  }
  if (shown.length === 0) return []
  const highest = highestOf(settlements.people, values, shown)
  const width = niceWidth(highest / most)
  const count = Math.min(most, Math.floor(highest / width) + 1)
  const columns = areaClasses.map(() => Array.from({ length: count }, (): number[] => []))
  for (const i of shown) {
    const column = Math.min(count - 1, Math.floor((values[i] as number) / width))
    columns[settlements.classes[i] as number]?.[column]?.push(settlements.people[i] as number)
  }
  const told = columns.map((group) => group.map((residents) => countOf(Float64Array.from(residents))))
  const last = shown.reduce((longest, i) => Math.max(longest, values[i] as number), 0)
  return Array.from({ length: count }, (_, column) => ({
    from: column * width,
    to: column === count - 1 ? Math.max((column + 1) * width, last) : (column + 1) * width,
    people: Object.fromEntries(areaClasses.map((name, group) => [name, told[group]?.[column]])) as Record<
      AreaClass,
      number | undefined
    >,
  }))
}

function countOf(people: Float64Array): number | undefined {
  return isWithheld(people) ? undefined : people.reduce((sum, residents) => sum + residents, 0)
}

/** The value that 99 of 100 residents have at most: a lone far village must not squeeze all others into one column. */
function highestOf(people: Float64Array, values: Float64Array, shown: readonly number[]): number {
  const order = shown.toSorted((a, b) => (values[a] as number) - (values[b] as number))
  const residents = order.reduce((sum, i) => sum + (people[i] as number), 0)
  let before = 0
  const at = order.find((i) => {
    before += people[i] as number
    return before >= residents * 0.99
  })
  return values[at ?? (order.at(-1) as number)] as number
}

/** 1, 2 or 5 times a power of ten, not below what is asked for. */
function niceWidth(least: number): number {
  if (!(least > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5, 10].find((step) => step * power >= least * (1 - 1e-9)) ?? 10) * power
}

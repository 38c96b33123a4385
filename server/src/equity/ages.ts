import { isSmall } from './suppression.ts'

/** Residents of settlements by age band: one array per band, one number per settlement. */
export type Ages = ReadonlyMap<string, Float64Array>

/**
 * Age bands as everything is computed from. In a settlement, a band of 1 to 9 counts for as many as such a settlement would have in
 * that band elsewhere, and its largest band takes up the difference, so that neither the bands nor what they leave of the
 * settlement tells how many there are. Where 1 to 9 live in all, or no band has ten, all bands are of that kind.
 *
 * @param ages as they are
 * @param people of the settlements, from `blurSmall`
 * @returns bands that add up to `people` where any are known
 */
export function blurAges(ages: Ages, people: Float64Array): Ages {
  const bands = [...ages.keys()]
  const all = [...ages.values()]
  const usual = usualShares(all, people)
  const told = new Map(bands.map((band) => [band, new Float64Array(people.length)]))
  const into = [...told.values()]
  for (let s = 0; s < people.length; s++) {
    const own = all.map((band) => band[s] as number)
    blurSettlement(own, people[s] as number, usual).forEach((value, band) => {
      const values = into[band]
      if (values !== undefined) values[s] = value
    })
  }
  return told
}

function blurSettlement(own: readonly number[], people: number, usual: readonly number[]): number[] {
  if (own.every((value) => value === 0)) return [...own]
  const largest = own.indexOf(Math.max(...own))
  const expected = usual.map((share) => share * people)
  if (isSmall(people) || isSmall(own[largest] ?? 0)) {
    return expected
  }
  const told = own.map((value, band) => (isSmall(value) ? Math.min(9, expected[band] ?? 0) : value))
  const others = told.reduce((sum, value, band) => sum + (band === largest ? 0 : value), 0)
  return told.map((value, band) => (band === largest ? Math.max(0, people - others) : value))
}

/** Of each band, over the settlements in which no band is small, so that no small number is in them; alike, where there are none. */
function usualShares(bands: readonly Float64Array[], people: Float64Array): number[] {
  const having = bands.map(() => 0)
  let of = 0
  for (let s = 0; s < people.length; s++) {
    if (isSmall(people[s] as number) || bands.some((band) => isSmall(band[s] as number))) continue
    bands.forEach((band, k) => {
      having[k] = (having[k] ?? 0) + (band[s] as number)
      of += band[s] as number
    })
  }
  return having.map((count) => (of === 0 ? 1 / bands.length : count / of))
}

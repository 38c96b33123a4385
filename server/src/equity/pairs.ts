/**
 * Travel between settlements and facilities as compressed sparse rows: the pairs of settlement `s` are those from
 * `offsets[s]` up to `offsets[s + 1]`. A pair that is missing cannot be travelled, or not within the limit it was built with.
 */
export type Pairs = {
  /** One more than there are settlements. */
  readonly offsets: Uint32Array
  readonly facilities: Uint32Array
  readonly minutes: Float64Array
}

/**
 * Pairs from triples in any order; those of one settlement keep the order they came in.
 *
 * @throws {RangeError} when a settlement is not below `settlements`, or minutes are negative or not a number
 */
export function toPairs(
  settlements: number,
  triples: readonly (readonly [settlement: number, facility: number, minutes: number])[],
): Pairs {
  const offsets = new Uint32Array(settlements + 1)
  for (const [settlement, , minutes] of triples) {
    if (!(settlement >= 0 && settlement < settlements)) throw new RangeError(`there is no settlement ${settlement}`)
    if (!(minutes >= 0)) throw new RangeError(`${minutes} are not minutes`)
    offsets[settlement + 1] = (offsets[settlement + 1] as number) + 1
  }
  for (let s = 0; s < settlements; s++) offsets[s + 1] = (offsets[s + 1] as number) + (offsets[s] as number)
  const free = offsets.slice()
  const facilities = new Uint32Array(triples.length)
  const minutes = new Float64Array(triples.length)
  for (const [settlement, facility, time] of triples) {
    const at = free[settlement] as number
    free[settlement] = at + 1
    facilities[at] = facility
    minutes[at] = time
  }
  return { offsets, facilities, minutes }
}

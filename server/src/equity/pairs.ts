/**
 * Travel between settlements and facilities as compressed sparse rows: the pairs of settlement `s` are those from
 * `offsets[s]` up to `offsets[s + 1]`. A pair that is missing cannot be travelled, or not within the limit it was built with.
 */
export type Pairs = {
  /** One more than there are settlements. Those of a block of rows begin where the block does, not at zero. */
  readonly offsets: Uint32Array
  readonly facilities: Uint32Array
  readonly minutes: Float64Array
}

/** Some rows of a larger matrix, on the same memory: settlements `from` up to `to` are 0 up to `to - from`. */
export function sliceRows({ offsets, facilities, minutes }: Pairs, from: number, to: number): Pairs {
  return { offsets: offsets.subarray(from, to + 1), facilities, minutes }
}

/** The first pair of some rows and the one after their last. */
export function extentOf({ offsets }: Pairs): readonly [first: number, end: number] {
  return [offsets[0] as number, offsets[offsets.length - 1] as number]
}

/** @throws {RangeError} when a capacity is negative or not a number */
export function requireCapacities(capacities: Float64Array): void {
  for (let f = 0; f < capacities.length; f++) {
    const capacity = capacities[f] as number
    if (!(capacity >= 0 && capacity < Number.POSITIVE_INFINITY)) throw new RangeError(`a capacity cannot be ${capacity}`)
  }
}

/** @throws {RangeError} when there is not one population per settlement, or one is negative or not a number */
export function requirePeople({ offsets }: Pairs, people: Float64Array): void {
  if (people.length !== offsets.length - 1)
    throw new RangeError(`${people.length} populations for ${offsets.length - 1} settlements`)
  for (let s = 0; s < people.length; s++) {
    const residents = people[s] as number
    if (!(residents >= 0 && residents < Number.POSITIVE_INFINITY)) throw new RangeError(`a population cannot be ${residents}`)
  }
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

import type { Pairs } from '../src/equity/pairs.ts'

/** A made-up country: a square where settlements and facilities lie anywhere and a minute of travel is a kilometre. */
export type Country = {
  readonly settlements: Float64Array
  readonly people: Float64Array
  /** Two coordinates each, in the order of the cells they lie in. */
  readonly facilities: Float64Array
  readonly capacities: Float64Array
  /** Where the facilities of each cell begin; the cells are as wide as the limit. */
  readonly cells: Uint32Array
  readonly across: number
}

/** Minutes, and kilometres. */
export const limit = 60

/** Same sizes, same country. Its arrays are shared, so that workers see them without a copy. */
export function makeCountry(settlements: number, facilities: number, kilometres: number): Country {
  const random = createRandom(settlements + facilities)
  const across = Math.ceil(kilometres / limit)
  const scattered = fill(floats(facilities * 2), () => random() * kilometres)
  const cellOf = (f: number) =>
    Math.floor((scattered[2 * f + 1] as number) / limit) * across + Math.floor((scattered[2 * f] as number) / limit)
  const cells = new Uint32Array(new SharedArrayBuffer(4 * (across * across + 1)))
  const order = Uint32Array.from({ length: facilities }, (_, f) => f).sort((a, b) => cellOf(a) - cellOf(b) || a - b)
  const sorted = floats(facilities * 2)
  order.forEach((f, place) => {
    sorted.set(scattered.subarray(2 * f, 2 * f + 2), 2 * place)
    cells[cellOf(f) + 1] = place + 1
  })
  for (let c = 1; c < cells.length; c++) cells[c] = Math.max(cells[c] as number, cells[c - 1] as number)
  return {
    settlements: fill(floats(settlements * 2), () => random() * kilometres),
    people: fill(floats(settlements), () => Math.ceil(50 + 3000 * random() ** 3)),
    facilities: sorted,
    capacities: fill(floats(facilities), () => Math.ceil(1 + 20 * random() ** 2)),
    cells,
    across,
  }
}

/** Writes the facilities within the limit of a settlement, with the minutes, into a row. */
function visitNear({ settlements, facilities, cells, across }: Country, s: number, out: Row): void {
  const x = settlements[2 * s] as number
  const y = settlements[2 * s + 1] as number
  const [column, line] = [Math.floor(x / limit), Math.floor(y / limit)]
  out.size = 0
  for (let below = Math.max(0, line - 1); below <= Math.min(across - 1, line + 1); below++) {
    const from = cells[below * across + Math.max(0, column - 1)] as number
    const end = cells[below * across + Math.min(across - 1, column + 1) + 1] as number
    for (let f = from; f < end; f++) {
      const dx = (facilities[2 * f] as number) - x
      const dy = (facilities[2 * f + 1] as number) - y
      const squared = dx * dx + dy * dy
      if (squared > limit * limit) continue
      out.facilities[out.size] = f
      out.minutes[out.size] = Math.sqrt(squared)
      out.size += 1
    }
  }
}

type Row = { readonly facilities: Uint32Array; readonly minutes: Float64Array; size: number }

/** All pairs at once, in memory that workers share. */
export function pairAll(country: Country): Pairs {
  const settlements = country.people.length
  const row: Row = rowFor(country)
  const offsets = new Uint32Array(new SharedArrayBuffer(4 * (settlements + 1)))
  for (let s = 0; s < settlements; s++) {
    visitNear(country, s, row)
    offsets[s + 1] = (offsets[s] as number) + row.size
  }
  const count = offsets[settlements] as number
  const facilities = new Uint32Array(new SharedArrayBuffer(4 * count))
  const minutes = floats(count)
  for (let s = 0; s < settlements; s++) {
    visitNear(country, s, row)
    facilities.set(row.facilities.subarray(0, row.size), offsets[s])
    minutes.set(row.minutes.subarray(0, row.size), offsets[s])
  }
  return { offsets, facilities, minutes }
}

/** The pairs of some settlements, over those of the last call: memory for one block is all there is. */
export function createPairing(country: Country, mostSettlements: number): (from: number, to: number) => Pairs {
  const row = rowFor(country)
  const offsets = new Uint32Array(mostSettlements + 1)
  let facilities = new Uint32Array(1 << 16)
  let minutes = new Float64Array(1 << 16)
  return (from, to) => {
    for (let s = from; s < to; s++) {
      visitNear(country, s, row)
      const at = offsets[s - from] as number
      if (at + row.size > minutes.length) {
        facilities = grown(facilities, new Uint32Array(2 * (at + row.size)))
        minutes = grown(minutes, new Float64Array(2 * (at + row.size)))
      }
      facilities.set(row.facilities.subarray(0, row.size), at)
      minutes.set(row.minutes.subarray(0, row.size), at)
      offsets[s - from + 1] = at + row.size
    }
    return { offsets: offsets.subarray(0, to - from + 1), facilities, minutes }
  }
}

function rowFor({ capacities }: Country): Row {
  return { facilities: new Uint32Array(capacities.length), minutes: new Float64Array(capacities.length), size: 0 }
}

function grown<Numbers extends Uint32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}

export const floats = (count: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * count))

function fill(numbers: Float64Array, next: () => number): Float64Array {
  for (let i = 0; i < numbers.length; i++) numbers[i] = next()
  return numbers
}

/** @see Park & Miller (1988), Communications of the ACM 31(10), with the multiplier of their 1993 note */
function createRandom(seed: number): () => number {
  let state = (seed % 2147483646) + 1
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

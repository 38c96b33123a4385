import type { Pairs } from './pairs.ts'

export type PairList = {
  add(settlement: number, facility: number, minutes: number): void
  toPairs(settlements: number): Pairs
}

/** Gathers pairs in any order, in typed arrays that double; those of one settlement keep the order they came in. */
export function listPairs(): PairList {
  let count = 0
  let ends = new Uint32Array(2048)
  let times = new Float64Array(1024)
  return {
    add(settlement, facility, minutes) {
      if (count === times.length) {
        const [moreEnds, moreTimes] = [new Uint32Array(ends.length * 2), new Float64Array(times.length * 2)]
        moreEnds.set(ends)
        moreTimes.set(times)
        ends = moreEnds
        times = moreTimes
      }
      ends[count * 2] = settlement
      ends[count * 2 + 1] = facility
      times[count++] = minutes
    },
    toPairs(settlements) {
      const offsets = new Uint32Array(settlements + 1)
      for (let p = 0; p < count; p++) {
        const row = (ends[p * 2] as number) + 1
        offsets[row] = (offsets[row] as number) + 1
      }
      for (let s = 0; s < settlements; s++) offsets[s + 1] = (offsets[s + 1] as number) + (offsets[s] as number)
      const free = offsets.slice()
      const facilities = new Uint32Array(count)
      const minutes = new Float64Array(count)
      for (let p = 0; p < count; p++) {
        const settlement = ends[p * 2] as number
        const at = free[settlement] as number
        free[settlement] = at + 1
        facilities[at] = ends[p * 2 + 1] as number
        minutes[at] = times[p] as number
      }
      return { offsets, facilities, minutes }
    },
  }
}

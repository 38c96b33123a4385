/** Leaves from a number up to, not including, another. */
export type Range = { readonly from: number; readonly to: number }

/** The largest power of two below a number of at least 2. */
export const splitOf = (size: number): number => 2 ** Math.floor(Math.log2(size - 1))

/**
 * What an inclusion proof consists of: the ranges whose hashes lead from a leaf to the root, the leaf's neighbour first.
 *
 * @see RFC 6962 §2.1.1
 */
export function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = []
  for (let from = 0, to = size; to - from > 1; ) {
    const middle = from + splitOf(to - from)
    ranges.push(index < middle ? { from: middle, to } : { from, to: middle })
    if (index < middle) to = middle
    else from = middle
  }
  return ranges.reverse()
}

/**
 * What a consistency proof consists of: the ranges whose hashes make both the root of the first `old` leaves and that of all.
 *
 * @param old from 1 to `size`
 * @see RFC 6962 §2.1.2
 */
export function consistencyRanges(old: number, size: number): Range[] {
  const ranges: Range[] = []
  let [from, to, isWhole] = [0, size, true]
  while (old < to) {
    const middle = from + splitOf(to - from)
    if (old <= middle) {
      ranges.push({ from: middle, to })
      to = middle
    } else {
      ranges.push({ from, to: middle })
      from = middle
      isWhole = false
    }
  }
  // The old tree itself is known to whoever asks, unless only a part of it is left over here.
  if (!isWhole) ranges.push({ from, to })
  return ranges.reverse()
}

/** The complete subtrees side by side that a range consists of, each of 2^`height` leaves. @param range as one of the above */
export function subtreesOf({ from, to }: Range): { readonly height: number; readonly index: number }[] {
  const subtrees: { height: number; index: number }[] = []
  while (from < to) {
    const height = Math.floor(Math.log2(to - from))
    subtrees.push({ height, index: from / 2 ** height })
    from += 2 ** height
  }
  return subtrees
}

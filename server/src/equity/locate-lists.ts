/** Clients with the same sites as one, with all of their weight; who has none stays out of it. */
export function mergeLists(
  lists: readonly Uint32Array[],
  weights: Float64Array,
): { readonly lists: readonly Uint32Array[]; readonly weights: Float64Array } {
  const merged = new Map<string, { readonly list: Uint32Array; weight: number }>()
  lists.forEach((list, c) => {
    const weight = weights[c] as number
    if (list.length === 0 || weight === 0) return
    const key = list.toSorted().join()
    const known = merged.get(key)
    if (known === undefined) merged.set(key, { list, weight })
    else known.weight += weight
  })
  const all = [...merged.values()]
  return { lists: all.map(({ list }) => list), weights: Float64Array.from(all, ({ weight }) => weight) }
}

import { foldPairs, foldRight, type Hash } from './merkle-hash.ts'

const width = 256

/**
 * A tree that grows leaf by leaf and keeps only what a root needs: at each level the subtrees that are complete, and not yet part
 * of a larger complete one. It never holds more than 64 hashes.
 */
export type Growing = { readonly size: number; add(leaf: Hash): void; root(): Hash }

export function growTree(): Growing {
  let size = 0
  /** By height; the lowest last. */
  const complete: { height: number; hash: Hash }[] = []
  return {
    get size() {
      return size
    },
    add: (leaf) => {
      let [height, hash] = [0, leaf]
      for (let last = complete.at(-1); last?.height === height; last = complete.at(-1)) {
        complete.pop()
        hash = foldPairs([last.hash, hash])
        height += 1
      }
      complete.push({ height, hash })
      size += 1
    },
    root: () => foldRight(complete.map(({ hash }) => hash)),
  }
}

/**
 * The hashes of the subtrees of 256 that become complete when hashes are added to a row.
 *
 * @param tail what stands in the row since its last complete subtree, fewer than 256
 * @param added what comes after
 */
export function completedBy(tail: readonly Hash[], added: readonly Hash[]): Hash[] {
  const row = [...tail, ...added]
  const hashes: Hash[] = []
  for (let end = width; end <= row.length; end += width) hashes.push(foldPairs(row.slice(end - width, end)))
  return hashes
}

import { emptyRoot, type Hash, nodeHash } from './merkle-hash.ts'

type Inclusion = { readonly leaf: Hash; readonly index: number; readonly size: number; readonly root: Hash }
type Consistency = { readonly old: number; readonly size: number; readonly oldRoot: Hash; readonly root: Hash }

/** Whether a leaf is at its index in the tree of a size and root. @see RFC 9162 §2.1.3.2 */
export function isIncluded({ leaf, index, size, root }: Inclusion, proof: readonly Hash[]): boolean {
  if (index < 0 || index >= size) return false
  let [fn, sn, hash] = [index, size - 1, leaf]
  for (const neighbour of proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(neighbour, hash)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else hash = nodeHash(hash, neighbour)
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && hash.equals(root)
}

/** Whether the tree of a size begins with all that the older tree had. @see RFC 9162 §2.1.4.2 */
export function isConsistent({ old, size, oldRoot, root }: Consistency, proof: readonly Hash[]): boolean {
  if (old > size) return false
  if (old === size) return proof.length === 0 && oldRoot.equals(root)
  if (old === 0) return proof.length === 0 && oldRoot.equals(emptyRoot)
  const [first, ...rest] = isPowerOfTwo(old) ? [oldRoot, ...proof] : proof
  if (first === undefined) return false
  let [fn, sn] = [old - 1, size - 1]
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)]
  let [before, now] = [first, first]
  for (const hash of rest) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      before = nodeHash(hash, before)
      now = nodeHash(hash, now)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else now = nodeHash(now, hash)
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && before.equals(oldRoot) && now.equals(root)
}

/** Sizes pass 2^32, where bits shift no more. */
const half = (number: number) => Math.floor(number / 2)
const isPowerOfTwo = (number: number) => Number.isInteger(Math.log2(number))

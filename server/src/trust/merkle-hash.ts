import { hash } from 'node:crypto'

/** SHA-256, 32 bytes. */
export type Hash = Buffer

const leafPrefix = Buffer.of(0)
const nodePrefix = Buffer.of(1)

export const sha256 = (bytes: Uint8Array): Hash => hash('sha256', bytes, 'buffer')

/** Of a tree without leaves. @see RFC 6962 §2.1 */
export const emptyRoot: Hash = sha256(Buffer.alloc(0))

/** @see RFC 6962 §2.1: the prefixes keep anybody from showing a node as a leaf */
export const leafHash = (data: string): Hash => sha256(Buffer.concat([leafPrefix, Buffer.from(data)]))

/** @see RFC 6962 §2.1 */
export const nodeHash = (left: Hash, right: Hash): Hash => sha256(Buffer.concat([nodePrefix, left, right]))

/** The hash over subtrees that stand side by side, each larger than all that follow it together. */
export function foldRight(hashes: readonly Hash[]): Hash {
  const last = hashes.at(-1)
  if (last === undefined) return emptyRoot
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
}

/** The root over 2^k hashes of equal height. */
export function foldPairs(hashes: readonly Hash[]): Hash {
  let row = [...hashes]
  while (row.length > 1) row = row.flatMap((left, i) => (i % 2 === 0 ? [nodeHash(left, row[i + 1] as Hash)] : []))
  return row[0] ?? emptyRoot
}

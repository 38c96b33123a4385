import type { Db } from '#kernel'
import { foldPairs, foldRight, type Hash } from './merkle-hash.ts'
import { consistencyRanges, inclusionRanges, type Range, subtreesOf } from './merkle-range.ts'

/** Stored are the hashes of subtrees of 2^0, 2^8, 2^16 … leaves; those between are made from at most 128 of them. */
const step = 8

export async function treeSize(db: Db): Promise<number> {
  const [row] = await db.prepared<{ size: number }>('select size from trust.tree')
  return row?.size ?? 0
}

/** The root of the first `size` leaves, from a few hundred hashes however many there are. */
export async function rootAt(db: Db, size: number): Promise<Hash> {
  const [hash] = await hashesOf(db, [{ from: 0, to: size }])
  return hash as Hash
}

/** That a leaf is in the tree of the first `size` leaves. */
export const inclusionProof = (db: Db, index: number, size: number): Promise<Hash[]> => hashesOf(db, inclusionRanges(index, size))

/** That the first `size` leaves begin with the first `old`, at least one. */
export const consistencyProof = (db: Db, old: number, size: number): Promise<Hash[]> => hashesOf(db, consistencyRanges(old, size))

type Stored = { readonly level: number; readonly from: number; readonly count: number }

async function hashesOf(db: Db, ranges: readonly Range[]): Promise<Hash[]> {
  const wanted = ranges.map((range) => subtreesOf(range).map(storedOf))
  const read = await readStored(db, wanted.flat())
  return wanted.map((parts) => foldRight(parts.map((part) => foldPairs(read(part)))))
}

function storedOf({ height, index }: { readonly height: number; readonly index: number }): Stored {
  const level = Math.floor(height / step)
  const count = 2 ** (height % step)
  return { level, from: index * count, count }
}

async function readStored(db: Db, parts: readonly Stored[]): Promise<(part: Stored) => Hash[]> {
  const read = new Map<string, Hash[]>()
  for (const level of new Set(parts.map((part) => part.level))) {
    const here = parts.filter((part) => part.level === level)
    const table = level === 0 ? 'trust.leaf' : 'trust.subtree'
    const rows = await db.prepared<{ from: number; hash: Hash }>(
      `select part.from, hash from unnest($1::bigint[], $2::bigint[]) as part("from", "to")
       join ${table} as stored on index >= part.from and index < part.to ${level === 0 ? '' : 'and level = $3'} order by index`,
      [here.map(({ from }) => from), here.map(({ from, count }) => from + count), ...(level === 0 ? [] : [level])],
    )
    for (const { from, hash } of rows) read.set(`${level} ${from}`, [...(read.get(`${level} ${from}`) ?? []), hash])
  }
  return ({ level, from, count }) => {
    const hashes = read.get(`${level} ${from}`) ?? []
    if (hashes.length !== count) throw new Error(`The tree of the record has a hole at level ${level} from ${from}`)
    return hashes
  }
}

/** Stored hashes side by side. @param level 0 for leaves, 1 for subtrees of 256 of them, and so on */
export async function rowOfHashes(db: Db, level: number, from: number, count: number): Promise<Hash[]> {
  const read = await readStored(db, [{ level, from, count }])
  return read({ level, from, count })
}

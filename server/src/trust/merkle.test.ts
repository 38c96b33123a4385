import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { completedBy, growTree } from './merkle-grow.ts'
import { emptyRoot, foldPairs, foldRight, type Hash, leafHash, nodeHash, sha256 } from './merkle-hash.ts'
import { consistencyRanges, inclusionRanges, type Range, splitOf, subtreesOf } from './merkle-range.ts'
import { isConsistent, isIncluded } from './merkle-verify.ts'

/** The definitions of RFC 6962 §2.1, word for word. */
function rootOf(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return emptyRoot
  if (leaves.length === 1) return leaves[0] as Hash
  const k = splitOf(leaves.length)
  return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)))
}

function pathOf(m: number, leaves: readonly Hash[]): Hash[] {
  if (leaves.length === 1) return []
  const k = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m < k ? [...pathOf(m, left), rootOf(right)] : [...pathOf(m - k, right), rootOf(left)]
}

function subproof(m: number, leaves: readonly Hash[], isWhole: boolean): Hash[] {
  if (m === leaves.length) return isWhole ? [] : [rootOf(leaves)]
  const k = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m <= k ? [...subproof(m, left, isWhole), rootOf(right)] : [...subproof(m - k, right, false), rootOf(left)]
}

const leavesOf = (size: number) => Array.from({ length: size }, (_, i) => leafHash(`leaf ${i}`))

/** Through the complete subtrees, as from the database. */
const hashOf = (leaves: readonly Hash[], range: Range) =>
  foldRight(subtreesOf(range).map(({ height, index }) => foldPairs(leaves.slice(index * 2 ** height, (index + 1) * 2 ** height))))

const sizes = fc.integer({ min: 1, max: 600 })
const hex = (text: string) => Buffer.from(text, 'hex')

test('leaves and nodes hash as in the published vectors of Certificate Transparency', () => {
  // The data of the reference implementation's tests.
  const data = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
  const leaves = data.map((text) => sha256(Buffer.concat([Buffer.of(0), hex(text)])))
  const roots = [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ]
  for (const [i, root] of roots.entries()) {
    const tree = growTree()
    for (const leaf of leaves.slice(0, i + 1)) tree.add(leaf)
    assert.equal(tree.root().toString('hex'), root)
    assert.equal(rootOf(leaves.slice(0, i + 1)).toString('hex'), root)
  }
  assert.equal(emptyRoot.toString('hex'), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})

test('the proofs are those of the example of RFC 6962 §2.1.3', () => {
  const d = leavesOf(7)
  const at = (...indexes: number[]) => rootOf(indexes.map((i) => d[i] as Hash))
  const [b, c, e, g, h, i, j] = [at(1), at(2), at(3), at(5), at(0, 1), at(2, 3), at(4, 5)]
  const [k, l] = [at(0, 1, 2, 3), at(4, 5, 6)]
  const inclusion = (index: number) => inclusionRanges(index, 7).map((range) => hashOf(d, range))
  assert.deepEqual(inclusion(0), [b, i, l])
  assert.deepEqual(inclusion(3), [c, h, l])
  assert.deepEqual(inclusion(4), [g, at(6), k])
  assert.deepEqual(inclusion(6), [j, k])
  const consistency = (old: number) => consistencyRanges(old, 7).map((range) => hashOf(d, range))
  assert.deepEqual(consistency(3), [c, e, h, l])
  assert.deepEqual(consistency(4), [l])
  assert.deepEqual(consistency(6), [j, at(6), k])
})

test('every proof of inclusion is the one of the definition and holds, and for no other leaf, place, size or root', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), (size, some, other) => {
      const leaves = leavesOf(size)
      const [index, wrong, root] = [some % size, other % size, rootOf(leaves)]
      const leaf = leaves[index] as Hash
      const proof = inclusionRanges(index, size).map((range) => hashOf(leaves, range))
      assert.deepEqual(proof, pathOf(index, leaves))
      assert.ok(isIncluded({ leaf, index, size, root }, proof))
      assert.ok(!isIncluded({ leaf: leafHash('another'), index, size, root }, proof))
      if (wrong !== index) assert.ok(!isIncluded({ leaf, index: wrong, size, root }, proof))
      assert.ok(!isIncluded({ leaf, index, size, root: leafHash('root') }, proof))
      assert.ok(!isIncluded({ leaf, index, size, root }, [...proof, leafHash('more')]))
      if (proof.length > 0) assert.ok(!isIncluded({ leaf, index, size, root }, proof.slice(1)))
    }),
    { numRuns: 60 },
  )
})

test('every proof of consistency is the one of the definition and holds, and for no tree that differs anywhere', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), (size, some, place) => {
      const leaves = leavesOf(size)
      const old = 1 + (some % size)
      const [oldRoot, root] = [rootOf(leaves.slice(0, old)), rootOf(leaves)]
      const proof = consistencyRanges(old, size).map((range) => hashOf(leaves, range))
      assert.deepEqual(proof, subproof(old, leaves, true))
      assert.ok(isConsistent({ old, size, oldRoot, root }, proof))
      const forged = rootOf(leaves.slice(0, old).with(place % old, leafHash('forged')))
      assert.ok(!isConsistent({ old, size, oldRoot: forged, root }, proof))
      assert.ok(!isConsistent({ old, size, oldRoot, root: leafHash('other') }, proof))
      if (old < size) assert.ok(!isConsistent({ old: size, size: old, oldRoot: root, root: oldRoot }, proof))
      assert.ok(!isConsistent({ old, size, oldRoot, root }, [...proof, leafHash('more')]))
    }),
    { numRuns: 60 },
  )
})

test('a tree that grows in steps of any size has the root of the whole, and the subtrees of all its leaves', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 5 }), (steps) => {
      const leaves = leavesOf(steps.reduce((sum, step) => sum + step, 0))
      const tree = growTree()
      const subtrees: Hash[] = []
      let size = 0
      for (const step of steps) {
        const added = leaves.slice(size, size + step)
        subtrees.push(...completedBy(leaves.slice(size - (size % 256), size), added))
        for (const leaf of added) tree.add(leaf)
        size += step
        assert.deepEqual(tree.root(), rootOf(leaves.slice(0, size)))
      }
      assert.equal(tree.size, leaves.length)
      assert.deepEqual(subtrees, completedBy([], leaves))
      for (const [i, hash] of subtrees.entries()) assert.deepEqual(hash, rootOf(leaves.slice(i * 256, (i + 1) * 256)))
    }),
    { numRuns: 25 },
  )
})

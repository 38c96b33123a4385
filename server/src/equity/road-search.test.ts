import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Arcs, listArcs, reverseArcs } from './road-arcs.ts'
import { sizesOfComponents } from './road-components.ts'
import { contract } from './road-contract.ts'
import { createSearch } from './road-search.ts'

/** Sparse as roads are, so that there are chains, dead ends and islands. */
const networks = fc.integer({ min: 1, max: 24 }).chain((vertices) =>
  fc.record({
    vertices: fc.constant(vertices),
    arcs: fc.array(
      fc.tuple(
        fc.nat(vertices - 1),
        fc.nat(vertices - 1),
        fc.double({ min: 0.01, max: 9, noNaN: true }),
        fc.constantFrom(true, true, false),
      ),
      { maxLength: 34 },
    ),
    keep: fc.array(fc.constantFrom(0, 0, 1), { minLength: vertices, maxLength: vertices }),
  }),
)

type Drawn = { vertices: number; arcs: [number, number, number, boolean][] }

function toArcs({ vertices, arcs }: Drawn): Arcs {
  const list = listArcs()
  for (const [tail, head, minutes, isBoth] of arcs) {
    list.add(tail, head, minutes)
    if (isBoth) list.add(head, tail, minutes)
  }
  return list.toArcs(vertices)
}

/** Floyd & Warshall: every pair, by trying every vertex in between. */
function allMinutes({ vertices, arcs }: Drawn): number[][] {
  const all = Array.from({ length: vertices }, (_, i) => Array.from({ length: vertices }, (_, j) => (i === j ? 0 : Infinity)))
  const at = (i: number, j: number) => all[i]?.[j] as number
  const put = (i: number, j: number, minutes: number) => {
    if (minutes < at(i, j)) (all[i] as number[])[j] = minutes
  }
  for (const [tail, head, minutes, isBoth] of arcs) {
    put(tail, head, minutes)
    if (isBoth) put(head, tail, minutes)
  }
  for (let k = 0; k < vertices; k++)
    for (let i = 0; i < vertices; i++) for (let j = 0; j < vertices; j++) put(i, j, at(i, k) + at(k, j))
  return all
}

const isSame = (a: number, b: number) => a === b || Math.abs(a - b) < 1e-9 * (1 + b)

test('a search finds each vertex within its limit, nearest first, at the least minutes, however often it is used', () => {
  fc.assert(
    fc.property(networks, fc.double({ min: 0, max: 30, noNaN: true }), (drawn, limit) => {
      const search = createSearch(toArcs(drawn))
      allMinutes(drawn).forEach((expected, start) => {
        const found = new Map<number, number>()
        let last = 0
        search(start, limit, (vertex, minutes) => {
          assert.ok(minutes >= last && minutes <= limit)
          last = minutes
          found.set(vertex, minutes)
        })
        expected.forEach((minutes, vertex) => {
          if (Math.abs(minutes - limit) < 1e-9) return
          assert.ok(minutes <= limit ? isSame(found.get(vertex) ?? Infinity, minutes) : !found.has(vertex))
        })
      })
    }),
  )
})

test('contraction changes no journey between the vertices that are kept', () => {
  fc.assert(
    fc.property(networks, ({ keep, ...drawn }) => {
      const { arcs, numbers } = contract(toArcs(drawn), Uint8Array.from(keep))
      const search = createSearch(arcs)
      const expected = allMinutes(drawn)
      keep.forEach((isKept, from) => {
        if (isKept === 0) return
        const found = new Map<number, number>()
        search(numbers[from] as number, Infinity, (vertex, minutes) => found.set(vertex, minutes))
        keep.forEach((isGoal, to) => {
          if (isGoal === 1) assert.ok(isSame(found.get(numbers[to] as number) ?? Infinity, expected[from]?.[to] as number))
        })
      })
    }),
  )
})

test('on reversed arcs, minutes from become minutes to', () => {
  fc.assert(
    fc.property(networks, (drawn) => {
      const search = createSearch(reverseArcs(toArcs(drawn)))
      const expected = allMinutes(drawn)
      for (let goal = 0; goal < drawn.vertices; goal++)
        search(goal, Infinity, (vertex, minutes) => assert.ok(isSame(minutes, expected[vertex]?.[goal] as number)))
    }),
  )
})

test('a component holds those that can be gone to and come back from', () => {
  fc.assert(
    fc.property(networks, (drawn) => {
      const all = allMinutes(drawn)
      const expected = all.map(
        (row, i) => row.filter((minutes, j) => minutes < Infinity && (all[j]?.[i] as number) < Infinity).length,
      )
      assert.deepEqual([...sizesOfComponents(toArcs(drawn))], expected)
    }),
  )
})

test('a dead end and a road without junctions are gone after contraction, and a one-way road stays one-way', () => {
  const list = listArcs()
  for (const [tail, head] of [
    [0, 1],
    [1, 2],
    [2, 3],
    [1, 0],
    [4, 2],
    [2, 4],
  ] as const)
    list.add(tail, head, 1)
  const { arcs, numbers } = contract(list.toArcs(5), Uint8Array.of(1, 0, 0, 1, 0))
  assert.deepEqual([...numbers], [0, -1, -1, 1, -1])
  assert.deepEqual([[...arcs.offsets], [...arcs.heads], [...arcs.minutes]], [[0, 1, 1], [1], [3]])
})

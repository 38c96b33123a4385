import { readFile } from 'node:fs/promises'
import { type Choice, toChoice } from './locate-choice.ts'

/** Lengths between any two of some vertices, and how many medians are wanted. */
export type Graph = { readonly vertices: number; readonly medians: number; readonly lengths: Float64Array }

/** A random graph like those of OR-Library's p-median instances: n² ÷ 50 edges of a length from 1 to 100, all vertices joined. */
export function makeGraph(vertices: number, medians: number, seed: number): Graph {
  let state = seed
  const random = (below: number) => {
    state = (state * 48271) % 2147483647
    return state % below
  }
  const lengths = noWays(vertices)
  const join = (a: number, b: number) => setBoth(lengths, vertices, a, b, 1 + random(100))
  for (let v = 1; v < vertices; v++) join(v, random(v))
  for (let edge = vertices; edge < (vertices * vertices) / 50; edge++) join(random(vertices), random(vertices))
  return { vertices, medians, lengths: shortest(lengths, vertices) }
}

/** An instance of OR-Library: vertices, edges and medians, then the edges; of two edges between the same vertices the later one holds. */
export async function readGraph(file: string): Promise<Graph> {
  const [vertices = 0, edges = 0, medians = 0, ...rest] = (await readFile(file, 'utf8')).trim().split(/\s+/).map(Number)
  const lengths = noWays(vertices)
  for (let edge = 0; edge < edges; edge++) {
    const [a = 0, b = 0, length = 0] = rest.slice(3 * edge, 3 * edge + 3)
    setBoth(lengths, vertices, a - 1, b - 1, length)
  }
  return { vertices, medians, lengths: shortest(lengths, vertices) }
}

/** The optimal values that stand beside the instances in `pmedopt.txt`: a heading, then name and value. */
export async function readOptima(file: string): Promise<ReadonlyMap<string, number>> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n').slice(1)
  return new Map(lines.map((line) => line.trim().split(/\s+/)).map(([name = '', value]) => [name, Number(value)]))
}

/** Every vertex is a client and may be a median; nobody stays without one. */
export function toMedians({ vertices, medians, lengths }: Graph): Choice {
  const farthest = lengths.reduce((most, length) => Math.max(most, length), 0)
  const pairs = {
    offsets: Uint32Array.from({ length: vertices + 1 }, (_, c) => c * vertices),
    facilities: Uint32Array.from(lengths, (_, p) => p % vertices),
    minutes: lengths,
  }
  const without = new Float64Array(vertices).fill(farthest + 1)
  return toChoice({ pairs, costOf: (_, length) => length, without, prices: new Float64Array(vertices).fill(1), budget: medians })
}

function noWays(vertices: number): Float64Array {
  const lengths = new Float64Array(vertices * vertices).fill(Number.POSITIVE_INFINITY)
  for (let v = 0; v < vertices; v++) lengths[v * vertices + v] = 0
  return lengths
}

function setBoth(lengths: Float64Array, vertices: number, a: number, b: number, length: number): void {
  if (a === b) return
  lengths[a * vertices + b] = length
  lengths[b * vertices + a] = length
}

/** @see Floyd (1962), Communications of the ACM 5(6), algorithm 97 */
function shortest(lengths: Float64Array, vertices: number): Float64Array {
  for (let via = 0; via < vertices; via++) {
    const through = lengths.subarray(via * vertices, (via + 1) * vertices)
    for (let a = 0; a < vertices; a++) {
      const first = lengths[a * vertices + via] as number
      if (first === Number.POSITIVE_INFINITY) continue
      for (let b = 0; b < vertices; b++) {
        const length = first + (through[b] as number)
        if (length < (lengths[a * vertices + b] as number)) lengths[a * vertices + b] = length
      }
    }
  }
  return lengths
}

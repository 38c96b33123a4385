import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Flow,
  type Found,
  solveCenter,
  solveChoice,
  solveClasses,
  solveCover,
  solveRooms,
  toChoice,
  toCover,
  toPairs,
  toRooms,
  unwatched,
} from '#equity'
import { payAll } from './locate-choice.ts'
import { theilOf } from './locate-classes.ts'
import { improve } from './locate-interchange.ts'
import { boundBelow } from './locate-lagrange.ts'
import { makeGraph, readGraph, readOptima, toMedians } from './testing-graphs.ts'
import { readReference, skip } from './testing-reference.ts'

const never = Number.POSITIVE_INFINITY
const instances = process.env.PMEDIAN_INSTANCES ?? join(import.meta.dirname, '../../../../shared/data/or-library')
const withoutInstances = existsSync(instances) ? false : `the p-median instances of OR-Library are not at ${instances}`

function assertNear(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 1e-6 * Math.max(1, Math.abs(expected)), `${what}: ${actual}, not ${expected}`)
}

test('set cover, maximal cover, p-median and p-center reach the optimum of the peer, and prove it', { skip }, async () => {
  const minutes = readReference('locate_cost.csv', false).map((row) => Object.values(row).map(Number))
  const people = Float64Array.from(readReference('locate_demand.csv'), ({ weight }) => Number(weight))
  const pairs = toPairs(
    people.length,
    minutes.flatMap((row, c) => row.map((time, j) => [c, j, time] as const)),
  )
  const prices = new Float64Array(minutes[0]?.length ?? 0).fill(1)
  const everybody = people.reduce((sum, residents) => sum + residents, 0)
  const answers: Readonly<Record<string, (p: number, radius: number) => Promise<{ objective: number; bound: number }>>> = {
    LSCP: (_, radius) =>
      solveCover(
        toCover(
          minutes.map((row) => within(row, radius)),
          prices,
        ),
        unwatched,
      ),
    MCLP: async (budget, radius) => {
      const costOf = (c: number, time: number) => (time <= radius ? 0 : (people[c] as number))
      const { objective, bound } = await solveChoice(toChoice({ pairs, costOf, without: people, prices, budget }), unwatched)
      return { objective: everybody - objective, bound: everybody - bound }
    },
    'p-median': (budget) => {
      const costOf = (c: number, time: number) => (people[c] as number) * time
      return solveChoice(toChoice({ pairs, costOf, without: people.map((here) => here * 1000), prices, budget }), unwatched)
    },
    'p-center': (budget) => solveCenter({ pairs, today: people.map(() => never), prices, budget }, unwatched),
  }
  const expected = readReference('locate_expected_spopt.csv')
  assert.equal(expected.length, 12)
  for (const { problem = '', objective } of expected) {
    const answer = await answers[problem.split(' ')[0] ?? '']?.(
      Number(/p=(\d+)/.exec(problem)?.[1]),
      Number(/radius=(\d+)/.exec(problem)?.[1]),
    )
    assertNear(answer?.objective ?? never, Number(objective), problem)
    assertNear(answer?.bound ?? never, Number(objective), `the bound of ${problem}`)
  }
})

const within = (row: readonly number[], radius: number) =>
  Uint32Array.from(row.keys()).filter((j) => (row[j] as number) <= radius)

/** Up to 7 sites, so that every choice can be tried. */
const problems = fc
  .record({
    ways: fc.array(fc.array(fc.option(fc.integer({ min: 0, max: 60 }), { nil: never }), { minLength: 7, maxLength: 7 }), {
      minLength: 1,
      maxLength: 9,
    }),
    prices: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 7, maxLength: 7 }),
    budget: fc.integer({ min: 1, max: 8 }),
    people: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 9, maxLength: 9 }),
    isPriced: fc.boolean(),
  })
  .map(({ ways, prices, people, isPriced, budget }) => ({
    ways,
    pairs: toPairs(
      ways.length,
      ways.flatMap((row, c) => row.flatMap((time, j) => (time === never ? [] : [[c, j, time] as const]))),
    ),
    people: Float64Array.from(people.slice(0, ways.length)),
    prices: Float64Array.from(prices, (price) => (isPriced ? price : 1)),
    budget,
  }))

function* everyChoice(prices: Float64Array, budget: number): Iterable<Uint8Array> {
  for (let bits = 0; bits < 1 << prices.length; bits++) {
    const open = Uint8Array.from(prices, (_, j) => (bits >> j) & 1)
    if (prices.reduce((sum, price, j) => sum + (open[j] === 1 ? price : 0), 0) <= budget) yield open
  }
}

test('what is proven to be the best choice within a budget is the best of all choices', async () => {
  await fc.assert(
    fc.asyncProperty(problems, async ({ pairs, people, prices, budget }) => {
      const choice = toChoice({
        pairs,
        costOf: (c, time) => (people[c] as number) * time,
        without: people.map((here) => here * 60),
        prices,
        budget,
      })
      const best = Math.min(...[...everyChoice(prices, budget)].map((open) => payAll(choice, open)))
      const { objective, bound, open } = await solveChoice(choice, unwatched)
      assertNear(objective, best, 'the objective')
      assertNear(bound, best, 'the bound')
      assert.equal(payAll(choice, open), objective)
      assert.ok([...everyChoice(prices, budget)].some((other) => other.join() === open.join()))
    }),
    { numRuns: 60 },
  )
})

test('the farthest client is as near as any choice can bring it, and a cover is as cheap as any', async () => {
  await fc.assert(
    fc.asyncProperty(problems, async ({ ways, pairs, prices, budget }) => {
      const today = Float64Array.from(ways, () => 60)
      const farthest = (open: Uint8Array) => Math.max(...ways.map((row) => Math.min(60, ...row.filter((_, j) => open[j] === 1))))
      const best = Math.min(...[...everyChoice(prices, budget)].map(farthest))
      const center = await solveCenter({ pairs, today, prices, budget }, unwatched)
      assert.equal(center.objective, best)
      assert.equal(center.bound, best)
      assert.equal(farthest(center.open), best)

      const lists = ways.map((row) => within(row, 30)).filter((list) => list.length > 0)
      const covers = (open: Uint8Array) => lists.every((list) => list.some((j) => open[j] === 1))
      const price = (open: Uint8Array) => prices.reduce((sum, each, j) => sum + (open[j] === 1 ? each : 0), 0)
      const cheapest = Math.min(...[...everyChoice(prices, never)].filter(covers).map(price))
      const cover = await solveCover(toCover(lists, prices), unwatched)
      assert.ok(covers(cover.open))
      assert.equal(cover.objective, cheapest)
      assert.equal(cover.bound, cheapest)
    }),
    { numRuns: 40 },
  )
})

test('no choice makes classes less unequal than the bound says, and the one that is found is what it is said to be', () => {
  fc.assert(
    fc.property(problems, ({ pairs, people, prices, budget }) => {
      const choice = toChoice({
        pairs,
        costOf: (c, time) => (people[c] as number) * time,
        without: people.map((here) => here * 60),
        prices,
        budget,
      })
      const classes = Uint8Array.from(people, (_, c) => c % 3)
      const grouped = { people, classes, count: 3 }
      const theil = (open: Uint8Array) => {
        const sums = new Float64Array(3)
        people.forEach((_, c) => {
          const own = toChoice({
            pairs,
            costOf: (client, time) => (client === c ? (people[c] as number) * time : 0),
            without: people.map((here, client) => (client === c ? here * 60 : 0)),
            prices,
            budget,
          })
          sums[c % 3] = (sums[c % 3] as number) + payAll(own, open)
        })
        return theilOf(grouped, sums)
      }
      const all = [...everyChoice(prices, budget)].map(theil)
      const { objective, bound, open } = solveClasses({ choice, ...grouped }, unwatched)
      assertNear(objective, theil(open), 'the objective')
      assert.ok(bound <= Math.min(...all) + 1e-9, `${bound} is above ${Math.min(...all)}`)
      assert.ok(objective <= theil(new Uint8Array(7)) + 1e-12)
    }),
    { numRuns: 30 },
  )
})

test('sites with room for so many are chosen and filled as well as any can be', async () => {
  await fc.assert(
    fc.asyncProperty(problems, fc.integer({ min: 5, max: 60 }), async ({ ways, pairs, people, prices, budget }, room) => {
      const reach = (c: number, time: number) => Number(time > 30 && (people[c] as number) >= 0)
      const rooms = toRooms({ pairs, people, room, prices, budget, without: people.map(() => 1), costOf: reach })
      const everybody = people.reduce((sum, here) => sum + here, 0)
      const served = [...everyChoice(prices, budget)].map((open) => mostServed(ways, people, open, room))
      const { objective, bound, open, flows } = await solveRooms(rooms, unwatched)
      assertNear(everybody - objective, Math.max(...served), 'who is served')
      assertNear(bound, objective, 'the bound')
      assertFits(flows, open, people, room)

      const costOf = (_: number, time: number) => time
      const without = people.map(() => 60)
      const minutes = toRooms({ pairs, people, room, prices, budget, without, costOf })
      const filled = await solveRooms(minutes, unwatched)
      assertNear(filled.bound, filled.objective, 'the bound of minutes')
      assertFits(filled.flows, filled.open, people, room)
      const wide = await solveRooms({ ...minutes, room: 1e6 }, unwatched)
      const choice = toChoice({
        pairs,
        costOf: (c, time) => (people[c] as number) * time,
        without: people.map((here) => here * 60),
        prices,
        budget,
      })
      assertNear(wide.objective, (await solveChoice(choice, unwatched)).objective, 'with room for everybody')
      assert.ok(filled.objective >= wide.objective - 1e-6)
    }),
    { numRuns: 25 },
  )
})

function assertFits(flows: readonly Flow[], open: Uint8Array, people: Float64Array, room: number): void {
  const sum = (of: (flow: Flow) => boolean) => flows.filter(of).reduce((all, flow) => all + flow.people, 0)
  open.forEach((isOpen, j) => {
    assert.ok(sum(({ site }) => site === j) <= isOpen * room + 1e-6)
  })
  people.forEach((here, c) => {
    assert.ok(sum(({ client }) => client === c) <= here + 1e-6)
  })
}

/** The most residents within 30 minutes for whom open sites have room: a flow that no path can raise. */
function mostServed(ways: readonly (readonly number[])[], people: Float64Array, open: Uint8Array, room: number): number {
  const left = people.slice()
  const free = Float64Array.from(open, (isOpen) => isOpen * room)
  const flow = ways.map((row) => row.map(() => 0))
  const visit = (client: number, wanted: number, seen: Set<number>): number => {
    for (let site = 0; site < open.length; site++) {
      if (open[site] === 0 || seen.has(site) || (ways[client]?.[site] as number) > 30) continue
      seen.add(site)
      const row = flow[client] as number[]
      const direct = Math.min(wanted, free[site] as number)
      if (direct > 0) {
        free[site] = (free[site] as number) - direct
        row[site] = (row[site] as number) + direct
        return direct
      }
      for (let other = 0; other < ways.length; other++) {
        const held = flow[other]?.[site] as number
        if (other === client || held === 0) continue
        const moved = visit(other, Math.min(wanted, held), seen)
        if (moved === 0) continue
        ;(flow[other] as number[])[site] = held - moved
        row[site] = (row[site] as number) + moved
        return moved
      }
    }
    return 0
  }
  let served = 0
  for (let client = 0; client < ways.length; client++)
    for (let more = 1; more > 0 && (left[client] as number) > 0; served += more) {
      more = visit(client, left[client] as number, new Set())
      left[client] = (left[client] as number) - more
    }
  return served
}

test('graphs like those of OR-Library are solved and proven, and interchange alone is near', async () => {
  for (const graph of [makeGraph(100, 10, 7), makeGraph(150, 30, 8), makeGraph(150, 5, 9)]) {
    const choice = toMedians(graph)
    const open = new Uint8Array(graph.vertices)
    improve(choice, open, unwatched)
    const { objective, bound } = await solveChoice(choice, unwatched)
    assert.equal(objective, bound)
    assert.ok(payAll(choice, open) <= objective * 1.05)
    const start = { open, value: payAll(choice, open) }
    assert.ok(boundBelow(choice, start, unwatched).dual.value >= objective * 0.98)
  }
})

test('a search that is stopped answers the best so far, with a bound that holds, and has told of it', async () => {
  const choice = toMedians(makeGraph(150, 8, 3))
  const { objective: best } = await solveChoice(choice, unwatched)
  for (const patience of [0, 3, 30, 100]) {
    let asked = 0
    const told: Found[] = []
    const { objective, bound, isStopped } = await solveChoice(choice, {
      isOver: () => asked++ >= patience,
      tell: (found) => void told.push(found),
    })
    assert.ok(objective >= best && bound <= best, `${objective}, ${bound} around ${best}`)
    assert.equal(isStopped, objective !== bound)
    assert.ok(told.some(({ objective: then }) => then !== undefined))
    for (const { bound: then = 0 } of told) assert.ok(then <= best)
  }
})

test('instances of OR-Library are solved to their optimum and proven', { skip: withoutInstances }, async () => {
  const optima = await readOptima(join(instances, 'pmedopt.txt'))
  for (const name of ['pmed1', 'pmed4', 'pmed5', 'pmed10', 'pmed15']) {
    const { objective, bound } = await solveChoice(toMedians(await readGraph(join(instances, `${name}.txt`))), unwatched)
    assert.equal(objective, optima.get(name), name)
    assert.equal(bound, objective, name)
  }
})

test('a price of nothing and a negative cost are errors', () => {
  const parts = { pairs: toPairs(1, [[0, 0, 5]]), without: Float64Array.of(9), budget: 1 }
  assert.throws(() => toChoice({ ...parts, costOf: () => -1, prices: Float64Array.of(1) }), RangeError)
  assert.throws(() => toChoice({ ...parts, costOf: () => 1, prices: Float64Array.of(0) }), RangeError)
})

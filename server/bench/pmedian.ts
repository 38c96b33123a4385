import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Choice, type Found, gapOf, solveChoice } from '#equity'
import { makeGraph, readGraph, readOptima, toMedians } from '../src/equity/testing-graphs.ts'
import { type BenchOptions, compareCost, type Result } from './result.ts'

const patience = 60

/** What goes with an optimal value that is known beforehand, and without: made-up graphs like those of OR-Library. */
type Instance = {
  readonly name: string
  readonly choice: () => Promise<Choice>
  readonly optimum?: number
  readonly mayGap: number
}

/**
 * p-median instances, a minute each: how far the answer is from the optimum, how far its own bound is from the answer, and the
 * seconds until it was proven or its minute was over. `--instances FOLDER` takes OR-Library's pmed1.txt to pmed40.txt with
 * pmedopt.txt beside them (`--until N`: the first N); without, graphs of their kind are made.
 */
export async function* pmedian({ small, flags }: BenchOptions): AsyncIterable<Result> {
  const instances =
    flags.instances === undefined
      ? makeInstances(small)
      : await findInstances(flags.instances, small ? 10 : Number(flags.until ?? 40))
  for (const { name, choice, optimum, mayGap } of instances) {
    const start = performance.now()
    const seconds = () => (performance.now() - start) / 1000
    const told: Found[] = []
    const watch = { isOver: () => seconds() > patience, tell: (found: Found) => void told.push(found) }
    const { objective, bound } = await solveChoice(await choice(), watch)
    process.stdout.write(
      `${name}: ${objective}, bound ${bound}, optimum ${optimum ?? 'not known beforehand'}, ${seconds().toFixed(1)} s\n`,
    )
    if (optimum !== undefined) yield compareCost(`${name}: above the optimum`, percent(gapOf(optimum, objective)), 0.5, '%')
    yield compareCost(`${name}: gap to its own bound`, percent(gapOf(objective, bound)), mayGap, '%')
    yield compareCost(`${name}: time`, seconds(), patience, 's')
  }
}

/** Nothing apart would make every ratio infinite. */
const percent = (share: number) => Math.max(share * 100, 1e-6)

async function findInstances(folder: string, until: number): Promise<Instance[]> {
  const optima = await readOptima(join(folder, 'pmedopt.txt'))
  const numbers = Array.from({ length: until }, (_, i) => i + 1)
  return numbers.map((number) => {
    const file = join(folder, `pmed${number}.txt`)
    if (!existsSync(file)) throw new Error(`${file} is not there.`)
    const optimum = optima.get(`pmed${number}`)
    return {
      name: `pmed${number}`,
      choice: async () => toMedians(await readGraph(file)),
      mayGap: number <= 20 ? 1 : 1.5,
      ...(optimum !== undefined && { optimum }),
    }
  })
}

function makeInstances(small: boolean): Instance[] {
  return (small ? [100, 200] : [100, 200, 300, 400, 500, 600]).flatMap((vertices) =>
    [5, vertices / 10, vertices / 3].map((medians) => ({
      name: `${vertices} vertices, ${Math.floor(medians)} medians`,
      choice: async () => toMedians(makeGraph(vertices, Math.floor(medians), vertices)),
      mayGap: 1.5,
    })),
  )
}

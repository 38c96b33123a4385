import autocannon from 'autocannon'
import { compareRates, median, type Result } from './result.ts'

export type Shot = {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** How many answers a second, and within how many milliseconds 99 of 100 of them came. */
export type Pace = { readonly rate: number; readonly p99: number; readonly answers: number }

type Range = { readonly seconds: number; readonly connections: number }

/** Sends shots, each made new, over so many connections for so long. @returns answers of 2xx a second @throws when any other came */
export async function shoot(url: string, makeShot: () => Shot, range: Range): Promise<number> {
  return (await pace(url, makeShot, range)).rate
}

/** The same, and how long the answers took. */
export async function pace(url: string, makeShot: () => Shot, { seconds, connections }: Range): Promise<Pace> {
  const took: number[] = []
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const requests: autocannon.Request[] = [
      {
        setupRequest: (request) => {
          const { method, path, headers = {}, body } = makeShot()
          return { ...request, method, path, headers, ...(body !== undefined && { body }) }
        },
      },
    ]
    autocannon({ url, connections, duration: seconds, requests }, (error, result) =>
      error ? reject(error) : resolve(result),
    ).on('response', (_client, _status, _bytes, milliseconds) => took.push(milliseconds))
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(
      `${url}: ${result.non2xx} answers other than 2xx and ${result.errors} errors beside ${result['2xx']} good ones`,
    )
  took.sort((a, b) => a - b)
  return { rate: result['2xx'] / result.duration, p99: took[Math.floor(took.length * 0.99)] ?? 0, answers: result['2xx'] }
}

/** Measures both in turn, several times, so that a busy moment of the machine hits both. */
export async function compare(
  name: string,
  runs: { readonly ours: () => Promise<number>; readonly floor: () => Promise<number> },
  { rounds, goal, unit }: { readonly rounds: number; readonly goal: number; readonly unit: string },
): Promise<Result> {
  const ours: number[] = []
  const floor: number[] = []
  for (let round = 0; round < rounds; round++) {
    floor.push(await runs.floor())
    ours.push(await runs.ours())
  }
  return compareRates(name, median(ours), median(floor), goal, unit)
}

import autocannon from 'autocannon'
import { compareRates, median, type Result } from './result.ts'

export type Shot = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** Sends shots, each made new, over so many connections for so long. @returns answers of 2xx a second @throws when any other came */
export async function shoot(
  url: string,
  makeShot: () => Shot,
  { seconds, connections }: { seconds: number; connections: number },
): Promise<number> {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [
      {
        setupRequest: (request) => {
          const { method, path, headers = {}, body } = makeShot()
          return { ...request, method, path, headers, ...(body !== undefined && { body }) }
        },
      },
    ],
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(
      `${url}: ${result.non2xx} answers other than 2xx and ${result.errors} errors beside ${result['2xx']} good ones`,
    )
  return result['2xx'] / result.duration
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

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds without a call after which no more are coming; longer than any pause between two tries here. */
const silence = 20_000

/** A subscriber's endpoint that keeps every value of `level` it was told, and now and then says that it is not well. */
export type Receiver = {
  readonly url: string
  readonly told: ReadonlySet<number>
  /** Waits until it was told all of these, or for so long that no more are coming. */
  hears(values: readonly number[]): Promise<void>
  stop(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const told = new Set<number>()
  let calls = 0
  let lastCall = performance.now()
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    calls += 1
    lastCall = performance.now()
    if (calls % 499 === 0) return response.writeHead(503).end()
    const { data } = JSON.parse(Buffer.concat(parts).toString()) as { data: { level: number }[] }
    for (const { level } of data) told.add(level)
    return response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`,
    told,
    hears: async (values) => {
      lastCall = performance.now()
      while (performance.now() - lastCall < silence && !values.every((value) => told.has(value))) await sleep(200)
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

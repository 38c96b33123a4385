import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SpawnedNode } from './spawn-node.ts'
import { idOf, typeName } from './subscribers.ts'
import type { Told } from './told.ts'

/** Writes that go on at an even pace, to each entity in turn, and again where a node was killed under them. */
export type SteadyWrites = {
  /** Turns to another node. */
  aim(node: SpawnedNode): void
  /** Writes that were acknowledged. */
  readonly acknowledged: number
  /** Waits for what is under way. */
  stop(): Promise<void>
}

const tickMs = 10
const mostUnderWay = 2000

export function startWrites(
  node: SpawnedNode,
  pace: { readonly entities: number; readonly perSecond: number },
  told: Told,
): SteadyWrites {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const busy = new Set<number>()
  const values = new Map<number, number>()
  const under = new Set<Promise<void>>()
  let [target, acknowledged, isStopped, turn] = [node, 0, false, 0]

  /** One value, until it is acknowledged: nobody knows of a write that was cut off whether it took place. */
  const write = async (entity: number): Promise<void> => {
    const value = (values.get(entity) ?? 0) + 1
    values.set(entity, value)
    busy.add(entity)
    while (!(await put(agent, target, entity, value))) {
      if (isStopped) return
      await sleep(20)
    }
    busy.delete(entity)
    acknowledged += 1
    told.wrote(entity, value)
  }
  const started = performance.now()
  let begun = 0
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1000) * pace.perSecond)
    for (; begun < due; begun++) {
      const entity = turn++ % pace.entities
      if (busy.has(entity) || under.size > mostUnderWay) continue
      const work: Promise<void> = write(entity).finally(() => under.delete(work))
      under.add(work)
    }
  }, tickMs)
  return {
    aim: (next) => {
      target = next
    },
    get acknowledged() {
      return acknowledged
    },
    stop: async () => {
      clearInterval(timer)
      await Promise.race([Promise.all(under), sleep(10_000)])
      isStopped = true
      await Promise.all(under)
      agent.destroy()
    },
  }
}

/** @returns false where no node answered @throws where one refused */
function put(agent: Agent, { url }: SpawnedNode, entity: number, value: number): Promise<boolean> {
  const body = JSON.stringify([{ id: idOf(entity), type: typeName, n: { type: 'Property', value } }])
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const call = request(
      `${url}/ngsi-ld/v1/entityOperations/upsert?options=update`,
      { method: 'POST', agent, headers },
      (response) => {
        response.resume()
        response.once('close', () => resolve(response.complete))
        if ((response.statusCode ?? 0) >= 300 && response.statusCode !== 429)
          reject(new Error(`A write was answered with ${response.statusCode}`))
      },
    )
    call.once('error', () => resolve(false))
    call.end(body)
  })
}

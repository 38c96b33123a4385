import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SpawnedNode } from './spawn-node.ts'
import type { Told } from './told.ts'

export type Sort = 'live' | 'slow' | 'closing' | 'silent'

/** Subscribers with an endpoint each, one to each entity; dead ones close each connection or never answer, until they are revived. */
export type Subscribers = {
  sortOf(entity: number): Sort
  subscribe(node: SpawnedNode): Promise<void>
  /** From now on the dead ones answer like everybody else. */
  revive(): void
  stop(): Promise<void>
}

const slowMs = 500

export const typeName = 'Told'
export const idOf = (entity: number): string => `urn:ngsi-ld:Told:${entity}`

/** @param number of subscribers; @param odd how many of them are slow, and how many dead */
export async function startSubscribers(number: number, odd: number, told: Told): Promise<Subscribers> {
  let isRevived = false
  const sortOf = (entity: number): Sort => {
    if (entity < odd) return entity % 2 === 0 ? 'closing' : 'silent'
    return entity < 2 * odd ? 'slow' : 'live'
  }
  const answer = (entity: number): RequestListener => {
    return async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      const sort = isRevived ? 'live' : sortOf(entity)
      if (sort === 'silent') return
      const { data } = JSON.parse(Buffer.concat(parts).toString()) as { data: { id: string; n: number }[] }
      // Others on this machine may still call whoever had the port before.
      for (const { id, n } of data) if (id === idOf(entity)) told.heard(entity, n)
      setTimeout(() => response.writeHead(204).end(), sort === 'slow' ? slowMs : 0)
    }
  }
  const servers: Server[] = []
  for (let entity = 0; entity < number; entity++) {
    const server = createServer(answer(entity))
    if (sortOf(entity) === 'closing') server.on('connection', (socket) => isRevived || socket.destroy())
    servers.push(await listen(server))
  }
  return {
    sortOf,
    subscribe: async (node) => {
      for (const [entity, server] of servers.entries()) await subscribe(node, entity, (server.address() as AddressInfo).port)
    },
    revive: () => {
      isRevived = true
    },
    stop: async () => void (await Promise.all(servers.map(close))),
  }
}

async function subscribe({ url }: SpawnedNode, entity: number, port: number): Promise<void> {
  const endpoint = { uri: `http://127.0.0.1:${port}/`, timeout: 3000, cooldown: 1000 }
  const response = await fetch(`${url}/ngsi-ld/v1/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'Subscription',
      entities: [{ type: typeName, id: idOf(entity) }],
      notification: { format: 'simplified', endpoint },
    }),
  })
  if (response.status !== 201) throw new Error(`A subscription was refused: ${await response.text()}`)
}

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return server
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

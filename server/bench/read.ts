import { name } from '#context'
import { learnAll, type Read } from './lesson.ts'
import { compare, type Shot, shoot } from './load.ts'
import type { BenchOptions, Result } from './result.ts'
import { type Servers, startServers } from './servers.ts'

const types = 5
const goal = 0.6

/** Retrieve, a page of twenty of one type, and the newest twenty values of a series, as a client without a key reads them. */
export async function* read({ small, databaseUrl }: BenchOptions): AsyncIterable<Result> {
  const seconds = small ? 2 : 8
  const entities = small ? 2_000 : 20_000
  const how = { rounds: small ? 1 : 3, goal, unit: 'answers/s' }
  const servers = await startServers(databaseUrl)
  try {
    await fill(servers, entities)
    for (const { name, connections, ours, floor } of await learnAll(servers.floorUrl, reads(entities))) {
      const run = (url: string, makeShot: () => Shot) => () => shoot(url, makeShot, { seconds, connections })
      yield await compare(name, { ours: run(servers.node.url, ours), floor: run(servers.floorUrl, floor) }, how)
    }
  } finally {
    await servers.stop()
  }
}

function reads(entities: number): Read[] {
  const common = { goal, connections: 32 }
  const below = (limit: number) => Math.floor(Math.random() * limit)
  const path = '/ngsi-ld/v1/entities'
  const temporal = '/ngsi-ld/v1/temporal/entities'
  return [
    {
      ...common,
      lesson: { name: 'retrieve', path: `${path}/{id}`, example: { id: idOf(1) } },
      values: () => ({ id: idOf(below(entities)) }),
    },
    {
      ...common,
      lesson: {
        name: `query, 20 of a type`,
        path: `${path}?type={type}&limit=20&offset={offset}`,
        example: { type: 'Bench1', offset: '37' },
      },
      values: () => ({ type: `Bench${below(types)}`, offset: String(below(100)) }),
    },
    {
      ...common,
      lesson: {
        name: 'temporal, newest 20',
        path: `${temporal}/{id}?attrs=level&lastN=20&timerel=after&timeAt=2020-01-01T00:00:00Z`,
        example: { id: seriesId },
      },
      values: () => ({ id: seriesId }),
    },
  ]
}

const idOf = (index: number) => `urn:ngsi-ld:Bench:${String(index).padStart(7, '0')}`
const seriesId = idOf(0)

/** The same entities for both, written through the door of each. */
async function fill({ node, floorUrl }: Servers, entities: number): Promise<void> {
  for (let from = 0; from < entities; from += 500) {
    const indices = Array.from({ length: 500 }, (_, index) => from + index)
    await post(`${node.url}/ngsi-ld/v1/entityOperations/upsert`, indices.map(entityOf))
    await post(`${floorUrl}/batch`, indices.map(floorEntityOf))
  }
  for (let step = 0; step < 200; step++) {
    const observedAt = new Date(Date.UTC(2024, 0, 1, 0, step)).toISOString()
    const level = { type: 'Property', value: step, observedAt }
    await post(`${node.url}/ngsi-ld/v1/entityOperations/upsert?options=update`, [{ id: seriesId, type: 'Bench0', level }])
    await post(`${floorUrl}/batch`, [{ id: seriesId, types: [name('Bench0')], attributes: { level: [level] } }])
  }
}

function entityOf(index: number) {
  return { id: idOf(index), type: `Bench${index % types}`, ...attributesOf(index) }
}

function floorEntityOf(index: number) {
  const attributes = Object.fromEntries(
    Object.entries(attributesOf(index)).map(([attribute, instance]) => [name(attribute), [instance]]),
  )
  return { id: idOf(index), types: [name(`Bench${index % types}`)], attributes }
}

function attributesOf(index: number) {
  const observedAt = '2024-01-01T00:00:00Z'
  return {
    name: { type: 'Property', value: `Bench entity ${index}` },
    pm25: { type: 'Property', value: index % 97, observedAt, unitCode: 'GQ' },
    temperature: { type: 'Property', value: (index % 300) / 10, observedAt, unitCode: 'CEL' },
  }
}

async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
  await answer.arrayBuffer()
}

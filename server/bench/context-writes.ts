import { randomUUID } from 'node:crypto'
import { name } from '#context'
import type { FloorEntity } from './floor.ts'
import type { Kind } from './lesson.ts'
import type { Shot } from './load.ts'
import { madeId, madeTypes, type Size } from './made-data.ts'

const batchSize = 100
const json = { 'content-type': 'application/json' }
const below = (limit: number) => Math.floor(Math.random() * limit)

type Attributes = Record<string, { readonly type: 'Property'; readonly value: unknown; readonly observedAt?: string }>
type Made = { readonly id: string; readonly type: string; readonly attributes: Attributes }

/** Every kind of write that is measured. */
export function writes({ entities }: Size): Kind[] {
  const existing = (): Made => {
    const index = below(entities)
    return { id: madeId(index), type: `Bench${index % madeTypes}`, attributes: measured() }
  }
  const single = { goal: 0.7, connections: 64 }
  return [
    {
      name: 'single create',
      ...single,
      ours: () => post('/ngsi-ld/v1/entities', document(created())),
      floor: () => post('/one', stored(created())),
    },
    {
      name: 'single patch',
      ...single,
      ours: () => {
        const { id, attributes } = onlyPm25(existing())
        return { ...post(`/ngsi-ld/v1/entities/${id}`, attributes), method: 'PATCH' }
      },
      floor: () => post('/one', stored(onlyPm25(existing()))),
    },
    {
      name: `batch upsert of ${batchSize}`,
      goal: 0.8,
      connections: 8,
      ours: () => post('/ngsi-ld/v1/entityOperations/upsert?options=update', batchOf(existing).map(document)),
      floor: () => post('/batch', batchOf(existing).map(stored)),
    },
  ]
}

const created = (): Made => ({ id: `urn:ngsi-ld:Bench:${randomUUID()}`, type: 'BenchCreated', attributes: measured() })
const onlyPm25 = ({ attributes: { pm25 }, ...made }: Made): Made => ({ ...made, attributes: pm25 === undefined ? {} : { pm25 } })
const batchOf = (make: () => Made) => Array.from({ length: batchSize }, make)

function measured(): Attributes {
  const observedAt = new Date().toISOString()
  return {
    name: { type: 'Property', value: 'Bench entity' },
    pm25: { type: 'Property', value: below(997), observedAt },
    temperature: { type: 'Property', value: below(300) / 10, observedAt },
  }
}

const post = (path: string, body: unknown): Shot => ({ method: 'POST', path, headers: json, body: JSON.stringify(body) })
const document = ({ id, type, attributes }: Made) => ({ id, type, ...attributes })

function stored({ id, type, attributes }: Made): FloorEntity {
  const expanded = Object.entries(attributes).map(([attribute, instance]) => [name(attribute), [instance]])
  return { id, types: [name(type)], attributes: Object.fromEntries(expanded) }
}

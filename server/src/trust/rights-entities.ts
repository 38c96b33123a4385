import { type Found, name, parseQ, queryEntities, type Writer } from '#context'
import type { Db, Pool } from '#kernel'
import { personTypes } from './policy-categories.ts'
import type { Holder } from './rights-holder.ts'
import { toView } from './to-view.ts'

/** How entities name a resident: `urn:ngsi-ld:Person:ID`. */
export const personUrn = (person: string) => `urn:ngsi-ld:Person:${person}`

export const personOfUrn = (urn: string) => urn.replace(/^urn:ngsi-ld:Person:/, '')

const tenant = ''
const most = 1000

/** What entities say about people: the person's own, and those that name them with `refPerson`. */
export function entityHolder(pool: Pool, writer: Writer): Holder {
  return {
    id: 'entities',
    names: { en: 'What services know', 'zh-Hans': '各项服务所知道的情况' },
    category: 'sensitive',
    isForOfficers: true,
    read: async (tx, person) =>
      (await entitiesAbout(tx, person)).map(toView).map(({ id, types, facts }) => ({
        id,
        type: types.join(', '),
        ...Object.fromEntries(Object.entries(facts).map(([attribute, { value }]) => [attribute, value])),
      })),
    eraseFirst: async (person) => {
      for (const entity of await entitiesAbout(pool, person)) await writer.write([{ tenant, mode: 'delete', entity }])
    },
    erase: async (tx, person) => ({ erased: 0, kept: (await entitiesAbout(tx, person)).length }),
  }
}

async function entitiesAbout(db: Db, person: string): Promise<readonly Found[]> {
  const urn = personUrn(person)
  const own = await queryEntities(db, tenant, { ids: [urn], limit: 1 })
  const types = Object.keys(personTypes).map(name)
  const named = await queryEntities(db, tenant, { types, q: parseQ(`refPerson=="${urn}"`), limit: most })
  return [...own.entities, ...named.entities.filter(({ id }) => id !== urn)]
}

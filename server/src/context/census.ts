import type { Db } from '#kernel'
import type { Entity, Instance } from './entity.ts'

/** What a batch adds to the census, by tenant, type, attribute and kind; see `0004-entities.sql`. */
export type Tally = Map<string, number>

export type CensusRow = { tenant: string; type: string; attribute: string; kind: string; count: number }

/** Any type, and the entities themselves instead of an attribute. */
const any = ''
const separator = ' '

/** Counts what an entity is now instead of what it was. */
export function tally(sums: Tally, tenant: string, before: Entity | undefined, after: Entity | undefined): void {
  const isRetyped = before?.types !== after?.types && !(before && after && sameTypes(before.types, after.types))
  if (isRetyped) {
    count(sums, tenant, before, -1)
    count(sums, tenant, after, 1)
    return
  }
  if (before === undefined || after === undefined) return
  for (const attribute in after.attributes) {
    const instances = after.attributes[attribute] as readonly Instance[]
    const old = before.attributes[attribute]
    if (old === instances || (old && isAlike(old, instances))) continue
    countInstances(sums, tenant, [any, ...before.types], attribute, old ?? [], -1)
    countInstances(sums, tenant, [any, ...after.types], attribute, instances, 1)
  }
  for (const attribute in before.attributes)
    if (after.attributes[attribute] === undefined)
      countInstances(sums, tenant, [any, ...before.types], attribute, before.attributes[attribute] ?? [], -1)
}

const sameTypes = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((type) => b.includes(type))

const isAlike = (a: readonly Instance[], b: readonly Instance[]) =>
  a.length === b.length && a.every((instance, index) => instance.type === b[index]?.type)

function count(sums: Tally, tenant: string, entity: Entity | undefined, step: number): void {
  if (entity === undefined) return
  const types = [any, ...entity.types]
  for (const type of types) add(sums, tenant, type, any, any, step)
  for (const attribute in entity.attributes)
    countInstances(sums, tenant, types, attribute, entity.attributes[attribute] ?? [], step)
}

function countInstances(
  sums: Tally,
  tenant: string,
  types: readonly string[],
  attribute: string,
  instances: readonly Instance[],
  step: number,
): void {
  for (const { type: kind } of instances) for (const type of types) add(sums, tenant, type, attribute, kind, step)
}

/** No part of a key can hold a space. */
function add(sums: Tally, tenant: string, type: string, attribute: string, kind: string, step: number): void {
  const key = `${tenant} ${type} ${attribute} ${kind}`
  sums.set(key, (sums.get(key) ?? 0) + step)
}

export function censusRows(sums: Tally): CensusRow[] {
  return [...sums].flatMap(([key, count]) => {
    const [tenant = '', type = '', attribute = '', kind = ''] = key.split(separator)
    return count === 0 ? [] : [{ tenant, type, attribute, kind, count }]
  })
}

/** Moves what writers added into the census itself, so that reading it stays quick. */
export async function foldCensus(db: Db): Promise<void> {
  await db.query('select context.fold_census()')
}

import type { Concern } from './csource-concern.ts'
import type { Registration } from './csource-registration.ts'
import { leaves } from './expression.ts'

/** The registrations of a tenant, found by the types and ids of the entities that their sources have. */
export type RegistrationIndex = {
  readonly all: Set<Registration>
  readonly byType: Map<string, Set<Registration>>
  readonly byId: Map<string, Set<Registration>>
  /** Those with entities of any type. */
  readonly anyType: Set<Registration>
  /** Those with entities of more than single ids: of any id, or like a pattern. */
  readonly anyId: Set<Registration>
}

export const emptyIndex = (): RegistrationIndex => ({
  all: new Set(),
  byType: new Map(),
  byId: new Map(),
  anyType: new Set(),
  anyId: new Set(),
})

export function enlist(index: RegistrationIndex, registration: Registration): void {
  for (const list of listsOf(index, registration, true)) list.add(registration)
}

export function unlist(index: RegistrationIndex, registration: Registration): void {
  for (const list of listsOf(index, registration, false)) list.delete(registration)
  for (const map of [index.byType, index.byId]) for (const [key, list] of map) if (list.size === 0) map.delete(key)
}

function listsOf(index: RegistrationIndex, { information }: Registration, make: boolean): Set<Registration>[] {
  const under = (map: Map<string, Set<Registration>>, key: string): Set<Registration>[] => {
    const list = map.get(key) ?? new Set()
    if (make) map.set(key, list)
    return [list]
  }
  const lists = information.flatMap(({ entities }) => {
    if (entities === undefined) return [index.anyType, index.anyId]
    return entities.flatMap(({ types, id }) => [
      ...types.flatMap((type) => under(index.byType, type)),
      ...(id === undefined ? [index.anyId] : under(index.byId, id)),
    ])
  })
  return [index.all, ...lists]
}

/** The registrations that have to do with any of the selectors, or all where there are none; in the order of their ids. */
export function select(index: RegistrationIndex, { selectors }: Concern): readonly Registration[] {
  const found = selectors === undefined ? index.all : new Set<Registration>()
  for (const { types, id } of selectors ?? []) {
    const lists =
      id !== undefined
        ? [index.byId.get(id), index.anyId]
        : types === undefined
          ? [index.all]
          : [...leaves(types).map((type) => index.byType.get(type)), index.anyType]
    for (const list of lists) for (const registration of list ?? []) found.add(registration)
  }
  return [...found].sort((a, b) => (a.id < b.id ? -1 : 1))
}

import { isIn, type Likeness } from './csource-match.ts'
import type { EntityInfo, RegistrationInfo } from './csource-registration.ts'
import { type Expression, holds, leaves } from './expression.ts'
import type { Selector } from './query.ts'

/**
 * What of the entities that a query means a source may be asked for: never more than it registered (GS CIM 009, 4.3.6.1).
 */
export function narrowed(selectors: readonly Selector[], { entities }: RegistrationInfo, like: Likeness): readonly Selector[] {
  if (entities === undefined) return selectors
  return selectors.flatMap((selector) =>
    entities.filter((info) => isIn(info, selector, like)).map((info) => narrow(selector, info)),
  )
}

function narrow({ types, id, idPattern }: Selector, info: EntityInfo): Selector {
  const only = id ?? info.id
  const pattern = idPattern ?? info.idPattern
  return {
    types: narrowTypes(types, info.types),
    ...(only !== undefined ? { id: only } : pattern !== undefined && { idPattern: pattern }),
  }
}

function narrowTypes(wanted: Expression<string> | undefined, own: readonly string[]): Expression<string> {
  const all = { any: own.map((leaf) => ({ leaf })) }
  if (wanted === undefined) return all
  const named = leaves(wanted)
  if (named.every((type) => own.includes(type))) return wanted
  const common = named.filter((type) => holds(wanted, (leaf) => leaf === type) && own.includes(type))
  return common.length > 0 ? { any: common.map((leaf) => ({ leaf })) } : wanted
}

/** What one request can ask for: of these types, and with any of these ids or an id like this. */
export type SelectorGroup = { readonly types?: Expression<string>; readonly ids?: readonly string[]; readonly idPattern?: string }

/** Puts selectors that differ in the id alone into one request. */
export function grouped(selectors: readonly Selector[]): readonly SelectorGroup[] {
  const groups = Map.groupBy(selectors, ({ types, id, idPattern }) =>
    JSON.stringify([types ?? null, id === undefined, idPattern ?? null]),
  )
  return [...groups.values()].map((group) => {
    const [{ types, idPattern } = {}] = group
    const ids = group.flatMap(({ id }) => id ?? [])
    return {
      ...(types && { types }),
      ...(ids.length > 0 && { ids: [...new Set(ids)] }),
      ...(idPattern !== undefined && { idPattern }),
    }
  })
}

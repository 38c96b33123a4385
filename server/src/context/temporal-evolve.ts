import type { ContextDeps } from './deps.ts'
import type { Written } from './represent.ts'
import { findAggregates } from './temporal-aggregate.ts'
import type { HistoryAsk } from './temporal-ask.ts'
import type { PastEntity } from './temporal-find.ts'
import { cutPage, type HistoryPage } from './temporal-page.ts'
import { representAggregates, representEvolution, representValues } from './temporal-represent.ts'
import { type Evolution, findInstances, type PastInstance, type Wanted } from './temporal-store.ts'

/** Instances of attributes that one answer has at most, unless set otherwise. */
const usualPage = 10_000

export type Evolved = { readonly written: Written[]; readonly contentRange?: string; readonly isEmpty: boolean }

/** The history of each entity, as instances, values or figures, as it is asked for. */
export async function evolve(deps: ContextDeps, ask: HistoryAsk, entities: readonly PastEntity[]): Promise<Evolved> {
  const { tenant, how, form, part, wanted } = ask
  if (typeof form === 'object') {
    const found = await findAggregates(deps.pool, tenant, entities, wanted, part, form)
    const written = entities.map((entity) => representAggregates(entity, found.get(entity.id) ?? new Map(), form.methods, how))
    return { written, isEmpty: found.size === 0 }
  }
  const { historyPage = usualPage } = deps
  const page = cutPage(await findInstances(deps.pool, tenant, entities, wanted, part, historyPage + 1), historyPage, part.range)
  const evolutions = evolutionsOf(page, entities, wanted)
  const write = form === 'values' ? representValues : representEvolution
  return {
    written: entities.map((entity) => write(entity, evolutions.get(entity.id) ?? new Map(), how)),
    isEmpty: page.instances.length === 0,
    ...(page.contentRange !== undefined && { contentRange: page.contentRange }),
  }
}

/** By entity id. In a part of an answer, attributes whose instances are in another part are there, without any. */
function evolutionsOf(
  { instances, contentRange }: HistoryPage,
  entities: readonly PastEntity[],
  wanted: Wanted,
): Map<string, Evolution> {
  const evolutions = new Map<string, Map<string, PastInstance[]>>()
  for (const { id, attributes } of entities) {
    const isThere = (attribute: string) => (wanted.only?.has(attribute) ?? true) && !wanted.except?.has(attribute)
    const there = contentRange === undefined ? [] : Object.keys(attributes).filter(isThere)
    evolutions.set(id, new Map(there.map((attribute) => [attribute, []])))
  }
  for (const one of instances) {
    const evolution = evolutions.get(one.entity)
    const past = evolution?.get(one.attribute)
    if (past === undefined) evolution?.set(one.attribute, [one])
    else past.push(one)
  }
  for (const evolution of evolutions.values())
    for (const past of evolution.values()) past.sort((a, b) => a.moment.getTime() - b.moment.getTime() || a.id - b.id)
  return evolutions
}

import type { Entity, Instance } from './entity.ts'
import { followed, type Join, type Linked, objectsOf, projectionInto } from './linked.ts'
import { type Form, inDatasets, type Representation, represent, type Written } from './represent.ts'

type Both = { readonly entity: Entity; readonly written: Written }

/** Entities within others in one answer: where all lead to all, there would be no end of them. */
const mostInline = 10_000

/**
 * Writes entities with those that their relationships lead to: within them, or after them in the list.
 *
 * @param onTooMany told when more would be within others than there is an end of; further ones are not entered
 */
export function representJoined(
  entities: readonly Entity[],
  how: Representation,
  join: Join,
  linked: Linked,
  onTooMany: (most: number) => void = () => undefined,
): Both[] {
  if (join.form === 'flat') return flat(entities, how, linked)
  const mayEnter = counter(mostInline, onTooMany)
  return entities.map((entity) => {
    const above = new Set([...join.containedBy, entity.id])
    return { entity, written: inline(entity, how, join, linked, above, mayEnter) }
  })
}

function counter(most: number, onTooMany: (most: number) => void): () => boolean {
  let left = most
  return () => {
    left -= 1
    if (left < 0) onTooMany(most)
    return left >= 0
  }
}

/** @param above ids of the entities that this one is within, which are not entered again */
function inline(
  entity: Entity,
  how: Representation,
  join: Join,
  linked: Linked,
  above: ReadonlySet<string>,
  mayEnter: () => boolean,
): Written {
  const written = represent(entity, how)
  if (join.level === 0) return written
  for (const [attribute, all] of followed(entity, how)) {
    const instances = how.datasets === undefined ? all : inDatasets(all, how.datasets)
    const into = (id: string): Written | undefined => {
      const target = above.has(id) ? undefined : linked.byId.get(id)
      if (target === undefined || !mayEnter()) return undefined
      const inner = { ...withoutProjection(how), ...projectionInto(how, attribute) }
      return inline(target, inner, { ...join, level: join.level - 1 }, linked, new Set([...above, id]), mayEnter)
    }
    const name = how.names.compact(attribute)
    if (instances.some((instance) => objectsOf(instance).length > 0))
      written[name] = embed(written[name], instances, how.form, into)
  }
  return written
}

const withoutProjection = ({ pick: _pick, omit: _omit, nested: _nested, ...how }: Representation): Representation => how

type Into = (id: string) => Written | undefined

/** The written instances of a relationship with the entities they lead to put in. */
function embed(written: unknown, instances: readonly Instance[], form: Form, into: Into): unknown {
  const embedOne = form === 'simplified' ? embedSimplified : embedBeside
  const [first, ...others] = instances
  if (first !== undefined && others.length === 0) return embedOne(written, first, into)
  if (Array.isArray(written)) return written.map((one, index) => embedOne(one, instances[index] as Instance, into))
  const { dataset } = written as { dataset: Written }
  const values = Object.entries(dataset).map(([id, one], index) => [id, embedOne(one, instances[index] as Instance, into)])
  return { dataset: Object.fromEntries(values) }
}

/** The member `entity`, or `entityList`, beside the ids. */
function embedBeside(written: unknown, instance: Instance, into: Into): unknown {
  const found = objectsOf(instance).flatMap((id) => into(id) ?? [])
  if (found.length === 0) return written
  if (instance.type === 'ListRelationship') return { ...(written as Written), entityList: found }
  return { ...(written as Written), entity: Array.isArray(instance.object) ? found : found[0] }
}

/** Entities in the place of their ids; an id stays where there is no entity. */
function embedSimplified(written: unknown, instance: Instance, into: Into): unknown {
  const found = objectsOf(instance).map((id) => into(id) ?? id)
  if (instance.type === 'ListRelationship') return { objectList: found }
  if (instance.type !== 'Relationship') return written
  return Array.isArray(instance.object) ? found : found[0]
}

/** Each entity once, in the order in which it is met; one that is met by several ways shows what any of them shows. */
function flat(entities: readonly Entity[], how: Representation, { met }: Linked): Both[] {
  const both = new Map(entities.map((entity) => [entity.id, { entity, written: represent(entity, how) }]))
  const own = new Set(both.keys())
  const plain = withoutProjection(how)
  for (const { entity, projection } of met) {
    if (own.has(entity.id)) continue
    const written = { ...both.get(entity.id)?.written, ...represent(entity, { ...plain, ...projection }) }
    both.set(entity.id, { entity, written })
  }
  return [...both.values()]
}

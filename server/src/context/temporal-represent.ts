import { type Entity, type Instance, saidBy } from './entity.ts'
import { writeInstant } from './instant.ts'
import { type Representation, represent, representInstance, type Written } from './represent.ts'
import type { AggregateMethod } from './temporal-query.ts'
import type { Evolution, PastInstance, Period } from './temporal-store.ts'

/** The members that hold the values of each type of attribute in the simplified temporal form (GS CIM 009, 4.5.9). */
const valuesMembers: Readonly<Record<Instance['type'], string>> = {
  Property: 'values',
  GeoProperty: 'values',
  Relationship: 'objects',
  LanguageProperty: 'languageMaps',
  VocabProperty: 'vocabs',
  JsonProperty: 'jsons',
  ListProperty: 'valueLists',
  ListRelationship: 'objectLists',
}

const withoutAttributes = (entity: Entity, how: Representation) => represent({ ...entity, attributes: {} }, how)

/** An entity with the instances of its attributes over time (4.5.6). */
export function representEvolution(entity: Entity, evolution: Evolution, how: Representation): Written {
  const written = withoutAttributes(entity, how)
  for (const [attribute, past] of evolution)
    written[how.names.compact(attribute)] = past.map((one) => ({
      ...(representInstance(timed(one), { ...how, form: 'normalized' }) as object),
      instanceId: `urn:ngsi-ld:Instance:${one.id}`,
    }))
  return written
}

function timed({ instance, recorded }: PastInstance): Instance {
  const at = writeInstant(recorded)
  return { ...instance, createdAt: at, modifiedAt: at }
}

/** An entity with lists of values and their times (4.5.9). */
export function representValues(entity: Entity, evolution: Evolution, by: 'observed' | 'recorded', how: Representation): Written {
  const written = withoutAttributes(entity, how)
  for (const [attribute, past] of evolution) {
    const datasets = Map.groupBy(past, ({ instance }) => instance.datasetId)
    const series = [...datasets].map(([datasetId, instances]) => {
      const type = instances[0]?.instance.type ?? 'Property'
      const values = instances.map((one) => [saidBy(one.instance), timeOf(one, by)])
      return { type, ...(datasetId !== undefined && { datasetId }), [valuesMembers[type]]: values }
    })
    written[how.names.compact(attribute)] = series.length === 1 ? series[0] : series
  }
  return written
}

const timeOf = ({ instance, recorded }: PastInstance, by: 'observed' | 'recorded') =>
  by === 'observed' && instance.observedAt !== undefined ? instance.observedAt : writeInstant(recorded)

/** An entity with figures by period: each `[figure, from, to]` (4.5.19). */
export function representAggregates(
  entity: Entity,
  periods: ReadonlyMap<string, readonly Period[]>,
  methods: readonly AggregateMethod[],
  how: Representation,
): Written {
  const written = withoutAttributes(entity, how)
  for (const [attribute, found] of periods) {
    const figures = methods.map((method) => [
      method,
      found.map(({ from, to, figures }) => [figures[method], writeInstant(from), writeInstant(to)]),
    ])
    written[how.names.compact(attribute)] = { type: 'Property', ...Object.fromEntries(figures) }
  }
  return written
}

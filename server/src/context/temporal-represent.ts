import { type Entity, type Instance, saidBy, valueMembers } from './entity.ts'
import { instantWriter, writeInstant } from './instant.ts'
import { inLanguage } from './language.ts'
import { scopeName } from './remember.ts'
import { compactTerms, oneOrMany, type Representation, represent, representInstance, type Written } from './represent.ts'
import type { Series } from './temporal-aggregate.ts'
import type { PastEntity } from './temporal-find.ts'
import type { AggregateMethod } from './temporal-query.ts'
import type { Evolution, PastInstance } from './temporal-store.ts'

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

/** What is said of the entity itself; its scopes are part of the history, like attributes. */
function withoutAttributes({ deletedAt, ...entity }: PastEntity, how: Representation): Written {
  const written = represent({ ...entity, attributes: {}, scopes: [] }, how)
  return deletedAt === undefined ? written : { ...written, deletedAt: writeInstant(deletedAt) }
}

const nameOf = (attribute: string, { names }: Representation) => (attribute === scopeName ? 'scope' : names.compact(attribute))

/** An entity with the instances of its attributes over time (4.5.6). */
export function representEvolution(entity: PastEntity, evolution: Evolution, how: Representation): Written {
  const written = withoutAttributes(entity, how)
  for (const [attribute, past] of evolution)
    written[nameOf(attribute, how)] = past.map((one) => ({
      ...(representInstance(timed(one), { ...how, form: 'normalized' }) as object),
      instanceId: `urn:ngsi-ld:Instance:${one.id}`,
    }))
  return written
}

function timed({ instance, recorded }: PastInstance): Instance {
  if (instance.deletedAt !== undefined) return instance
  const at = writeInstant(recorded)
  return { ...instance, createdAt: at, modifiedAt: instance.modifiedAt ?? at }
}

/** An entity with lists of values and their times (4.5.9). */
export function representValues(entity: PastEntity, evolution: Evolution, how: Representation): Written {
  const written = withoutAttributes(entity, how)
  for (const [attribute, past] of evolution) {
    const datasets = Map.groupBy(past, ({ instance }) => instance.datasetId)
    const series = [...datasets].map(([datasetId, instances]) => valuesOf(datasetId, instances, how))
    written[nameOf(attribute, how)] = series.length === 0 ? emptyValues(entity, attribute) : oneOrMany(series)
  }
  return written
}

function valuesOf(datasetId: string | undefined, past: readonly PastInstance[], how: Representation): Written {
  const instances = past.map(({ instance, moment }) => {
    const read = compactTerms(how.lang ? inLanguage(instance, how.lang) : instance, how.names)
    return { type: read.type, pair: [simplified(read), instance.observedAt ?? writeInstant(moment)] }
  })
  const type = instances[0]?.type ?? 'Property'
  return {
    type,
    ...(datasetId !== undefined && { datasetId }),
    [valuesMembers[type]]: instances.map(({ pair }) => pair),
  }
}

/** A value as it is in the simplified form (4.5.4). */
function simplified(instance: Instance): unknown {
  const { type } = instance
  const isPlain = type === 'Property' || type === 'GeoProperty' || type === 'Relationship'
  return isPlain ? saidBy(instance) : { [valueMembers[type]]: saidBy(instance) }
}

/** An attribute that has values, of which none are in this answer. */
function emptyValues({ attributes }: Entity, attribute: string): Written {
  const type = attributes[attribute]?.[0]?.type ?? 'Property'
  return { type, [valuesMembers[type]]: [] }
}

/** An entity with figures by period: each `[figure, from, to]` (4.5.19). */
export function representAggregates(
  entity: PastEntity,
  series: ReadonlyMap<string, readonly Series[]>,
  methods: readonly AggregateMethod[],
  how: Representation,
): Written {
  const written = withoutAttributes(entity, how)
  for (const [attribute, ofDatasets] of series)
    written[nameOf(attribute, how)] = oneOrMany(
      ofDatasets.map(({ type, datasetId, periods }) => {
        const write = instantWriter()
        const ends = periods.map(({ from, to }) => [write(from), write(to)] as const)
        return {
          type,
          ...(datasetId !== undefined && { datasetId }),
          ...Object.fromEntries(
            methods.map((method, which) => [
              method,
              periods.map(({ figures }, index) => [figures[which] ?? null, ...(ends[index] ?? [])]),
            ]),
          ),
        }
      }),
    )
  return written
}

import { isDeepStrictEqual } from 'node:util'
import { type Attributes, defaultInstance, type Entity, name, queryEntities, saidBy, type Writer } from '#context'
import type { UseService, UseWarning } from '#contract'
import type { Clock, Pool } from '#kernel'

export type AlertDeps = {
  readonly pool: Pool
  readonly writer: Writer
  readonly use: UseService
  readonly clock: Clock
}

const prefix = 'urn:ngsi-ld:Alert:growing-gap:'
const sayings: Readonly<Record<UseWarning['figure'], (service: string) => string>> = {
  waiting: (service) => `The wait for ${service} in the countryside grows against that in the city`,
  completion: (service) =>
    `The share of cases of ${service} that come to an answer falls in the countryside against that in the city`,
}

/**
 * Says of each gap that grows that it does, as an entity of type Alert (Smart Data Models) for as long as it grows, so that whoever
 * subscribed to such entities is told. What has been said already is not said again.
 */
export async function tellGrowingGaps({ pool, writer, use, clock }: AlertDeps): Promise<void> {
  const { services, until } = await use.report()
  const wanted = services.flatMap(({ service, warnings }) =>
    warnings.map((warning) => alertOf(service, warning, until ?? '', clock())),
  )
  const { entities: known } = await queryEntities(pool, '', { types: [name('Alert')], idPattern: `^${prefix}`, limit: 1000 })
  const isSaid = (alert: Entity) =>
    known.some(({ id, attributes }) => id === alert.id && isDeepStrictEqual(saying(attributes), saying(alert.attributes)))
  const gone = known.filter(({ id }) => !wanted.some((alert) => alert.id === id))
  const results = await writer.write([
    ...wanted.filter((alert) => !isSaid(alert)).map((entity) => ({ tenant: '', mode: 'upsert-replace', entity }) as const),
    ...gone.map((entity) => ({ tenant: '', mode: 'delete', entity }) as const),
  ])
  for (const result of results) if (!result.ok) throw result.refusal
}

function alertOf(service: string, { figure, growth, since }: UseWarning, until: string, at: Date): Entity {
  const property = (value: unknown) => [{ type: 'Property' as const, value }]
  const percent = ((growth.value - 1) * 100).toFixed(1)
  const attributes = {
    category: property('publicServices'),
    subCategory: property('growingGap'),
    severity: property('medium'),
    dateIssued: property(at.toISOString()),
    alertSource: property('/equity/v1/use'),
    description: property(`${sayings[figure](service)}, by ${percent} % a month since ${since}.`),
    data: property({ service, figure, since, until, growth: growth.value, low: growth.low, high: growth.high }),
  }
  const named = Object.fromEntries(Object.entries(attributes).map(([term, instances]) => [name(term), instances]))
  return { id: `${prefix}${service}:${figure}`, types: [name('Alert')], scopes: [], attributes: named }
}

/** What an alert is about: when it was issued does not make it another. */
function saying(attributes: Attributes): unknown {
  const instance = defaultInstance(attributes[name('data')])
  return instance && saidBy(instance)
}

import { type Entity, type Instance, name, parseEntity } from '#context'
import { because, type Measured, type Observation, type Reason } from './mapped.ts'

/** What a record says about an entity, ready to be written, with what those who count want to know. */
export type Observed = {
  readonly entity: Entity
  /** The newest time in it, in milliseconds since 1970 UTC. */
  readonly newest: number
  readonly flags: readonly string[]
}

export type Decoded = ({ readonly ok: true } & Observed) | Reason

/**
 * Makes an entity of an observation. What describes the entity carries no time, so that only a change of it counts as news.
 * Numbers and other plain values cannot be wrong by now; anything else is read as strictly as what comes over the NGSI-LD API.
 */
export function observedOf({ id, type, scope, observedAt, attributes, describes, flags }: Observation): Decoded {
  const all = { ...describes, ...attributes }
  const expanded: Record<string, readonly Instance[]> = {}
  const rest: Record<string, Measured> = {}
  for (const term in all) {
    const measured = all[term] as Measured
    if (isPlain(measured)) expanded[name(term)] = [toInstance(measured)]
    else rest[term] = measured
  }
  const entity = { id, types: [name(type)], scopes: scope === undefined ? [] : [scope], attributes: expanded }
  if (Object.keys(rest).length === 0) return { ok: true, entity, newest: observedAt, flags }
  const read = readEntity({ id, type, ...rest })
  if (!read.ok) return read
  return { ok: true, entity: { ...entity, attributes: { ...read.entity.attributes, ...expanded } }, newest: observedAt, flags }
}

/** Reads a document as an NGSI-LD entity; its faults become one reason. */
export function readEntity(document: Readonly<Record<string, unknown>>): { readonly ok: true; readonly entity: Entity } | Reason {
  const parsed = parseEntity(document)
  if (parsed.ok) return parsed
  return because('not-an-entity', parsed.faults.map(({ pointer = '', message }) => `${pointer} ${message}`.trim()).join('; '))
}

const isPlain = ({ type, value }: Measured) => type === 'Property' && (value === null || typeof value !== 'object')

function toInstance({ quality, ...measured }: Measured): Instance {
  return quality === undefined ? measured : { ...measured, [name('quality')]: [quality] }
}

import { defaultInstance, type Found, type Instance, saidBy, shorten, subAttributes } from '#context'
import type { EntityView, Fact } from './view.ts'

/** What an entity says in its default instances, without its history of sources and times. */
export function toView({ id, types, scopes, attributes, metres }: Found): EntityView {
  const facts = Object.entries(attributes).flatMap(([attribute, instances]) => {
    const instance = defaultInstance(instances)
    return instance === undefined ? [] : [[shorten(attribute), toFact(instance)] as const]
  })
  return { id, types: types.map(shorten), scopes, facts: Object.fromEntries(facts), ...(metres !== undefined && { metres }) }
}

function toFact(instance: Instance): Fact {
  const { unitCode, observedAt } = instance
  const about = subAttributes(instance).flatMap(([attribute, instances]) => {
    const said = defaultInstance(instances)
    return said === undefined ? [] : [[shorten(attribute), saidBy(said)] as const]
  })
  return {
    value: saidBy(instance),
    about: Object.fromEntries(about),
    ...(unitCode !== undefined && { unitCode }),
    ...(observedAt !== undefined && { observedAt: new Date(observedAt) }),
  }
}

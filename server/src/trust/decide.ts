import { areOpen } from './open-types.ts'
import type { Principal } from './principal.ts'

/** What is to be read or changed. */
export type Resource =
  | {
      readonly kind: 'entities'
      /** Of these types; `'any'` where a query names none and may meet all of them. */
      readonly types: readonly string[] | 'any'
      /** Missing for the default tenant. What is kept for another one is never open. */
      readonly tenant?: string
    }
  | { readonly kind: 'devices' | 'quarantine' | 'imports' | 'subscriptions' }

export type Ask = { readonly principal: Principal; readonly action: 'read' | 'write'; readonly resource: Resource }

export type Decision =
  | { readonly allow: true; readonly why: 'open-data' | 'operator' }
  | { readonly allow: false; readonly why: Refused }

export type Refused =
  | 'types-not-named'
  | 'not-open'
  | 'operators-only'
  | 'devices-have-their-own-way'
  | 'wrong-key'
  | 'session-expired'

/**
 * Whether somebody may do something, and why. What is not allowed here is denied.
 *
 * - An operator may everything.
 * - Anybody may read entities of the default tenant of which every type is open data.
 */
export function decide({ principal, action, resource }: Ask): Decision {
  if (principal.kind === 'operator') return { allow: true, why: 'operator' }
  const { types, tenant = '' } = action === 'read' && resource.kind === 'entities' ? resource : {}
  if (types !== undefined && types !== 'any' && tenant === '' && areOpen(types)) return { allow: true, why: 'open-data' }
  return { allow: false, why: reasonFor(principal, types) }
}

/** @param types of the entities to be read; undefined where it is something else */
function reasonFor(principal: Principal, types: readonly string[] | 'any' | undefined): Refused {
  if (principal.kind === 'nobody' && principal.failed !== undefined) return principal.failed
  if (types !== undefined) return types === 'any' ? 'types-not-named' : 'not-open'
  return principal.kind === 'device' ? 'devices-have-their-own-way' : 'operators-only'
}

import type { Identity } from './identify.ts'
import { requireAllowed } from './refuse.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>
type Ask = { readonly action: 'read' | 'write'; readonly types: readonly string[] | undefined }

/** Throws a refusal when whoever sent the request may not do this to entities of these types (expanded; undefined: any). */
export type MayContext = (request: { readonly headers: Headers }, ask: Ask) => void

/**
 * Guards the NGSI-LD API.
 *
 * @param isOpen everybody may everything: for conformance tests and benchmarks on loopback
 */
export function mayContext(identity: Identity, isOpen: boolean): MayContext {
  if (isOpen) return () => undefined
  return ({ headers }, { action, types }) => {
    const tenant = [headers['ngsild-tenant']].flat()[0] ?? ''
    requireAllowed({
      principal: identity.identify(headers),
      action,
      resource: { kind: 'entities', types: types ?? 'any', tenant },
    })
  }
}

import { requireAllowed } from './gate-refuse.ts'
import { principalOf } from './request-principal.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>
type Ask = { readonly action: 'read' | 'write' | 'subscribe'; readonly types: readonly string[] | undefined }

/** Throws a refusal when whoever sent the request may not do this to entities of these types (expanded; undefined: any). */
export type MayContext = (request: { readonly headers: Headers }, ask: Ask) => void

/**
 * Guards the NGSI-LD API of an application that identifies its requests.
 *
 * @param isOpen everybody may everything: for conformance tests and benchmarks on loopback
 */
export function mayContext(isOpen: boolean): MayContext {
  if (isOpen) return () => undefined
  return (request, { action, types }) => {
    const tenant = [request.headers['ngsild-tenant']].flat()[0] ?? ''
    requireAllowed({
      principal: principalOf(request),
      action,
      resource: { kind: 'entities', types: types ?? 'any', tenant },
    })
  }
}

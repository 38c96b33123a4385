import type { BasisKind } from './gate-ask.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

const kinds: readonly BasisKind[] = ['consent', 'agreement', 'law', 'emergency']

/**
 * What a program says people's data is wanted for, and on what basis, with the headers `Datong-Purpose` and `Datong-Basis`. What is no
 * basis is none.
 */
export function readClaim({ headers }: { readonly headers: Headers }): { readonly purpose?: string; readonly basis?: BasisKind } {
  const purpose = [headers['datong-purpose']].flat()[0]
  const basis = kinds.find((kind) => kind === [headers['datong-basis']].flat()[0])
  return { ...(purpose !== undefined && { purpose }), ...(basis !== undefined && { basis }) }
}

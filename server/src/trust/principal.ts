/** Who asks. Residents, officers, apps and other nodes join as they learn to sign in. */
export type Principal =
  | {
      readonly kind: 'nobody'
      /** Why somebody who tried to be known is not. */
      readonly failed?: 'wrong-key' | 'session-expired'
    }
  | { readonly kind: 'operator' }
  | { readonly kind: 'device'; readonly id: string }

export const nobody: Principal = { kind: 'nobody' }
export const operator: Principal = { kind: 'operator' }

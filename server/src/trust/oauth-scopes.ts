/** What an app may ask a resident for, each with a sentence of its own on the consent page. */
export const residentScopes = [
  'openid',
  'profile',
  'area',
  'birthdate',
  'person:read',
  'cases:read',
  'cases:write',
  'offline_access',
] as const

/** What an app may be given for itself, without a resident: by an officer who answers for it. */
export const serviceScopes = ['context:internal', 'exchange'] as const

export const allScopes: readonly string[] = [...residentScopes, ...serviceScopes]

/** Which claims (OpenID Connect Core §5.4) follow from which scope. */
export const claims = { openid: ['sub'], profile: ['name'], area: ['area'], birthdate: ['birthdate'] }

import type { IncomingMessage } from 'node:http'
import Provider, { type Configuration, interactionPolicy, type JWKS, type KoaContextWithOIDC } from 'oidc-provider'
import type { AccountParts } from './account-parts.ts'
import { oauthAdapter } from './oauth-adapter.ts'
import { allScopes, claims } from './oauth-scopes.ts'
import { isSameSecret } from './operator-key.ts'
import type { Principal } from './principal.ts'
import { digest, keyedDigest } from './session-token.ts'

/** Where the provider stands under the address of the node. */
export const oauthPath = '/oauth'

/** Where a resident is asked whether an app may. */
export const consentPath = '/sign-in/app'

export type OauthSurroundings = {
  readonly keys: { readonly keys: readonly object[] }
  /** Who sends a request that the provider answers. */
  readonly whoSends: (message: IncomingMessage) => Principal
  /** A page about a request that cannot be led back to an app. */
  readonly renderError: (message: IncomingMessage, status: number, code: string, detail?: string) => Promise<string>
}

const seconds = { minute: 60, hour: 3600, day: 86_400 }

/**
 * The OpenID provider of this node (OAuth 2.1, OpenID Connect Core): authorization code with PKCE by S256 alone, client
 * credentials, and refresh tokens that are good once, where the second use of one ends all that came from it.
 */
export function makeProvider(parts: AccountParts, surroundings: OauthSurroundings): Provider {
  const { origin } = parts
  const provider = new Provider(`${origin}${oauthPath}`, configuration(parts, surroundings))
  // Every URL is of the public address, which the route that leads here has put into the request.
  provider.proxy = true
  // Secrets of apps are kept as digests only.
  const clients = provider.Client as unknown as {
    prototype: { compareClientSecret(this: { clientSecret: string }, given: string): boolean }
  }
  clients.prototype.compareClientSecret = function compare(given) {
    return isSameSecret(secretHash(given), this.clientSecret)
  }
  return provider
}

export const secretHash = (secret: string): string => digest(secret).toString('base64url')

function configuration(parts: AccountParts, { keys, whoSends, renderError }: OauthSurroundings): Configuration {
  const { pool, peopleKey, isSecure } = parts
  const cookie = { httpOnly: true, sameSite: 'lax' as const, secure: isSecure, signed: true }
  return {
    adapter: (model) => oauthAdapter(pool, model),
    jwks: keys as JWKS,
    cookies: {
      keys: [keyedDigest(peopleKey, 'oauth-cookies').toString('base64url')],
      names: { session: 'datong_oauth', interaction: 'datong_consent', resume: 'datong_resume' },
      long: cookie,
      short: cookie,
    },
    scopes: [...allScopes],
    claims,
    responseTypes: ['code'],
    subjectTypes: ['pairwise'],
    pairwiseIdentifier: (_ctx, account, { clientId }) =>
      keyedDigest(peopleKey, 'pairwise', clientId, account).toString('base64url'),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: isOwn },
      introspection: { enabled: true, allowedPolicy: isOwn },
    },
    ttl: {
      AccessToken: 10 * seconds.minute,
      AuthorizationCode: seconds.minute,
      ClientCredentials: 10 * seconds.minute,
      IdToken: 10 * seconds.minute,
      Interaction: 30 * seconds.minute,
      RefreshToken: 30 * seconds.day,
      Grant: 365 * seconds.day,
      Session: 12 * seconds.hour,
    },
    interactions: { url: (_ctx, { uid }) => `${consentPath}/${uid}`, policy: policyFor(whoSends) },
    findAccount: async (_ctx, id) => findAccount(parts, id),
    renderError: async (ctx: KoaContextWithOIDC, { error, error_description }) => {
      ctx.type = 'html'
      ctx.body = await renderError(ctx.req, ctx.status, error, error_description)
    },
  }
}

/** An app sees into, and ends, its own tokens only. */
const isOwn = async (_ctx: unknown, client: { clientId: string }, token: { clientId?: string | undefined }) =>
  token.clientId === client.clientId

/** The provider's own memory of who is there counts only while that person is signed in here, for themselves and by themselves. */
function policyFor(whoSends: OauthSurroundings['whoSends']) {
  const { Check, base } = interactionPolicy
  const policy = base()
  const isSomebodyElse = new Check('not-signed-in-here', 'The person must be signed in here', (ctx) => {
    const who = whoSends(ctx.req)
    const isSame = who.kind === 'resident' && who.id === ctx.oidc.session?.accountId && isByThemselves(who)
    return isSame ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT
  })
  policy.get('login')?.checks.add(isSomebodyElse)
  return policy
}

/** Nobody lets an app in for somebody else. */
export const isByThemselves = ({ onBehalfOf, helper }: { onBehalfOf?: unknown; helper?: unknown }): boolean =>
  onBehalfOf === undefined && helper === undefined

async function findAccount({ pool }: AccountParts, id: string) {
  const [row] = await pool.query<{ name: string; area: string; birthdate: string | null }>(
    `select name, area, to_char(born_on, 'YYYY-MM-DD') as birthdate from trust.resident where id = $1`,
    [id],
  )
  if (row === undefined) return undefined
  const { name, area, birthdate } = row
  return { accountId: id, claims: async () => ({ sub: id, name, area, ...(birthdate !== null && { birthdate }) }) }
}

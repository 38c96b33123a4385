import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type Provider from 'oidc-provider'
import type { AccountParts } from './account-parts.ts'
import { departmentOfApp, findApp } from './oauth-app-store.ts'
import { loadOauthKeys } from './oauth-keys.ts'
import { makeProvider } from './oauth-provider.ts'
import type { Principal } from './principal.ts'
import { nobody } from './principal.ts'
import { principalOf } from './request-principal.ts'

/** A page about what went wrong, in the language of the request. */
export type RenderError = (
  request: FastifyRequest,
  problem: { readonly status: number; readonly code: string; readonly detail?: string },
) => Promise<string>

export type Oauth = {
  readonly provider: Provider
  /** The requests that the provider answers, by the message it knows. */
  readonly requests: WeakMap<IncomingMessage, FastifyRequest>
  readonly origin: string
  /** Who bears an access token; undefined where it is none of ours, is over, or was taken back. */
  findApp(token: string): Promise<Principal | undefined>
}

/** The OpenID provider of this node, ready to be put on an application by `registerOauth`. */
export async function openOauth(parts: AccountParts, dataDir: string, renderError: RenderError): Promise<Oauth> {
  const requests: Oauth['requests'] = new WeakMap()
  const provider = makeProvider(parts, {
    keys: await loadOauthKeys(dataDir),
    whoSends: (message) => {
      const request = requests.get(message)
      return request === undefined ? nobody : principalOf(request)
    },
    renderError: async (message, status, code, detail) => {
      const request = requests.get(message)
      return request === undefined ? code : renderError(request, { status, code, ...(detail !== undefined && { detail }) })
    },
  })
  return { provider, requests, origin: parts.origin, findApp: (token) => findBearer(parts, provider, token) }
}

async function findBearer({ pool }: AccountParts, provider: Provider, token: string): Promise<Principal | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined
  const access = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token))
  const { clientId } = access ?? {}
  if (access === undefined || clientId === undefined || (await findApp(pool, clientId)) === undefined) return undefined
  const scopes = access.scope?.split(' ') ?? []
  const onBehalfOf = 'accountId' in access ? access.accountId : undefined
  const department = onBehalfOf === undefined && scopes.includes('exchange') ? await departmentOfApp(pool, clientId) : undefined
  return {
    kind: 'app',
    id: clientId,
    scopes,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(department !== undefined && { department }),
  }
}

import type { Oauth } from './oauth.ts'
import type { AppRow } from './oauth-app-store.ts'
import type { SessionOwner } from './session-store.ts'

export type Lent = {
  readonly token: string
  readonly scopes: readonly string[]
  takeBack(): Promise<void>
}

/**
 * An access token for whoever made an app, without its secret, which nobody here knows. Where the app acts for residents, its maker,
 * if a resident, is the one it acts for; else it acts for nobody and has no scope.
 */
export async function lend({ provider }: Oauth, owner: SessionOwner, app: AppRow): Promise<Lent> {
  const client = await provider.Client.find(app.id)
  if (client === undefined) throw new Error(`The provider does not know the app ${app.id}, which is registered`)
  if (app.kind === 'service' || owner.kind === 'officer') {
    const scopes = app.kind === 'service' ? app.scopes : []
    const token = new provider.ClientCredentials({ client, scope: scopes.join(' ') })
    return { token: await token.save(), scopes, takeBack: () => token.destroy() }
  }
  const scope = app.scopes.join(' ')
  const grant = new provider.Grant({ accountId: owner.id, clientId: app.id })
  grant.addOIDCScope(scope)
  const grantId = await grant.save()
  const token = new provider.AccessToken({ accountId: owner.id, client, grantId, gty: 'authorization_code', scope })
  const takeBack = async () => {
    await token.destroy()
    await grant.destroy()
  }
  return { token: await token.save(), scopes: app.scopes, takeBack }
}

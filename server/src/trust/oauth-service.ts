import { randomBytes } from 'node:crypto'
import { type IncomingMessage, ServerResponse } from 'node:http'
import type { InteractionResults } from 'oidc-provider'
import type { AppService, VisitingResident, Visitor } from '#contract'
import { Denied, type Tx } from '#kernel'
import { type AccountParts, failed } from './account-parts.ts'
import type { Oauth } from './oauth.ts'
import { appsOf, changeSecret, endApp, findApp, saveApp } from './oauth-app-store.ts'
import { lend } from './oauth-lend.ts'
import { secretHash } from './oauth-provider.ts'
import { areFit } from './oauth-redirects.ts'
import { allScopes, residentScopes, serviceScopes } from './oauth-scopes.ts'
import { record } from './record-append.ts'
import { ownerOf, type SessionOwner } from './session-store.ts'

export function createApps(parts: AccountParts, oauth: Oauth): AppService {
  const { pool, clock } = parts
  const { provider } = oauth
  return {
    scopesFor: (who) => (maySpeakForNode(who) ? allScopes : residentScopes),
    issuer: provider.issuer,
    list: async (who) => {
      const owner = ownerOf(who)
      return owner === undefined
        ? []
        : (await appsOf(pool, owner)).map(({ secretHash, ...app }) => ({ ...app, hasSecret: secretHash !== null }))
    },
    register: async (who, { name, about, kind, redirectUris, scopes }) => {
      const owner = selfOf(who)
      const uris = kind === 'service' ? [] : [...new Set(redirectUris)]
      if (kind === 'service' ? !maySpeakForNode(who) : !areFit(kind, uris))
        return failed(kind === 'service' ? 'not-yours' : 'wrong-address')
      const may: readonly string[] = kind === 'service' ? serviceScopes : residentScopes
      const kept = scopes.filter((scope) => may.includes(scope))
      const secret = kind === 'device' ? undefined : randomBytes(32).toString('base64url')
      return pool.transaction(async (tx) => {
        const draft = {
          name,
          about,
          kind,
          redirectUris: uris,
          scopes: kind === 'service' ? kept : [...new Set(['openid', ...kept])],
        }
        const id = await saveApp(tx, owner, { ...draft, secretHash: secret === undefined ? null : secretHash(secret) }, clock())
        await recordApp(tx, owner, 'register-app', id, { kind, scopes: draft.scopes }, clock())
        return { ok: true as const, id, ...(secret !== undefined && { secret }) }
      })
    },
    renew: async (who, id) => {
      const secret = randomBytes(32).toString('base64url')
      const owner = selfOf(who)
      return pool.transaction(async (tx) => {
        if (!(await changeSecret(tx, owner, id, secretHash(secret)))) return failed('not-yours')
        await recordApp(tx, owner, 'renew-secret', id, {}, clock())
        return { ok: true as const, id, secret }
      })
    },
    end: async (who, id) => {
      const owner = selfOf(who)
      return pool.transaction(async (tx) => {
        if (!(await endApp(tx, owner, id, clock()))) return failed('not-yours')
        await recordApp(tx, owner, 'end-app', id, {}, clock())
        return { ok: true as const }
      })
    },
    attempt: async (who, id, work) => {
      const owner = selfOf(who)
      const app = (await appsOf(pool, owner)).find((one) => one.id === id)
      if (app === undefined) return failed('not-yours')
      const pass = await lend(oauth, owner, app)
      try {
        await pool.transaction((tx) => recordApp(tx, owner, 'try-app', id, { scopes: [...pass.scopes] }, clock()))
        return { ok: true, result: await work(pass.token, pass.scopes) }
      } finally {
        await pass.takeBack()
      }
    },
    asked: async (message) => {
      const interaction = await detailsOf(oauth, message)
      const app = interaction && (await findApp(pool, String(interaction.params.client_id)))
      if (app === undefined || interaction === undefined) return undefined
      return {
        app: { name: app.name, about: app.about },
        scopes: askedScopes(interaction.params.scope),
        to: hostOf(interaction.params.redirect_uri),
      }
    },
    answer: async (message, who, isYes) => {
      const interaction = await detailsOf(oauth, message)
      if (interaction === undefined) return failed('not-now')
      const resident = residentSelf(who)
      const app = String(interaction.params.client_id)
      const finish = (result: InteractionResults) =>
        provider.interactionResult(message, new ServerResponse(message), result, { mergeWithLastSubmission: false })
      const scopes = askedScopes(interaction.params.scope)
      if (!isYes) {
        await pool.transaction((tx) => recordConsent(tx, resident, 'refuse-app', app, scopes, clock()))
        return { ok: true, go: await finish({ error: 'access_denied', error_description: 'the resident said no' }) }
      }
      const grant = new provider.Grant({ accountId: resident.id, clientId: app })
      grant.addOIDCScope(scopes.join(' '))
      const grantId = await grant.save()
      await pool.transaction((tx) => recordConsent(tx, resident, 'let-app', app, scopes, clock()))
      return { ok: true, go: await finish({ login: { accountId: resident.id }, consent: { grantId } }) }
    },
    letIn: async (who) => {
      const owner = ownerOf(who)
      if (owner?.kind !== 'resident') return []
      return pool.query<{ id: string; name: string; scopes: string[]; since: Date }>(
        `select a.id, a.name, min(to_timestamp((g.payload->>'iat')::bigint)) as since,
           array_agg(distinct scope) as scopes
         from trust.oauth g join trust.app a on a.id = g.payload->>'clientId'
         cross join lateral unnest(string_to_array(g.payload->'openid'->>'scope', ' ')) as scope
         where g.model = 'Grant' and g.payload->>'accountId' = $1 and g.expires_at > now() and a.ended_at is null
         group by a.id, a.name order by a.name`,
        [owner.id],
      )
    },
    shutOut: async (who, app) => {
      const resident = residentSelf(who)
      return pool.transaction(async (tx) => {
        const gone = await tx.query(
          `with mine as (select digest from trust.oauth where model = 'Grant' and payload->>'accountId' = $1 and payload->>'clientId' = $2)
           delete from trust.oauth where digest in (select digest from mine) or grant_id in (select digest from mine) returning 1`,
          [resident.id, app],
        )
        if (gone.length === 0) return failed('not-yours')
        await recordConsent(tx, resident, 'shut-out-app', app, [], clock())
        return { ok: true as const }
      })
    },
  }
}

/** Undefined where the browser does not bring the cookie with which the app's question began: then it was somebody else's. */
async function detailsOf({ provider }: Oauth, message: IncomingMessage) {
  try {
    return await provider.interactionDetails(message, new ServerResponse(message))
  } catch (error) {
    if ((error as { error?: string }).error === 'invalid_request') return undefined
    throw error
  }
}

const askedScopes = (scope: unknown): string[] =>
  String(scope ?? '')
    .split(' ')
    .filter((one) => residentScopes.some((known) => known === one))

const hostOf = (uri: unknown): string => URL.parse(String(uri))?.host || String(uri).split(':')[0] || ''

/** Officers who answer for the node's data may let an app have some without a resident. */
const maySpeakForNode = (who: Visitor) =>
  who.kind === 'officer' && (who.roles.includes('administrator') || who.roles.includes('data-steward'))

/** @throws Denied */
function selfOf(who: Visitor): SessionOwner {
  const owner = ownerOf(who)
  if (owner === undefined || (who.kind === 'resident' && who.actsFor !== undefined))
    throw new Denied('Apps are registered for oneself alone.')
  return owner
}

/** @throws Denied */
function residentSelf(who: Visitor): VisitingResident {
  if (who.kind === 'resident' && who.helper === undefined && who.actsFor === undefined) return who
  throw new Denied('Only residents themselves let an app in.')
}

const recordApp = (
  tx: Tx,
  owner: SessionOwner,
  action: string,
  id: string,
  detail: Record<string, string | string[]>,
  at: Date,
) =>
  record(tx, {
    kind: owner.kind === 'officer' ? 'officer-action' : 'sign-in',
    actor: owner,
    subjects: [],
    action,
    resource: `app:${id}`,
    categories: [],
    decision: 'allow',
    reason: 'own',
    detail,
    at,
  })

const recordConsent = (tx: Tx, { id }: VisitingResident, action: string, app: string, scopes: readonly string[], at: Date) =>
  record(tx, {
    kind: 'consent',
    actor: { kind: 'resident', id },
    subjects: [id],
    action,
    resource: `app:${app}`,
    categories: ['personal'],
    decision: action === 'refuse-app' ? 'deny' : 'allow',
    reason: 'own',
    detail: { scopes },
    at,
  })

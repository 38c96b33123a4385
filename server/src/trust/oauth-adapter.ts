import { type Adapter, type AdapterPayload, errors } from 'oidc-provider'
import type { Db } from '#kernel'
import { clientOf, findApp } from './oauth-app-store.ts'
import { digest } from './session-token.ts'

type Row = { readonly payload: AdapterPayload; readonly consumed: boolean }

/** Cookies hold these ids signed, so that who reads the table still cannot be anybody; found by another key, they must be whole. */
const wholeModels = new Set(['Session', 'Interaction'])

/**
 * What the OpenID provider keeps, in our database. Codes and tokens are there by digest only: who reads the table can use none.
 *
 * @param model the provider's name of what is kept
 */
export function oauthAdapter(db: Db, model: string): Adapter {
  const find = async (condition: string, value: unknown): Promise<AdapterPayload | undefined> => {
    const [row] = await db.query<Row>(
      `select payload, consumed_at is not null as consumed from trust.oauth
       where model = $1 and ${condition} and (expires_at is null or expires_at > now())`,
      [model, value],
    )
    return row && { ...row.payload, ...(row.consumed && { consumed: true }) }
  }
  if (model === 'Client') return clients(db)
  return {
    upsert: async (id, payload, expiresIn) => {
      const { jti, ...rest } = payload
      const kept = wholeModels.has(model) ? payload : rest
      await db.query(
        `insert into trust.oauth (model, digest, payload, grant_id, uid, expires_at)
         values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
         on conflict (model, digest) do update set payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid,
           expires_at = excluded.expires_at`,
        [
          model,
          digest(id),
          JSON.stringify(kept),
          payload.grantId ? digest(payload.grantId) : null,
          payload.uid ?? null,
          expiresIn ?? null,
        ],
      )
    },
    find: async (id) => {
      const payload = await find('digest = $2', digest(id))
      return payload && { ...payload, jti: id }
    },
    findByUid: (uid) => find('uid = $2', uid),
    findByUserCode: async () => undefined,
    consume: async (id) => {
      const rows = await db.query(
        'update trust.oauth set consumed_at = now() where model = $1 and digest = $2 and consumed_at is null returning 1',
        [model, digest(id)],
      )
      // Two that come with the same code or token at the same time: one of them is a thief.
      if (rows.length === 0) throw new errors.InvalidGrant('already used')
    },
    destroy: async (id) => {
      await db.query('delete from trust.oauth where model = $1 and digest = $2', [model, digest(id)])
    },
    revokeByGrantId: async (grantId) => {
      await db.query('delete from trust.oauth where model = $1 and grant_id = $2', [model, digest(grantId)])
    },
  }
}

/** Apps are read from their own table each time, so that one which was ended is ended at once. */
function clients(db: Db): Adapter {
  const no = async () => {
    throw new Error('Apps are registered by their developers, not by the provider')
  }
  return {
    find: async (id) => {
      const app = await findApp(db, id)
      return app && clientOf(app)
    },
    upsert: no,
    findByUid: no,
    findByUserCode: no,
    consume: no,
    destroy: no,
    revokeByGrantId: no,
  }
}

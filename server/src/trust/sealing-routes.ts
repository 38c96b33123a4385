import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type App, type Keyring, type Pool, renewKeys, type SealedColumn } from '#kernel'
import type { Ask } from './gate-ask.ts'
import { record } from './record-append.ts'

export type SealingRouteDeps = {
  readonly pool: Pool
  readonly keyring: Keyring
  /** Everything that is sealed, of whichever module. */
  readonly sealed: readonly SealedColumn[]
  /** Throws a refusal when whoever sent the request may not do this. */
  readonly may: (request: FastifyRequest, ask: Omit<Ask, 'principal'>) => void
}

/** Numbers of people and passwords of systems get a new key, while the node goes on. */
export function registerSealingRoutes(app: App, { pool, keyring, sealed, may }: SealingRouteDeps): void {
  app.post(
    '/trust/v1/sealing-keys/renew',
    {
      onRequest: async (request) => may(request, { action: 'write', resource: { kind: 'record' } }),
      schema: {
        tags: ['sealing'],
        summary: 'Seal everything anew with a new key',
        response: { 200: Type.Object({ resealed: Type.Integer({ minimum: 0 }) }) },
      },
    },
    async () => {
      const resealed = await renewKeys(pool, keyring, sealed)
      await pool.transaction((tx) =>
        record(tx, {
          kind: 'officer-action',
          actor: { kind: 'operator', id: 'operator' },
          subjects: [],
          action: 'renew',
          resource: 'sealing-keys',
          categories: [],
          decision: 'allow',
          reason: `${resealed} sealed anew`,
        }),
      )
      return { resealed }
    },
  )
}

import Type from 'typebox'
import type { App } from '#kernel'
import type { ContextDeps } from './deps.ts'
import { readSourceEntity } from './distribute-entities.ts'
import { relayToken } from './distribute-subscription.ts'
import { badData, notFound } from './errors.ts'
import { contextOf, readNames } from './exchange.ts'
import { isObject } from './json.ts'
import { writeNotification } from './notification-body.ts'
import { queueNotifications } from './notification-queue.ts'
import { represent } from './represent.ts'
import { readSubscription } from './subscription-read.ts'
import { subscriptionsOfLines } from './subscription-store.ts'

const Address = Type.Object({ line: Type.Integer({ minimum: 1 }), token: Type.String({ pattern: '^[0-9a-f]{40}$' }) })

/** Where sources tell what happened, for the subscribers of this broker (GS CIM 009, 5.8.1.4): it goes to them like what happens here. */
export function relayRoutes(app: App, { pool, contexts, clock }: ContextDeps): void {
  app.post('/relays/:line/:token', { schema: { hide: true, params: Address } }, async (request, reply) => {
    const { line, token } = request.params
    const [row] = await subscriptionsOfLines(pool, [line])
    if (row === undefined || relayToken(row) !== token) throw notFound('such subscription')
    const { names } = await readNames(request, contexts, contextOf(request, request.body))
    const data = isObject(request.body) ? request.body.data : undefined
    if (!Array.isArray(data)) throw badData([{ pointer: '/data', message: 'is not a list' }])
    const subscription = await readSubscription(row, contexts.names)
    const now = clock()
    const { isActive, expiresAt } = subscription
    const told = data.flatMap((document) => {
      const entity = readSourceEntity(document, names)
      return entity === undefined ? [] : [represent(entity, subscription.how)]
    })
    if (isActive && told.length > 0 && !(expiresAt && expiresAt <= now)) {
      const queued = told.map((one) => writeNotification({ row, subscription }, now, [one]))
      await pool.transaction((tx) => queueNotifications(tx, queued))
    }
    return reply.status(204).send()
  })
}

import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { NotificationService } from '#contract'
import { type App, NotFound } from '#kernel'

type Act = { readonly action: 'read' | 'write'; readonly resource: { readonly kind: 'subscriptions' } }

export type NotificationRoutesOptions = {
  readonly notifications: NotificationService
  /** Throws a refusal when whoever sent the request may not do what it asks. */
  readonly may: (request: FastifyRequest, act: Act) => void
}

const Page = {
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  offset: Type.Integer({ minimum: 0, default: 0 }),
}
const Line = Type.Object({
  subscription: Type.String(),
  tenant: Type.String(),
  endpoint: Type.String({ description: 'Scheme, host and port of the receiver' }),
  state: Type.String({ description: '`active`, `paused` or `expired`' }),
  waiting: Type.Integer({ description: 'Notifications that are still to be delivered' }),
  sent: Type.Integer(),
  failed: Type.Integer(),
  dead: Type.Integer({ description: 'Dead letters' }),
  lastSuccess: Type.Optional(Type.String()),
  lastFailure: Type.Optional(Type.String()),
  error: Type.Optional(Type.String()),
  nextTry: Type.Optional(Type.String()),
})
const DeadLetter = Type.Object({
  id: Type.Integer(),
  tenant: Type.String(),
  subscription: Type.String(),
  endpoint: Type.String(),
  at: Type.String({ description: 'When it was to be told' }),
  diedAt: Type.String(),
  reason: Type.String(),
  excerpt: Type.String(),
})
const Ids = Type.Object(
  { ids: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 10_000 }) },
  { additionalProperties: false },
)
const tags = ['notifications']
const base = '/context/notifications'

/** How notifications fare, and what became of those that nobody took: for operators. */
export function registerNotificationRoutes(app: App, { notifications, may }: NotificationRoutesOptions): void {
  const onRequest = async (request: FastifyRequest) =>
    may(request, { action: request.method === 'GET' ? 'read' : 'write', resource: { kind: 'subscriptions' } })

  app.get(
    `${base}/lines`,
    {
      onRequest,
      schema: {
        tags,
        summary: 'How the notifications of each subscription fare',
        querystring: Type.Object(Page),
        response: { 200: Type.Object({ items: Type.Array(Line), count: Type.Integer() }) },
      },
    },
    async ({ query }) => {
      const { items, count } = await notifications.lines(query)
      return { items: items.map(writeTimes), count }
    },
  )

  app.get(
    `${base}/dead-letters`,
    {
      onRequest,
      schema: {
        tags,
        summary: 'Notifications that no receiver took for too long, the newest first',
        querystring: Type.Object({ ...Page, subscription: Type.Optional(Type.String({ description: 'Only of this one' })) }),
        response: { 200: Type.Object({ items: Type.Array(DeadLetter), count: Type.Integer() }) },
      },
    },
    async ({ query }) => {
      const { items, count } = await notifications.deadLetters(query)
      return { items: items.map(writeTimes), count }
    },
  )

  app.get(
    `${base}/dead-letters/:id/body`,
    { onRequest, schema: { tags, summary: 'A notification as it was to be sent', params: Type.Object({ id: Type.Integer() }) } },
    async ({ params }, reply) => {
      const found = await notifications.body(params.id)
      if (found === undefined) throw new NotFound(`There is no dead letter ${params.id}.`)
      return reply
        .header('content-disposition', `attachment; filename="notification-${params.id}.json"`)
        .type(found.contentType)
        .send(found.text)
    },
  )

  app.post(
    `${base}/dead-letters/replay`,
    {
      onRequest,
      schema: {
        tags,
        summary: 'Send again, after what waits',
        body: Ids,
        response: { 200: Type.Object({ replayed: Type.Integer() }) },
      },
    },
    async ({ body }) => ({ replayed: await notifications.replay(body.ids) }),
  )

  app.post(
    `${base}/dead-letters/discard`,
    {
      onRequest,
      schema: { tags, summary: 'Drop for good', body: Ids, response: { 200: Type.Object({ discarded: Type.Integer() }) } },
    },
    async ({ body }) => ({ discarded: await notifications.discard(body.ids) }),
  )
}

type Timed<View> = { readonly [Key in keyof View]: View[Key] extends Date | undefined ? string : View[Key] }

/** Times as texts. */
function writeTimes<View extends object>(view: View): Timed<View> {
  const entries = Object.entries(view).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value])
  return Object.fromEntries(entries) as Timed<View>
}

import Type from 'typebox'
import { type App, Invalid } from '#kernel'
import { topicOf } from './device.ts'
import { DeviceDraft, DeviceId, DeviceShape, writeDevice } from './device-view.ts'
import { findDevice, listDevices, noDevice, removeDevice, rotateSecret } from './devices.ts'
import type { Intake } from './intake.ts'
import { guard, type May } from './may.ts'
import { registerDevices } from './register-devices.ts'

const Registered = Type.Object({
  id: Type.String(),
  topic: Type.String(),
  secret: Type.String({ description: 'Shown only now: the node keeps no more than its digest.' }),
})
const ById = Type.Object({ id: DeviceId })
const tags = ['devices']

export function registerDeviceRoutes(app: App, intake: Intake, may: May): void {
  const { pool, registry, activity } = intake
  const onRequest = guard(may, 'devices')

  app.post(
    '/perception/v1/devices',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Register one device, or up to 10,000 at once, all or none',
        body: Type.Union([DeviceDraft, Type.Array(DeviceDraft, { minItems: 1, maxItems: 10_000 })]),
        response: { 201: Type.Object({ devices: Type.Array(Registered) }) },
      },
    },
    async (request, reply) => {
      const drafts = Array.isArray(request.body) ? request.body : [request.body]
      if (new Set(drafts.map(({ id }) => id)).size < drafts.length) throw new Invalid('An id is given twice.')
      const devices = await registerDevices(intake, drafts)
      return reply.status(201).send({ devices: devices.map(({ id, secret }) => ({ id, topic: topicOf(id), secret })) })
    },
  )

  app.get(
    '/perception/v1/devices',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Devices, by id',
        querystring: Type.Object({
          text: Type.Optional(Type.String({ maxLength: 200, description: 'Part of an id, a name or a kind.' })),
          limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
          offset: Type.Integer({ minimum: 0, default: 0 }),
        }),
        response: { 200: Type.Object({ devices: Type.Array(DeviceShape), count: Type.Integer() }) },
      },
    },
    async ({ query }) => {
      await activity.flush()
      const { devices, count } = await listDevices(pool, query)
      return { devices: devices.map(writeDevice), count }
    },
  )

  app.get(
    '/perception/v1/devices/:id',
    { onRequest, schema: { tags, summary: 'One device', params: ById, response: { 200: DeviceShape } } },
    async ({ params }) => {
      await activity.flush()
      const device = await findDevice(pool, params.id)
      if (device === undefined) throw noDevice(params.id)
      return writeDevice(device)
    },
  )

  app.post(
    '/perception/v1/devices/:id/rotate',
    { onRequest, schema: { tags, summary: 'Give a device a new secret', params: ById, response: { 200: Registered } } },
    async ({ params }) => {
      const { id, secret } = await rotateSecret(pool, params.id)
      registry.forget(id)
      return { id, topic: topicOf(id), secret }
    },
  )

  app.delete(
    '/perception/v1/devices/:id',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Take a device off the registry; what it measured stays',
        params: ById,
        response: { 204: Type.Null() },
      },
    },
    async ({ params }, reply) => {
      await removeDevice(pool, params.id)
      registry.forget(params.id)
      return reply.status(204).send(null)
    },
  )
}

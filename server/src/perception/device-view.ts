import Type, { type Static } from 'typebox'
import type { DeviceView } from '#contract'
import { type Device, topicOf } from './device.ts'

export const DeviceId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$' })

const Described = Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]*$' }), Type.Unknown(), {
  description: 'What stays the same about the entity: plain values, or attributes in NGSI-LD (normalized or concise).',
})

/** What is needed to register a device. */
export const DeviceDraft = Type.Object(
  {
    id: DeviceId,
    kind: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]*$', description: 'The NGSI-LD type of what it observes.' }),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    entity: Type.Optional(
      Type.String({ pattern: '^[A-Za-z][A-Za-z0-9+.-]*:\\S+$', description: 'urn:ngsi-ld:<kind>:<id> when missing.' }),
    ),
    area: Type.Optional(Type.String({ pattern: '^(/[^\\s/#+,;|()]+)+$', description: 'Scope path of its area.' })),
    position: Type.Optional(
      Type.Tuple([Type.Number({ minimum: -180, maximum: 180 }), Type.Number({ minimum: -90, maximum: 90 })], {
        description: 'Longitude and latitude, WGS 84.',
      }),
    ),
    decoder: Type.Optional(
      Type.String({ pattern: '^(json|ngsi-ld|mapping:[a-z0-9][a-z0-9.-]{0,79})$', description: 'json when missing.' }),
    ),
    units: Type.Optional(
      Type.Record(Type.String(), Type.String({ minLength: 1 }), {
        description: 'Attribute → UN/CEFACT code, for the decoder json.',
      }),
    ),
    describes: Type.Optional(Described),
  },
  { additionalProperties: false },
)

export type DeviceDraft = Static<typeof DeviceDraft>

export const DeviceShape = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  entity: Type.String(),
  area: Type.Optional(Type.String()),
  position: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
  decoder: Type.String(),
  units: Type.Record(Type.String(), Type.String()),
  topic: Type.String(),
  createdAt: Type.String(),
  lastSeen: Type.Optional(Type.String()),
  accepted: Type.Integer(),
  refused: Type.Integer(),
})

export function viewDevice({ units: _units, entity: _entity, ...device }: Device): DeviceView {
  return { ...device, topic: topicOf(device.id) }
}

/** The device as the API shows it. */
export function writeDevice({ createdAt, lastSeen, position, ...device }: Device): Static<typeof DeviceShape> {
  return {
    ...device,
    units: { ...device.units },
    ...(position && { position: [position[0], position[1]] as [number, number] }),
    topic: topicOf(device.id),
    createdAt: createdAt.toISOString(),
    ...(lastSeen && { lastSeen: lastSeen.toISOString() }),
  }
}

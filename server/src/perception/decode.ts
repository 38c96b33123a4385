import type { Entity } from '#context'
import type { Circumstance, MapRecord } from './compile-mapping.ts'
import type { Device } from './device.ts'
import { isGeometry, type Row } from './field.ts'
import { because, type Measured, writeTime } from './mapped.ts'
import { type Decoded, observedOf, readEntity } from './observed.ts'

/** Reads one object of a device's message. */
export type Decode = (value: unknown, device: Device, circumstance: Circumstance) => Decoded | Promise<Decoded>

/** The decoders that need no mapping, by the name a device is registered with. */
export const builtInDecoders: Readonly<Record<string, Decode>> = { json: decodeFlat, 'ngsi-ld': decodeFragment }

/** A mapping as a decoder: `mapping:<name>` in the registry. */
export function decoderOf(map: MapRecord): Decode {
  return async (value, _device, circumstance) => {
    if (!isRecord(value)) return notAnObject
    const mapped = await map(value, circumstance)
    return mapped.ok ? observedOf(mapped.observation) : mapped
  }
}

const notAnObject = because('not-an-object', 'a reading is a JSON object')
const attributeName = /^[A-Za-z][A-Za-z0-9_]{0,255}$/
const reserved = new Set(['id', 'type', 'scope'])

/** `{"pm25": 12.5, "observedAt": "2026-03-01T08:00:00Z"}`: attributes by name, null for what was not measured, and when. */
function decodeFlat(value: unknown, device: Device, { arrived }: Circumstance): Decoded {
  if (!isRecord(value)) return notAnObject
  const at = timeOf(value.observedAt, arrived)
  if (at === undefined)
    return because('not-a-time', `observedAt is ${JSON.stringify(value.observedAt)}: ISO 8601 with an offset is expected`)
  const observedAt = writeTime(at)
  const attributes: Record<string, Measured> = {}
  for (const name in value) {
    const said = value[name]
    if (name === 'observedAt' || said === null) continue
    if (!attributeName.test(name) || reserved.has(name)) return because('not-an-attribute', `${name} cannot name an attribute`)
    const unitCode = typeof said === 'number' ? device.units[name] : undefined
    const type = isGeometry(said) ? 'GeoProperty' : 'Property'
    attributes[name] = { type, value: said, ...(unitCode !== undefined && { unitCode }), observedAt }
  }
  if (Object.keys(attributes).length === 0) return because('nothing-measured', 'no attribute has a value')
  return observedOf({ id: device.entity, type: device.kind, ...scopeOf(device), observedAt: at, attributes, flags: [] })
}

/** A fragment of an NGSI-LD entity, normalized or concise. It may name only the entity that the device observes. */
function decodeFragment(value: unknown, device: Device, { arrived }: Circumstance): Decoded {
  if (!isRecord(value)) return notAnObject
  const { id = device.entity, type = device.kind } = value
  if (id !== device.entity) return because('not-its-entity', `the device observes ${device.entity}, not ${JSON.stringify(id)}`)
  const read = readEntity({ ...scopeOf(device), ...value, id, type })
  if (!read.ok) return read
  if (Object.keys(read.entity.attributes).length === 0) return because('nothing-measured', 'no attribute has a value')
  return { ok: true, entity: read.entity, newest: newestIn(read.entity, arrived), flags: [] }
}

const isRecord = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

const scopeOf = ({ area }: Device) => (area === undefined ? {} : { scope: area })

const offsetTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/

function timeOf(text: unknown, arrived: number): number | undefined {
  if (text === undefined || text === null) return arrived
  const at = typeof text === 'string' && offsetTime.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

/** The newest time of an entity's values; a value without a time is of now. */
function newestIn({ attributes }: Entity, arrived: number): number {
  const times = Object.values(attributes).flatMap((instances) =>
    instances.map(({ observedAt }) => (observedAt === undefined ? arrived : Date.parse(observedAt))),
  )
  return times.reduce((newest, at) => Math.max(newest, at))
}

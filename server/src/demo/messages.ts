import type { DemoDevice } from './device.ts'
import { hashPoint, hashText } from './random.ts'
import { type Reading, reading } from './reading.ts'

/** An attribute instance of NGSI-LD, normalized, with short names. */
export type Measured = {
  readonly type: 'Property'
  readonly value: number
  readonly unitCode?: string
  readonly observedAt: string
  readonly quality?: { readonly type: 'Property'; readonly value: string }
}

/** A reading as attributes of the entity: a car park also says how many spaces are free, and doubts itself when overfull. */
export function attributesOf(device: DemoDevice, { at, values }: Reading): Record<string, Measured> {
  const observedAt = at.toISOString()
  const measured = (value: number, unitCode?: string): Measured => ({
    type: 'Property',
    value,
    ...(unitCode === undefined ? {} : { unitCode }),
    observedAt,
  })
  if (device.signal.sort !== 'parking') {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, measured(value, device.units[name])]))
  }
  const occupied = values.occupiedSpotNumber ?? 0
  const free = measured(Math.max(0, device.signal.spaces - occupied))
  if (occupied <= device.signal.spaces) return { occupiedSpotNumber: measured(occupied), availableSpotNumber: free }
  const quality = { type: 'Property', value: 'over-capacity' } as const
  return { occupiedSpotNumber: { ...measured(occupied), quality }, availableSpotNumber: { ...free, quality } }
}

/**
 * What a device sends at its tick: usually one message; none while it is silent or its message is held up on the way, two when
 * an earlier one arrives late or it repeats itself, and now and then something that nobody can read.
 */
export function messagesAt(device: DemoDevice, at: Date): Uint8Array[] {
  const said = reading(device, at)
  if (!said) return []
  const message = encode(device, said)
  const luck = luckOf(device, at)
  if (luck < device.temper.garbage) return [garble(message, hashPoint(device.seeds.own, at.getTime(), 4))]
  if (isHeldUp(device, at)) return []
  const before = new Date(at.getTime() - device.interval * 1000)
  const late = isHeldUp(device, before) ? reading(device, before) : undefined
  if (late) return [message, encode(device, late)]
  return luck > 0.994 ? [message, message] : [message]
}

/** The last time at or before a moment at which a device sends: devices keep to the clock, each with its own offset. */
export function tickBefore(device: DemoDevice, at: Date): Date {
  const step = device.interval * 1000
  const offset = (hashText(device.id, 5) >>> 0) % step
  return new Date(Math.floor((at.getTime() - offset) / step) * step + offset)
}

function isHeldUp(device: DemoDevice, at: Date): boolean {
  const luck = luckOf(device, at)
  return luck > 0.985 && luck < 0.991
}

function luckOf(device: DemoDevice, at: Date): number {
  return hashPoint(device.seeds.own, Math.floor(at.getTime() / 1000), 3)
}

function encode(device: DemoDevice, said: Reading): Uint8Array {
  const content = device.decoder === 'json' ? { ...said.values, observedAt: said.at.toISOString() } : attributesOf(device, said)
  return Buffer.from(JSON.stringify(content))
}

/** The ways in which real devices break their messages. */
function garble(message: Uint8Array, choice: number): Uint8Array {
  if (choice < 0.4) return message.subarray(0, Math.floor(message.length * 0.6))
  if (choice < 0.7) return Buffer.from('ERR 17: sensor bus timeout')
  if (choice < 0.85)
    return Buffer.from(
      Buffer.from(message)
        .toString('utf8')
        .replace(/20\d\d-/, '0000/'),
    )
  return Buffer.from([0xff, 0xfe, 0x00, 0x13, 0x37])
}

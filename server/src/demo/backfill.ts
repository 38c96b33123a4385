import { type Entity, type Instance, name, queryEntities, type Write, type Writer } from '#context'
import type { Clock, Pool } from '#kernel'
import type { DemoDevice, Signal } from './device.ts'
import { attributesOf, type Measured } from './messages.ts'
import { reading } from './reading.ts'

export type BackfillDeps = { readonly pool: Pool; readonly writer: Writer; readonly clock: Clock }

type Span = { readonly days: number; readonly stepMinutes: number }

/** How far back each sort of device is known: car parks long enough for a forecast by the day of the week. */
const spans: Readonly<Partial<Record<Signal['sort'], Span>>> = {
  parking: { days: 21, stepMinutes: 30 },
  air: { days: 7, stepMinutes: 60 },
  river: { days: 7, stepMinutes: 60 },
  weather: { days: 7, stepMinutes: 60 },
}

const callSize = 1500
const callsAtOnce = 2

/**
 * Writes what devices would have said in the last weeks; those that have said something already are passed over.
 *
 * @param onProgress readings written so far, of how many
 */
export async function backfill(
  deps: BackfillDeps,
  devices: readonly DemoDevice[],
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<void> {
  const now = deps.clock()
  const calls = gather(await withoutReadings(deps.pool, devices), now)
  const total = calls.reduce((sum, call) => sum + call.length, 0)
  let done = 0
  const waiting = calls.values()
  const work = async (): Promise<void> => {
    for (const call of waiting) {
      const writes = call.map((make) => make()).filter((write) => write !== undefined)
      for (const result of await deps.writer.write(writes)) if (!result.ok) throw result.refusal
      done += call.length
      onProgress(done, total)
    }
  }
  await Promise.all(Array.from({ length: callsAtOnce }, work))
}

type MakeWrite = () => Write | undefined

/** Whole devices together in calls of a good size, so that a device is known with all of its past or not at all. */
function gather(devices: readonly DemoDevice[], now: Date): MakeWrite[][] {
  const calls: MakeWrite[][] = []
  for (const device of devices) {
    const times = pastOf(device, now).map((at) => () => writeOf(device, at))
    const last = calls.at(-1)
    if (last && last.length + times.length <= callSize) last.push(...times)
    else calls.push(times)
  }
  return calls.filter((call) => call.length > 0)
}

/** The newest first: what is older than what is known goes to the history alone, without an event for each reading. */
function pastOf(device: DemoDevice, now: Date): Date[] {
  const span = spans[device.signal.sort]
  if (!span) return []
  const step = span.stepMinutes * 60_000
  const newest = Math.floor(now.getTime() / step) * step
  return Array.from({ length: (span.days * 24 * 60) / span.stepMinutes }, (_, ago) => new Date(newest - ago * step))
}

function writeOf(device: DemoDevice, at: Date): Write | undefined {
  const said = reading(device, at)
  if (!said) return undefined
  const attributes: Record<string, readonly Instance[]> = {}
  for (const [term, measured] of Object.entries(attributesOf(device, said))) attributes[name(term)] = [instanceOf(measured)]
  const entity: Entity = { id: device.entity, types: [name(device.kind)], scopes: [device.area], attributes }
  return { tenant: '', mode: 'observe', entity }
}

function instanceOf({ quality, ...measured }: Measured): Instance {
  return quality ? { ...measured, [name('quality')]: [quality] } : measured
}

async function withoutReadings(pool: Pool, devices: readonly DemoDevice[]): Promise<DemoDevice[]> {
  const { entities } = await queryEntities(pool, '', { ids: devices.map((device) => device.entity), limit: devices.length })
  const spoken = new Set(entities.filter(hasReading).map((entity) => entity.id))
  return devices.filter((device) => !spoken.has(device.entity))
}

function hasReading({ attributes }: Entity): boolean {
  return Object.values(attributes).some((instances) => instances.some((instance) => instance.observedAt !== undefined))
}

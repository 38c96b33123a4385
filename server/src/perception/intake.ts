import { shorten, type Writer } from '#context'
import { type Clock, Counter, type Logger, type Metrics, type Pool } from '#kernel'
import { type Activity, type Latest, watchActivity } from './activity.ts'
import { decodeAll, type Item } from './decode-all.ts'
import { type Group, groupCalls } from './group.ts'
import type { Reason } from './mapped.ts'
import type { Observed } from './observed.ts'
import { type Held, hold, type Refused, type Source } from './quarantine.ts'
import type { Known } from './registry.ts'
import { openRegistry, type Registry } from './registry.ts'
import { type Taken, writeObserved } from './write-observed.ts'

/** One message of a device, as it came. */
export type Arrival = {
  readonly source: Exclude<Source, 'file'>
  readonly from: Known
  readonly topic?: string
  readonly bytes: Uint8Array
}

/** The way in for readings, shared by MQTT, HTTP and files. */
export type Intake = {
  readonly pool: Pool
  readonly writer: Writer
  readonly clock: Clock
  readonly logger: Logger
  readonly registry: Registry
  readonly activity: Activity
  readonly quarantine: Group<Refused, Held>
  /** Takes in a message: one reading or a list of them. Resolves once each is in the context or in quarantine, durably. */
  take(arrival: Arrival): Promise<readonly Taken[]>
  /** Puts a whole message into quarantine unread. Resolves once it is durable. */
  refuse(arrival: Arrival, reason: Reason): Promise<readonly Taken[]>
  /** Readings that were received and are not durable yet. */
  readonly pending: number
  /** Writes down everything that is under way; nothing may arrive any more. */
  stop(): Promise<void>
}

export type IntakeOptions = {
  readonly pool: Pool
  readonly writer: Writer
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics?: Metrics
}

export function openIntake({ pool, writer, clock, logger, metrics }: IntakeOptions): Intake {
  const activity = watchActivity(pool, { clock, logger })
  const quarantine = groupCalls((items: readonly Refused[]) => hold(pool, items))
  const count = countReadings(metrics)
  let messages = 0

  const takeItems = async ({ source, from, topic }: Arrival, items: readonly Item[]): Promise<readonly Taken[]> => {
    const { device } = from
    const readable = items.flatMap(({ decoded }) => (decoded.ok ? [decoded] : []))
    const written = (await writeObserved(writer, clock(), readable)).values()
    const taken = items.map(({ decoded }): Taken => (decoded.ok ? (written.next().value as Taken) : decoded))
    const refused = items.flatMap(({ payload }, index): Refused[] => {
      const { ok, ...why } = taken[index] as Reason
      return ok ? [] : [{ at: clock(), source, device: device.id, ...(topic !== undefined && { topic }), ...why, payload }]
    })
    await Promise.all(refused.map(quarantine.add))
    for (const result of taken) count(source, result.ok ? result.outcome : 'quarantined')
    for (const [index, { decoded }] of items.entries()) if (decoded.ok && taken[index]?.ok) activity.remember(latestOf(decoded))
    activity.note(device.id, taken.length - refused.length, refused.length)
    return taken
  }
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    messages += 1
    return work.finally(() => {
      messages -= 1
    })
  }
  const read = async (arrival: Arrival) => {
    const { from, bytes, topic } = arrival
    const circumstance = { arrived: clock().getTime(), device: from.device.id, ...(topic !== undefined && { topic }) }
    return takeItems(arrival, await decodeAll(bytes, from, circumstance))
  }

  return {
    pool,
    writer,
    clock,
    logger,
    registry: openRegistry(pool),
    activity,
    quarantine,
    take: (arrival) => counted(read(arrival)),
    refuse: (arrival, reason) => counted(takeItems(arrival, [{ decoded: reason, payload: arrival.bytes }])),
    get pending() {
      return Math.max(messages, writer.pending)
    },
    stop: async () => {
      await quarantine.settled()
      await activity.stop()
    },
  }
}

function countReadings(metrics: Metrics | undefined) {
  if (metrics === undefined) return () => undefined
  const readings = new Counter({
    name: 'datong_readings_total',
    help: 'Readings of devices, by way in and what became of them.',
    labelNames: ['source', 'outcome'],
    registers: [metrics],
  })
  return (source: string, outcome: string) => readings.inc({ source, outcome })
}

function latestOf({ entity, newest }: Observed): Latest {
  const [type = ''] = entity.types
  return { entity: entity.id, type: shorten(type), attributes: Object.keys(entity.attributes).map(shorten), at: new Date(newest) }
}

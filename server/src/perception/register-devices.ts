import { Conflict, Invalid } from '#kernel'
import type { DeviceDraft } from './device-view.ts'
import { addDevices, type NewDevice, type Registered } from './devices.ts'
import type { Intake } from './intake.ts'
import { readEntity } from './observed.ts'
import { loadDecoder } from './registry.ts'

/**
 * Registers devices, all or none, and writes down what is known of the entities they observe, so that those are on the map
 * before the first reading.
 *
 * @throws {Invalid} with the fault of each draft; {Conflict} naming the ids that are taken
 */
export async function registerDevices(intake: Intake, drafts: readonly DeviceDraft[]): Promise<readonly Registered[]> {
  const { pool, writer, registry } = intake
  for (const decoder of new Set(drafts.map(({ decoder = 'json' }) => decoder))) await loadDecoder(pool, decoder)
  const devices = drafts.map(toDevice)
  const taken = await pool.query<{ id: string }>('select id from perception.device where id = any($1)', [
    devices.map(({ id }) => id),
  ])
  if (taken.length > 0) throw alreadyThere(taken.map(({ id }) => id))
  const written = await writer.write(
    drafts.map((draft, index) => ({ tenant: '', mode: 'observe', entity: entityOf(draft, index) })),
  )
  for (const result of written) if (!result.ok) throw result.refusal
  return pool.transaction(async (tx) => {
    const registered = await addDevices(tx, devices)
    const missing = devices.filter(({ id }) => !registered.some((one) => one.id === id))
    if (missing.length > 0) throw alreadyThere(missing.map(({ id }) => id))
    for (const { id } of registered) registry.forget(id)
    return registered
  })
}

const alreadyThere = (ids: readonly string[]) => new Conflict(`Registered already: ${ids.slice(0, 20).join(', ')}.`)

function toDevice({
  id,
  kind,
  name = id,
  entity = `urn:ngsi-ld:${kind}:${id}`,
  area,
  position,
  decoder = 'json',
  units = {},
}: DeviceDraft): NewDevice {
  return { id, kind, name, entity, ...(area !== undefined && { area }), ...(position && { position }), decoder, units }
}

function entityOf(draft: DeviceDraft, index: number) {
  const { entity, kind, area, position } = toDevice(draft)
  const described = Object.entries(draft.describes ?? {}).map(([name, value]) => [name, toAttribute(value)] as const)
  const read = readEntity({
    id: entity,
    type: kind,
    ...(area !== undefined && { scope: area }),
    ...(draft.name !== undefined && { name: toAttribute(draft.name) }),
    ...(position && { location: { type: 'GeoProperty', value: { type: 'Point', coordinates: position } } }),
    ...Object.fromEntries(described),
  })
  if (!read.ok)
    throw new Invalid(`What device ${draft.id} observes is not valid: ${read.detail}`, [
      { pointer: `/${index}/describes`, message: read.detail },
    ])
  return read.entity
}

const toAttribute = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { type: 'Property', value }

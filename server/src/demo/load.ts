import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findEntity, queryEntities, type Writer } from '#context'
import { type Clock, Conflict, type Follower, type Logger, NotFound, type Pool } from '#kernel'
import { type DeviceDraft, type Intake, type Registered, registerDevices, rotateSecret } from '#perception'
import { createRegionService, importPack } from '#region'
import { backfill } from './backfill.ts'
import type { DemoDevice } from './device.ts'
import { demoDevices } from './devices.ts'
import { regionCode } from './divisions.ts'
import { keepDevices, readKeptDevices } from './kept-devices.ts'
import { type Land, makeLand, usualSeed } from './land.ts'
import type { ArmedDevice } from './living.ts'
import { regionId, writeLand } from './pack.ts'

export type DemoDeps = {
  readonly pool: Pool
  readonly writer: Writer
  readonly clock: Clock
  readonly logger: Logger
  /** Where the secrets of the made-up devices are kept from start to start. */
  readonly dataDir: string
  /** Of the region's lens: the load ends when it shows the island. */
  readonly follower?: Follower
  /** Where the devices are registered, and where what they publish will arrive. */
  readonly intake: Intake
}

/**
 * Brings the made-up region into a node: its places, its devices and what they have said in the last weeks. Doing it again
 * changes nothing, and finishes what was interrupted.
 *
 * @returns the devices with their secrets, ready to be started; none where the node has data of its own
 */
export async function loadDemo(deps: DemoDeps): Promise<readonly ArmedDevice[]> {
  const { pool, clock, logger, dataDir } = deps
  const region = await createRegionService(pool, clock).info()
  if (region ? region.id !== regionId : await isInUse(pool)) {
    logger.info({ region: region?.id }, 'the node has data of its own, so the demo region stays away')
    return []
  }
  const kept = region && (await readKeptDevices(dataDir))
  if (kept) return kept
  logger.info('making up the demo region')
  const land = makeLand(usualSeed)
  await importLand(deps, land)
  const devices = demoDevices(usualSeed, land)
  const armed = await arm(deps, devices)
  logger.info({ devices: armed.length }, 'the devices of the demo region are registered')
  await backfill(deps, devices, tellTenths(logger))
  await keepDevices(dataDir, armed)
  return armed
}

/** Whether a node without a region knows anything that a load of the demo region, broken off, has not left there. */
async function isInUse(pool: Pool): Promise<boolean> {
  const top = await findEntity(pool, '', `urn:ngsi-ld:AdministrativeArea:${regionCode}`)
  const { entities } = await queryEntities(pool, '', { limit: 1 })
  return top === undefined && entities.length > 0
}

async function importLand(deps: DemoDeps, land: Land): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'datong-demo-'))
  try {
    await writeLand(folder, land)
    const { areas, settlements, facilities } = await importPack(deps, folder)
    deps.logger.info({ areas, settlements, facilities }, 'the places of the demo region are there')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Registers the devices; those of an earlier start, whose secrets are lost, get new ones. */
async function arm(deps: DemoDeps, devices: readonly DemoDevice[]): Promise<ArmedDevice[]> {
  const secrets = new Map<string, string>()
  for (const { id, secret } of await registerOrRotate(deps, devices.map(draftOf))) secrets.set(id, secret)
  return devices.flatMap((device) => {
    const secret = secrets.get(device.id)
    return secret === undefined ? [] : [{ device, secret }]
  })
}

async function registerOrRotate({ pool, intake }: DemoDeps, drafts: readonly DeviceDraft[]): Promise<readonly Registered[]> {
  try {
    return await registerDevices(intake, drafts)
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
  }
  const registered: Registered[] = []
  for (const draft of drafts) {
    const rotated = await rotateSecret(pool, draft.id).catch((error: unknown) => {
      if (error instanceof NotFound) return undefined
      throw error
    })
    intake.registry.forget(draft.id)
    registered.push(...(rotated ? [rotated] : await registerDevices(intake, [draft])))
  }
  return registered
}

function draftOf({ id, name, kind, entity, area, decoder, position, units, describes }: DemoDevice): DeviceDraft {
  return { id, name, kind, entity, area, decoder, position: [...position], units: { ...units }, describes: { ...describes } }
}

function tellTenths(logger: Logger): (done: number, total: number) => void {
  let told = 0
  return (done, total) => {
    const tenths = Math.floor((10 * done) / total)
    if (tenths === told) return
    told = tenths
    logger.info({ readings: done, of: total }, 'writing what the devices have said in the last weeks')
  }
}

import {
  findPersonPlaces,
  loadDemo,
  saveDemoAgreements,
  saveDemoDatasets,
  saveDemoLaws,
  saveDemoPeople,
  startDemoDevices,
} from '#demo'
import { createRegionService } from '#region'
import { exchangeOf } from './exchange.ts'
import type { Parts } from './parts.ts'
import type { Stops } from './stops.ts'

type DemoParts = Parts & { readonly mqttPort: number; readonly say: (line: string) => void }

/** Loads the made-up region into an empty node, and lets its devices publish to the node's own port. */
export async function startDemo(parts: DemoParts, stops: Stops): Promise<void> {
  const { config, places, clock, logger, mqttPort, say } = parts
  const devices = await loadDemo({ ...parts, dataDir: config.dataDir, follower: places })
  if (devices.length === 0) return
  const homes = await findPersonPlaces(createRegionService(parts.pool, clock))
  if (homes !== undefined) {
    await saveDemoPeople(parts.accounts, homes)
    await saveDemoLaws(parts.accounts, homes.region)
    await saveDemoDatasets({ ...parts, dropFolder: config.dropFolder }, homes)
    await saveDemoAgreements(exchangeOf(parts), homes)
  }
  const living = startDemoDevices({ mqttUrl: `mqtt://${mqttHost(config.host)}:${mqttPort}`, devices, clock, logger })
  stops.push(living.stop)
  say(`The made-up region is there: ${devices.length} devices have begun to publish. Start with --no-demo for an empty node.`)
  say(`Sign in as one of its made-up people at ${parts.accounts.origin}/demo/people.`)
}

/** A node that listens on every address is reached by its own devices on loopback. */
const mqttHost = (host: string) => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host)

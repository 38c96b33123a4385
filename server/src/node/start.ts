import { once } from 'node:events'
import { join } from 'node:path'
import { startCodeCarrier } from '#channels'
import { startNotifications, startWriter } from '#context'
import { keepGapWarm, startTravel } from '#equity'
import { createSigners, loadExchangeSecret } from '#exchange'
import { type Config, createMetrics, type Logger, lockFolder, type RouteName, routesOf, startJobs, systemClock } from '#kernel'
import { openIntake, startMqtt } from '#perception'
import { createRegionService, readHours, startRegion } from '#region'
import {
  accountParts,
  type ContactKind,
  createIdentity,
  inviteFirstOfficer,
  loadOperatorKey,
  openOauth,
  startRecordKeeping,
} from '#trust'
import { openDatabase } from './database.ts'
import { startDemo } from './demo.ts'
import { isOwnDemo } from './demo-people.ts'
import { openDoors } from './doors.ts'
import { openKeyring, openSources } from './exchange.ts'
import { tellGrowingGaps } from './gap-alerts.ts'
import { listen, portProblem } from './listen.ts'
import { loadPortal } from './portal.ts'
import { createServices } from './services.ts'
import { createStops, type Stops } from './stops.ts'
import { startUpkeep } from './upkeep.ts'

export type RunningNode = {
  readonly url: string
  readonly mqttPort: number
  readonly routes: readonly RouteName[]
  /** Takes nothing new, finishes what was taken, and lets go of the data folder. */
  stop(): Promise<void>
}

export type Surroundings = {
  readonly logger: Logger
  /** Tells whoever sits at the terminal what is going on. */
  readonly say: (line: string) => void
  /** Gives up a start that has not ended. */
  readonly signal?: AbortSignal
}

/**
 * Puts a node together and starts it, from the database up to the doors.
 *
 * @throws {SetupProblem} when a setting does not hold in the world: the folder is in use, a port is taken, the database does not
 * answer; the signal's reason when it was given before the start had ended. What was started by then is stopped again.
 */
export async function startNode(config: Config, surroundings: Surroundings): Promise<RunningNode> {
  const { logger, signal } = surroundings
  const stops = createStops(signal)
  const starting = start(config, surroundings, stops)
  try {
    return { ...(await Promise.race([starting, ...(signal ? [whenAborted(signal)] : [])])), stop: stops.run }
  } catch (error) {
    // With the ground gone from under it, what is still starting fails, too: of that, only the end is of interest.
    const stop = () => stops.run().catch((err: unknown) => logger.error({ err }, 'what had started did not stop cleanly'))
    await stop()
    await starting.catch(() => undefined)
    await stop()
    throw error
  }
}

async function whenAborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort')
  throw signal.reason
}

async function start(config: Config, { logger, say }: Surroundings, stops: Stops): Promise<Omit<RunningNode, 'stop'>> {
  const clock = systemClock
  const metrics = createMetrics()
  const isSecure = config.publicUrl.startsWith('https:')

  const lock = await lockFolder(config.dataDir)
  stops.push(lock.release)
  const pool = await openDatabase(config, logger, stops)
  const key = await loadOperatorKey(config.dataDir)
  const keyring = openKeyring(config)
  const region = createRegionService(pool, clock)
  const pathOf = async (area: string) => (await region.area(area))?.path
  const carries = async (kind: ContactKind) => {
    const { mail, sms } = config.carriers
    const isCarried = (kind === 'mail' ? mail : sms) !== undefined
    // The page of the made-up people shows what would be carried.
    return isCarried || (isOwnDemo(config) && (await region.info())?.isDemo === true)
  }
  const accounts = accountParts({ ...config, pool, clock, key, keyring, isSecure, pathOf, carries })
  const portal = await loadPortal()
  const oauth = await openOauth(accounts, config.dataDir, portal.renderError)
  const identity = createIdentity({ key, clock, isSecure, db: pool, findApp: oauth.findApp })

  const keeping = await startRecordKeeping(pool, {
    clock,
    logger,
    keyFile: config.recordKeyFile ?? join(config.dataDir, 'record.key'),
    witnessKeyFile: join(config.dataDir, 'witness.key'),
    name: config.nodeAlias,
  })
  stops.push(keeping.stop)

  const jobs = await startJobs(pool, logger)
  stops.push(jobs.stop)
  const places = await startRegion(pool, logger)
  stops.push(places.stop)
  const { allowPrivateHosts, contextHosts, publicUrl } = config
  const patienceMs = config.notificationPatience * 86_400_000
  const outward = { allowPrivateHosts, contextHosts, publicUrl }
  const notifications = await startNotifications(pool, { clock, logger, patienceMs, ...outward })
  stops.push(notifications.stop)
  stops.push(startCodeCarrier(pool, { ...config, clock, logger, metrics }).stop)
  const writer = startWriter(pool, { clock, logger, metrics })
  stops.push(writer.stop)
  await startUpkeep(jobs, pool, writer, clock, config, logger)
  await jobs.every('sign-record', '* * * * *', async () => {
    await keeping.sign()
    await keeping.cosign()
  })
  const intake = openIntake({ pool, writer, clock, logger, metrics })
  stops.push(intake.stop)

  const travel = startTravel(pool)
  stops.push(travel.stop)

  const signers = createSigners(pool, await loadExchangeSecret(join(config.dataDir, 'exchange.key')), clock)
  const sources = openSources(config, pool, keyring)
  stops.push(sources.close)

  const parts = {
    config,
    pool,
    writer,
    intake,
    places,
    jobs,
    keyring,
    sources,
    signers,
    travel,
    isOpen: readHours(),
    identity,
    accounts,
    keeping,
    oauth,
    portal,
    logger,
    metrics,
    clock,
    isSecure,
  }
  const services = await createServices(parts, stops)
  stops.push(keepGapWarm({ pool, gap: services.gap, logger }).stop)
  await jobs.every('tell-growing-gaps', '23 4 * * *', () => tellGrowingGaps({ pool, writer, use: services.use, clock }))
  const doors = await openDoors(parts, services)
  const url = await listen(doors.app, config)
  stops.push(() => doors.app.close())
  const mqtt = await startMqtt(intake, { host: config.host, port: config.mqttPort }).catch((error: unknown) => {
    throw portProblem(error, 'MQTT_PORT', config.mqttPort)
  })
  stops.push(mqtt.stop)

  doors.setReady(true)
  stops.push(async () => doors.setReady(false))
  lock.announce({ pid: process.pid, url, mqttPort: mqtt.port })
  const address = config.port === 0 ? url : config.publicUrl
  say(`Datong is at ${address} (MQTT on port ${mqtt.port}, data in ${config.dataDir}).`)
  say(`Operators sign in at ${address}/integrators with the key in ${join(config.dataDir, 'operator.key')}.`)
  const firstOffice = await inviteFirstOfficer(accounts, config.nodeName)
  if (firstOffice !== undefined) say(`The first officer signs in, once, with this link: ${firstOffice}`)
  if (config.demo) await startDemo({ ...parts, say, mqttPort: mqtt.port }, stops)
  return { url, mqttPort: mqtt.port, routes: routesOf(doors.app) }
}

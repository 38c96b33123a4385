import { readFile } from 'node:fs/promises'
import { countContext, createNotificationService, shorten } from '#context'
import type { Change, NodeInfo, Services } from '#contract'
import {
  createAccessService,
  createComplianceService,
  createGapService,
  createScenarioService,
  createUseService,
  createWhyService,
  startPlans,
} from '#equity'
import { createAgreements, createDatasets, datasetNames } from '#exchange'
import { createForecasts } from '#insight'
import { type Clock, type Config, type LogEntry, type Logger, nudgeFollowers, type Pool, tail } from '#kernel'
import { createDeviceService } from '#perception'
import { createRegionService } from '#region'
import { createEnvironment } from '#services/environment'
import { createParking } from '#services/parking'
import {
  cardHolder,
  createAccounts,
  createConsents,
  createEmergencies,
  createFiles,
  createLaws,
  createOpenid,
  createOversight,
  createReader,
  createRecordService,
  createRights,
  decide,
  entityHolder,
  ownHolders,
  principalOf,
  sessionOf,
  visitorOf,
} from '#trust'
import { demoPeopleFinder } from './demo-people.ts'
import { exchangeOf } from './exchange.ts'
import type { Parts } from './parts.ts'
import { createPlanGuard } from './plan-guard.ts'
import type { Stops } from './stops.ts'

/** The services that pages and routes are given; what describes the routes comes from these themselves. */
export async function createServices(parts: Parts, stops: Stops): Promise<Omit<Services, 'api'>> {
  const { pool, writer, clock, config, intake, identity, accounts, oauth, logger } = parts
  const region = createRegionService(pool, clock)
  const zone = async () => (await region.info())?.timeZone ?? 'UTC'
  const forecast = createForecasts(pool, { clock, zone })
  const reader = createReader(pool, clock)
  const plans = await startPlans(parts)
  stops.push(plans.close)
  const exchange = exchangeOf(parts)
  const { gate } = exchange
  const holders = [...ownHolders, cardHolder(parts), entityHolder(pool, writer)]
  return {
    region,
    parking: createParking(reader, forecast, clock),
    environment: createEnvironment(reader, clock),
    gap: createGapService(parts),
    plans,
    scenarios: createScenarioService({ ...parts, plans }),
    planGuard: createPlanGuard(region),
    use: createUseService(pool, clock),
    access: createAccessService(parts),
    why: createWhyService(parts),
    compliance: createComplianceService(parts),
    devices: createDeviceService(intake),
    notifications: createNotificationService(pool),
    record: createRecordService(parts.keeping),
    node: await nodeDescriber(pool, config, clock),
    watch: await changeWatcher(pool, logger, stops),
    isOperator: async (headers) => (await identity.identify(headers)).kind === 'operator',
    visitor: (request) => {
      const session = sessionOf(request)
      return { who: visitorOf(request), ...(session !== undefined && { session }) }
    },
    accounts: createAccounts(accounts, oauth, config.openid && createOpenid(accounts, config.openid)),
    mayOpen: (request, audience) =>
      decide({ principal: principalOf(request), action: 'read', resource: { kind: 'page', audience } }).allow,
    consents: createConsents(accounts),
    rights: createRights(accounts, gate, holders, datasetNames),
    emergencies: createEmergencies(accounts),
    files: createFiles(accounts, gate, holders),
    datasets: createDatasets(parts),
    agreements: createAgreements(exchange),
    laws: createLaws(accounts),
    oversight: createOversight(accounts, { zone }),
    demoPeople: demoPeopleFinder(config, region, accounts),
    signIn: identity.signIn,
    signOut: identity.signOut,
    clock,
  }
}

export async function readVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

async function nodeDescriber(pool: Pool, { nodeName, databaseUrl }: Config, clock: Clock): Promise<() => Promise<NodeInfo>> {
  const startedAt = clock()
  const version = await readVersion()
  const [row] = await pool.query<{ version: string }>(`select split_part(version(), ' ', 2) as version`)
  const database = `PostgreSQL ${row?.version}${databaseUrl === undefined ? ', embedded' : ''}`
  return async () => ({
    name: nodeName,
    version,
    licence: 'Apache-2.0',
    node: process.version,
    database,
    startedAt,
    ...(await countContext(pool)),
  })
}

type Watcher = { readonly types: ReadonlySet<string>; readonly onChange: (change: Change) => void }

/** Tells open pages which entities changed. */
async function changeWatcher(pool: Pool, logger: Logger, stops: Stops): Promise<Services['watch']> {
  const watchers = new Set<Watcher>()
  const { stop } = await tail(pool, {
    kinds: ['entity-created', 'entity-updated'],
    logger,
    isHeard: () => watchers.size > 0,
    onEntries: (entries) => {
      for (const change of entries.flatMap(changesOf))
        for (const { types, onChange } of watchers) if (types.has(change.type)) onChange(change)
    },
  })
  stops.push(stop)
  return (types, onChange) => {
    const watcher = { types: new Set(types), onChange }
    watchers.add(watcher)
    nudgeFollowers()
    return () => watchers.delete(watcher)
  }
}

function changesOf({ subject, at, body, tenant }: LogEntry): Change[] {
  if (tenant !== '') return []
  return (body as { types: string[] }).types.map((type) => ({ id: subject, type: shorten(type), at }))
}

import { join, resolve } from 'node:path'
import { type Carriers, readCarriers } from './config-carriers.ts'
import { SetupProblem } from './setup-problem.ts'

/** Everything that can be set, read once at start. */
export type Config = {
  readonly host: string
  readonly port: number
  readonly mqttPort: number
  /** The address people and devices use, where it differs from `host` and `port`. */
  readonly publicUrl: string
  readonly dataDir: string
  /** Missing: the embedded database in `dataDir`. */
  readonly databaseUrl?: string
  readonly nodeName: string
  /** How the node names itself to other NGSI-LD brokers, unlike any of them. */
  readonly nodeAlias: string
  readonly logLevel: LogLevel
  /** Load the made-up region into an empty data folder and let its devices live. */
  readonly demo: boolean
  /** Nobody in particular may read and write the NGSI-LD API: for conformance tests and benchmarks, on loopback only. */
  readonly openContext: boolean
  /** Fetch @contexts from, and notify, hosts of private networks; with the open context always. */
  readonly allowPrivateHosts: boolean
  /** The only hosts that @contexts are fetched from, `*.name` for those below a name; empty for any. */
  readonly contextHosts: readonly string[]
  /** Requests a minute from one address that names no key; 0 for no limit. */
  readonly rateLimit: number
  /** Days for which a notification is tried before it becomes a dead letter. */
  readonly notificationPatience: number
  /** Instances of attributes that one answer about the past has at most. */
  readonly historyPage: number
  /** The country's own OpenID Connect provider, through which residents may sign in. */
  readonly openid?: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string; readonly name: string }
  /** How one-time codes reach people. */
  readonly carriers: Carriers
  /** For how many days the past of entities is kept, by type, and under `*` for all others; empty for ever. */
  readonly historyRetention: ReadonlyMap<string, number>
  /** The hosts of private networks at which departments' own systems may be, `*.name` for those below a name. */
  readonly systemHosts: readonly string[]
  /** Where departments drop their files, each in a folder of its own name. */
  readonly dropFolder: string
  /** The keys that seal numbers and passwords: a file, or a command that prints them. */
  readonly sealingKeys: { readonly file: string } | { readonly command: string }
  /** The keys that sign the record, where they are not in the data folder. */
  readonly recordKeyFile?: string
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

type Environment = Readonly<Record<string, string | undefined>>

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])
const options = new Set(['--no-demo', '--open-context'])

/**
 * @param env the process's environment; @param args what follows the command, for example `--no-demo`
 * @throws {SetupProblem} one, which names every setting that is wrong
 */
export function readConfig(env: Environment, args: readonly string[]): Config {
  const wrong: string[] = args
    .filter((arg) => !options.has(arg))
    .map((arg) => `${arg} is not an option (${[...options].join(', ')})`)
  const host = env.HOST || '127.0.0.1'
  const port = readPort(env, 'PORT', 8080, wrong)
  const mqttPort = readPort(env, 'MQTT_PORT', 1883, wrong)
  const databaseUrl = readUrl(env, 'DATABASE_URL', ['postgres:', 'postgresql:'], wrong)
  const publicUrl = readUrl(env, 'PUBLIC_URL', ['http:', 'https:'], wrong)?.replace(/\/+$/, '') ?? usualUrl(host, port)
  const logLevel = logLevels.find((level) => level === (env.LOG_LEVEL || 'info'))
  if (logLevel === undefined) wrong.push(`LOG_LEVEL is ${env.LOG_LEVEL}, but must be one of ${logLevels.join(', ')}`)
  const rateLimit = Number(env.RATE_LIMIT || 1200)
  if (!Number.isInteger(rateLimit) || rateLimit < 0) wrong.push(`RATE_LIMIT is ${env.RATE_LIMIT}, but must be a whole number`)
  const historyPage = Number(env.HISTORY_PAGE || 10_000)
  if (!Number.isInteger(historyPage) || historyPage < 1)
    wrong.push(`HISTORY_PAGE is ${env.HISTORY_PAGE}, but must be a whole number from 1`)
  const notificationPatience = Number(env.NOTIFICATION_PATIENCE || 7)
  if (!(notificationPatience > 0 && notificationPatience <= 365))
    wrong.push(`NOTIFICATION_PATIENCE is ${env.NOTIFICATION_PATIENCE}, but must be a number of days, at most 365`)
  const historyRetention = readDays(env, 'HISTORY_RETENTION', wrong)
  const openid = readOpenid(env, wrong)
  const carriers = readCarriers(env, wrong)
  const openContext = args.includes('--open-context')
  if (openContext && !loopback.has(host)) wrong.push(`--open-context is refused on HOST=${host}: it is for loopback only`)
  if (!['yes', 'no', '', undefined].includes(env.ALLOW_PRIVATE_HOSTS)) wrong.push('ALLOW_PRIVATE_HOSTS must be yes or no')
  const nodeAlias = env.NODE_ALIAS || (URL.parse(publicUrl)?.host ?? 'datong').replace(/[^\w.-]+/g, '-')
  if (!/^[\w.-]{1,100}$/.test(nodeAlias)) wrong.push('NODE_ALIAS must be of letters, digits and . _ -')
  const contextHosts = readHosts(env, 'CONTEXT_HOSTS', wrong)
  const systemHosts = readHosts(env, 'SYSTEM_HOSTS', wrong)
  const dataDir = resolve(env.DATA_DIR || 'data')
  if (env.SEALING_KEY_FILE && env.SEALING_KEY_COMMAND) wrong.push('SEALING_KEY_FILE and SEALING_KEY_COMMAND are not set together')
  if (wrong.length > 0) throw new SetupProblem(`Configuration: ${wrong.join('; ')}`)
  return {
    host,
    port,
    mqttPort,
    publicUrl,
    dataDir,
    systemHosts,
    dropFolder: resolve(env.DROP_FOLDER || join(dataDir, 'drop')),
    sealingKeys: env.SEALING_KEY_COMMAND
      ? { command: env.SEALING_KEY_COMMAND }
      : { file: resolve(env.SEALING_KEY_FILE || join(dataDir, 'sealing.keys')) },
    ...(databaseUrl !== undefined && { databaseUrl }),
    nodeName: env.NODE_NAME || 'Datong',
    nodeAlias,
    logLevel: logLevel ?? 'info',
    demo: !args.includes('--no-demo'),
    openContext,
    rateLimit,
    contextHosts,
    historyPage,
    notificationPatience,
    historyRetention,
    carriers,
    ...(env.RECORD_KEY_FILE && { recordKeyFile: resolve(env.RECORD_KEY_FILE) }),
    ...(openid && { openid }),
    allowPrivateHosts: openContext || env.ALLOW_PRIVATE_HOSTS === 'yes',
  }
}

function readPort(env: Environment, name: string, usual: number, wrong: string[]): number {
  const port = Number(env[name] || usual)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    wrong.push(`${name} is ${env[name]}, but must be a port from 0 to 65535`)
  return port
}

function readUrl(env: Environment, name: string, protocols: readonly string[], wrong: string[]): string | undefined {
  const text = env[name]
  if (!text) return undefined
  if (!protocols.includes(URL.parse(text)?.protocol ?? ''))
    wrong.push(`${name} must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`)
  return text
}

/** Names or addresses of hosts, in small letters. */
function readHosts(env: Environment, name: string, wrong: string[]): string[] {
  const hosts = (env[name] ?? '').split(',').flatMap((host) => host.trim().toLowerCase() || [])
  const notHost = hosts.find((host) => !/^(\*\.)?[a-z0-9.-]+$/.test(host))
  if (notHost !== undefined) wrong.push(`${name} has ${notHost}, which is not the name of a host`)
  return hosts
}

/** All of it or nothing; what people read on the button is the host of the provider unless it has a name. */
function readOpenid(env: Environment, wrong: string[]): Config['openid'] {
  const issuer = readUrl(env, 'OPENID_ISSUER', ['http:', 'https:'], wrong)
  const { OPENID_CLIENT_ID: clientId = '', OPENID_CLIENT_SECRET: clientSecret = '', OPENID_NAME: name = '' } = env
  if (issuer === undefined && clientId === '' && clientSecret === '') return undefined
  if (issuer === undefined || clientId === '' || clientSecret === '')
    wrong.push('OPENID_ISSUER, OPENID_CLIENT_ID and OPENID_CLIENT_SECRET are set together or not at all')
  const host = URL.parse(issuer ?? '')
  const isLocal = host?.protocol === 'http:' && loopback.has(host.hostname)
  if (host?.protocol === 'http:' && !isLocal)
    wrong.push('OPENID_ISSUER must be reached over https:, unless it is on this machine')
  return issuer === undefined ? undefined : { issuer, clientId, clientSecret, name: name || (host?.host ?? issuer) }
}

function usualUrl(host: string, port: number): string {
  const name = loopback.has(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

/** Days by name, as in `WaterObserved=400d,*=3650d`. */
function readDays(env: Environment, name: string, wrong: string[]): Map<string, number> {
  const days = new Map<string, number>()
  for (const part of env[name]?.split(',') ?? []) {
    const [, key, number] = /^\s*([^\s=]+)\s*=\s*([1-9]\d{0,5})d\s*$/.exec(part) ?? []
    if (key === undefined || days.has(key)) wrong.push(`${name} has "${part}", but each part is a name, = and days, as in A=400d`)
    else days.set(key, Number(number))
  }
  return days
}

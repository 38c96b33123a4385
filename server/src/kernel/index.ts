/** Kernel: database, ordered log, jobs, errors, configuration, clock. Knows no word of the domain. */
export { readAnalytics } from './analytics.ts'
export { type Clock, systemClock } from './clock.ts'
export { type Config, readConfig } from './config.ts'
export { type Carriers, isLoopback } from './config-carriers.ts'
export { type Cell, writeCell, writeTable } from './csv.ts'
export { type Address, connect, type Db, type Pool, type Tx } from './database.ts'
export { type Embedded, openEmbedded } from './embedded.ts'
export { type Follower, type FollowOptions, follow } from './follow.ts'
export { type App, createHttp, type HttpOptions, type RouteName, routesOf } from './http.ts'
export { type Jobs, type SendOptions, startJobs } from './jobs.ts'
export { createKeyring, type Keyring, type KeyringSource, SealBroken } from './keyring.ts'
export { keyringCommand, keyringFile } from './keyring-source.ts'
export { type FolderLock, findHolder, type Holder, lockFolder } from './lock.ts'
export { type Event, type LogEntry, logEnd, logStart, type Position, readLog, realignLog, record, trimLog } from './log.ts'
export { createLogger, type Logger } from './logger.ts'
export { Counter, createMetrics, Gauge, Histogram, type Metrics } from './metrics.ts'
export { type Migrations, migrate } from './migrate.ts'
export { nudgeFollowers } from './nudge.ts'
export { type Answer, callOut, type Outbound } from './outbound.ts'
export { isPrivateAddress, isPrivateHost, publicLookup } from './private-address.ts'
export { type Problem, problemOf } from './problem.ts'
export {
  Conflict,
  Denied,
  type Fault,
  Invalid,
  NotFound,
  Refusal,
  SignInNeeded,
  TooBusy,
  TooLarge,
  Unsupported,
} from './refusal.ts'
export { placeOf, renewKeys, type SealedColumn } from './reseal.ts'
export { SetupProblem } from './setup-problem.ts'
export type { Shards } from './shard.ts'
export { type TailOptions, tail } from './tail.ts'
export { uuidv7 } from './uuid.ts'

import type { Migrations } from './migrate.ts'

export const kernelSchema: Migrations = { module: 'kernel', folder: new URL('./schema/', import.meta.url) }

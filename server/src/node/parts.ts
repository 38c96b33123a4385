import type { Writer } from '#context'
import type { IsOpen, Travel } from '#equity'
import type { Signers, SystemSources } from '#exchange'
import type { Clock, Config, Follower, Jobs, Keyring, Logger, Metrics, Pool } from '#kernel'
import type { Intake } from '#perception'
import type { AccountParts, Identity, Oauth, RecordKeeping } from '#trust'
import type { Portal } from './portal.ts'

/** What a node is made of, before its doors open. */
export type Parts = {
  readonly config: Config
  readonly pool: Pool
  readonly writer: Writer
  readonly intake: Intake
  /** The follower that keeps the region's lens. */
  readonly places: Follower
  /** How long it takes from where people live to wherever, worked out in a thread of its own. */
  readonly travel: Travel
  readonly isOpen: IsOpen
  readonly jobs: Jobs
  /** What numbers of people and passwords of systems are sealed with. */
  readonly keyring: Keyring
  /** The departments' own systems. */
  readonly sources: SystemSources
  /** What departments sign with. */
  readonly signers: Signers
  readonly identity: Identity
  readonly accounts: AccountParts
  readonly keeping: RecordKeeping
  /** Lets apps in. */
  readonly oauth: Oauth
  readonly portal: Portal
  readonly logger: Logger
  readonly metrics: Metrics
  readonly clock: Clock
  /** People reach the node over HTTPS. */
  readonly isSecure: boolean
}

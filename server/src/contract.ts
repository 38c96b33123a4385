/**
 * What the portal is given: the services it may call and the shapes they answer with. Types only, so that pages can be
 * written, checked and tested without knowing a module of the server.
 */
import type { AccessService } from './contract/access.ts'
import type { AccountService } from './contract/accounts.ts'
import type { AgreementService } from './contract/agreements.ts'
import type { ComplianceService } from './contract/compliance.ts'
import type { DatasetService } from './contract/datasets.ts'
import type { DemoPeople } from './contract/demo.ts'
import type { DeviceService } from './contract/devices.ts'
import type { EnvironmentService } from './contract/environment.ts'
import type { GapService } from './contract/gap.ts'
import type { LawService } from './contract/laws.ts'
import type { Change, NodeInfo } from './contract/node.ts'
import type { NotificationService } from './contract/notifications.ts'
import type { OversightService } from './contract/oversight.ts'
import type { ParkingService } from './contract/parking.ts'
import type { RegionService } from './contract/places.ts'
import type { PlanGuard, PlanService } from './contract/plan.ts'
import type { RecordService } from './contract/record.ts'
import type { ConsentService, EmergencyService, FileService, RightsService } from './contract/rights.ts'
import type { ScenarioService } from './contract/scenario.ts'
import type { UseService } from './contract/use.ts'
import type { Audience, Visitor } from './contract/visitors.ts'
import type { WhyService } from './contract/why.ts'

export type * from './contract/access.ts'
export type * from './contract/accounts.ts'
export type * from './contract/agreements.ts'
export type * from './contract/apps.ts'
export type * from './contract/compliance.ts'
export type * from './contract/datasets.ts'
export type * from './contract/delegation.ts'
export type * from './contract/demo.ts'
export type * from './contract/devices.ts'
export type * from './contract/environment.ts'
export type * from './contract/gap.ts'
export type * from './contract/laws.ts'
export type * from './contract/node.ts'
export type * from './contract/notifications.ts'
export type * from './contract/officers.ts'
export type * from './contract/oversight.ts'
export type * from './contract/own-account.ts'
export type * from './contract/parking.ts'
export type * from './contract/places.ts'
export type * from './contract/plan.ts'
export type * from './contract/record.ts'
export type * from './contract/rights.ts'
export type * from './contract/scenario.ts'
export type * from './contract/sign-in.ts'
export type * from './contract/use.ts'
export type * from './contract/visitors.ts'
export type * from './contract/why.ts'

export type Services = {
  readonly region: RegionService
  readonly parking: ParkingService
  readonly environment: EnvironmentService
  readonly gap: GapService
  readonly use: UseService
  readonly why: WhyService
  readonly compliance: ComplianceService
  readonly plans?: PlanService
  readonly scenarios?: ScenarioService
  readonly access: AccessService
  readonly devices: DeviceService
  readonly notifications: NotificationService
  readonly record: RecordService
  readonly node: () => Promise<NodeInfo>
  /** The OpenAPI document of every interface, as at `/openapi.json`. */
  readonly api: () => object
  /** Calls back on every change of an entity of these types, until the returned function is called. */
  readonly watch: (types: readonly string[], onChange: (change: Change) => void) => () => void
  /** Who asks: pages for integrators need an operator. */
  readonly isOperator: (headers: {
    readonly cookie?: string | undefined
    readonly authorization?: string | undefined
  }) => Promise<boolean>
  readonly signIn: (key: string) => { readonly cookie: string | string[] } | undefined
  /** The cookie that ends the session of whoever sends it back. */
  readonly signOut?: () => { readonly cookie: string | string[] }
  /** Who sent a request, and the session it belongs to. */
  readonly visitor: (request: object) => { readonly who: Visitor; readonly session?: string }
  readonly accounts: AccountService
  readonly planGuard: PlanGuard
  /** Whether whoever sent a request may see pages for an audience. */
  readonly mayOpen: (request: object, audience: Audience) => boolean
  readonly consents: ConsentService
  readonly rights: RightsService
  readonly emergencies: EmergencyService
  readonly files: FileService
  readonly datasets: DatasetService
  readonly agreements: AgreementService
  readonly laws: LawService
  readonly oversight: OversightService
  /** Only where the request comes from this machine, to a node that listens on it alone, with the made-up region. */
  readonly demoPeople: (request: { readonly ip: string; readonly hostname: string }) => Promise<DemoPeople | undefined>
  readonly clock: () => Date
}

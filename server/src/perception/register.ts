import type { App } from '#kernel'
import { registerDeviceRoutes } from './device-routes.ts'
import { registerImportRoutes } from './import-routes.ts'
import type { Intake } from './intake.ts'
import { registerMappingRoutes } from './mapping-routes.ts'
import type { May } from './may.ts'
import { registerQuarantineRoutes } from './quarantine-routes.ts'
import { registerReadingsRoutes } from './readings-routes.ts'

export type PerceptionDeps = {
  readonly intake: Intake
  readonly may: May
  /** Readings on their way to the database above which HTTP senders are asked to come back. */
  readonly mostPending?: number
}

/** Everything below `/perception/v1`. */
export function registerPerception(app: App, { intake, may, mostPending = 20_000 }: PerceptionDeps): void {
  registerReadingsRoutes(app, intake, may, mostPending)
  registerDeviceRoutes(app, intake, may)
  registerMappingRoutes(app, intake, may)
  registerImportRoutes(app, intake, may)
  registerQuarantineRoutes(app, intake, may)
}

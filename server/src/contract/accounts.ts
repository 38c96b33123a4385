/** All that accounts can do. */
import type { AppService, OpenidService } from './apps.ts'
import type { DelegationService } from './delegation.ts'
import type { HelpService, OfficerService } from './officers.ts'
import type { OwnService } from './own-account.ts'
import type { CodeService, PasskeyService, SessionService } from './sign-in.ts'

export type AccountService = {
  readonly openid?: OpenidService
  readonly own: OwnService
  readonly passkeys: PasskeyService
  readonly sessions: SessionService
  readonly codes: CodeService
  readonly delegations: DelegationService
  readonly officers: OfficerService
  readonly help: HelpService
  readonly apps: AppService
}

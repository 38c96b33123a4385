import type { AccountService, OpenidService } from '#contract'
import { createOwn } from './account-own.ts'
import type { AccountParts } from './account-parts.ts'
import { createCodes } from './code-service.ts'
import { createDelegations } from './delegation-service.ts'
import { createPeopleGate } from './gate-people.ts'
import type { Oauth } from './oauth.ts'
import { createApps } from './oauth-service.ts'
import { createHelp } from './officer-help.ts'
import { createOfficers } from './officer-service.ts'
import { createPasskeys } from './passkey-service.ts'
import { createSessions } from './session-service.ts'

/** Everything people do with their own accounts, and officers with those of others. */
export function createAccounts(parts: AccountParts, oauth: Oauth, openid?: OpenidService): AccountService {
  return {
    own: createOwn(parts, createPeopleGate(parts.pool, parts)),
    passkeys: createPasskeys(parts),
    sessions: createSessions(parts),
    codes: createCodes(parts),
    delegations: createDelegations(parts),
    officers: createOfficers(parts),
    help: createHelp(parts),
    apps: createApps(parts, oauth),
    ...(openid && { openid }),
  }
}

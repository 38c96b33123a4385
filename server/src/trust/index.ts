/**
 * Trust: who is asking and what they may see or do, with a reason. Every reading of entities on somebody's behalf passes here.
 * Knows no service and no page.
 */
import type { Migrations } from '#kernel'

export { type AccountOptions, type AccountParts, accountParts, type Enter, enter } from './account-parts.ts'
export { createAccounts } from './account-service.ts'
export { type ResidentDraft, saveResident } from './account-store.ts'
export { forgetOverdue } from './account-upkeep.ts'
export { registerAuditCommands } from './audit-commands.ts'
export { takeCodes, waitingCodes } from './code-store.ts'
export { type Delegation, delegationsBetween, findDelegation, saveDelegation } from './delegation-store.ts'
export type { Action, Ask, Audience, BasisKind, Decision, Facts, Grant, Mandate, Resource } from './gate-ask.ts'
export { createDecider, type Decider, decide, reasonOf } from './gate-decide.ts'
export { refusalFor, refusalOf, requireAllowed } from './gate-refuse.ts'
export { createIdentity, type Headers, type Identity, type IdentityOptions } from './identify.ts'
export { type MayContext, mayContext } from './may-context.ts'
export { inviteFirstOfficer } from './officer-first.ts'
export { cardIndex } from './officer-help.ts'
export { officerRoles } from './officer-roles.ts'
export { saveOfficer } from './officer-store.ts'
export { loadOperatorKey, type OperatorKey } from './operator-key.ts'
export { type Category, categories, openTypes, personTypes } from './policy-categories.ts'
export { isPurpose, type Purpose, purposes } from './policy-purposes.ts'
export { type PolicySet, parsePolicies, type Reason, type Rule, readPolicies } from './policy-set.ts'
export { type AppPrincipal, nobody, type Officer, operator, type Principal, type Resident, type SignedInBy } from './principal.ts'
export { createReader, type Reader, type SeriesAsk, type ViewQuery } from './reader.ts'
export { type AccessAsk, type AccessView, accessesOf } from './record-accesses.ts'
export { record } from './record-append.ts'
export type { Json, RecordEntry, RecordKind } from './record-entry.ts'
export { erasePerson } from './record-erase.ts'
export { type RecordKeeping, startRecordKeeping } from './record-keeping.ts'
export { registerRecordRoutes } from './record-routes.ts'
export { identifyRequests, principalOf, sessionOf, visitorOf } from './request-principal.ts'
export { type EntityView, type Fact, namesIn, numberIn, positionIn } from './view.ts'

export const trustSchema: Migrations = { module: 'trust', folder: new URL('./schema/', import.meta.url) }

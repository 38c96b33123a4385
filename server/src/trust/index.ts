/**
 * Trust: who is asking and what they may see or do, with a reason. Every reading of entities on somebody's behalf passes here.
 * Knows no service and no page.
 */
import type { Migrations } from '#kernel'

export type { Action, Ask, Audience, BasisKind, Decision, Facts, Grant, Mandate, Resource } from './gate-ask.ts'
export { createDecider, type Decider, decide, reasonOf } from './gate-decide.ts'
export { refusalFor, refusalOf, requireAllowed } from './gate-refuse.ts'
export { createIdentity, type Headers, type Identity } from './identify.ts'
export { type MayContext, mayContext } from './may-context.ts'
export { loadOperatorKey, type OperatorKey } from './operator-key.ts'
export { type Category, categories, openTypes, personTypes } from './policy-categories.ts'
export { isPurpose, type Purpose, purposes } from './policy-purposes.ts'
export { type PolicySet, parsePolicies, type Reason, type Rule, readPolicies } from './policy-set.ts'
export { type AppPrincipal, nobody, type Officer, operator, type Principal, type Resident, type SignedInBy } from './principal.ts'
export { createReader, type Reader, type SeriesAsk, type ViewQuery } from './reader.ts'
export { record } from './record-append.ts'
export type { Json, RecordEntry, RecordKind } from './record-entry.ts'
export { identifyRequests, principalOf } from './request-principal.ts'
export { type EntityView, type Fact, namesIn, numberIn, positionIn } from './view.ts'

export const trustSchema: Migrations = { module: 'trust', folder: new URL('./schema/', import.meta.url) }

/**
 * Trust: who is asking and what they may see or do, with a reason. Every reading of entities on somebody's behalf passes here.
 * Knows no service and no page.
 */
import type { Migrations } from '#kernel'

export { type Ask, type Decision, decide, type Resource } from './decide.ts'
export { createIdentity, type Headers, type Identity } from './identify.ts'
export { type MayContext, mayContext } from './may-context.ts'
export { openTypes } from './open-types.ts'
export { loadOperatorKey, type OperatorKey } from './operator-key.ts'
export { type AppPrincipal, nobody, type Officer, operator, type Principal, type Resident, type SignedInBy } from './principal.ts'
export { createReader, type Reader, type SeriesAsk, type ViewQuery } from './reader.ts'
export { record } from './record-append.ts'
export type { Json, RecordEntry, RecordKind } from './record-entry.ts'
export { refusalOf, requireAllowed } from './refuse.ts'
export { identifyRequests, principalOf } from './request-principal.ts'
export { type EntityView, type Fact, namesIn, numberIn, positionIn } from './view.ts'

export const trustSchema: Migrations = { module: 'trust', folder: new URL('./schema/', import.meta.url) }

import type { Visitor } from '#contract'
import type { Principal, SignedInBy } from './principal.ts'
import { isOver, type SessionTimes } from './session-limits.ts'

/** A session with all that says whose it is now. */
export type SessionRow = SessionTimes & {
  readonly id: string
  readonly kind: 'resident' | 'officer'
  readonly signedInBy: SignedInBy
  readonly seenAt: Date
  readonly resident: PersonRow | null
  readonly officer: OfficerRow | null
  readonly helping: PersonRow | null
  readonly helpingUntil: Date | null
  readonly delegation: DelegationRow | null
}

type PersonRow = {
  readonly id: string
  readonly name: string
  readonly number: string
  readonly area: string
  readonly bornOn: string | null
}

type OfficerRow = {
  readonly id: string
  readonly name: string
  readonly department: string
  readonly roles: readonly string[]
  readonly jurisdiction: readonly string[]
  readonly hasEnded: boolean
}

type DelegationRow = {
  readonly id: string
  readonly services: readonly string[]
  readonly until: string
  readonly isRevoked: boolean
  readonly resident: { readonly id: string; readonly name: string }
}

/** Who sends a request: for the gate, and for the pages. */
export type Known = { readonly principal: Principal; readonly visitor: Visitor; readonly session?: string }

export const unknown = (failed?: 'wrong-key' | 'session-expired' | 'delegation-ended', session?: string): Known => ({
  principal: { kind: 'nobody', ...(failed !== undefined && { failed }) },
  visitor: { kind: 'nobody', ...(failed !== undefined && failed !== 'wrong-key' && { failed }) },
  ...(session !== undefined && { session }),
})

/**
 * Whose session it is at a time. Acting for somebody who has ended that is acting as nobody, until the person says that they go on
 * for themselves: nothing that was meant for another may come to be done for them.
 */
export function toKnown(row: SessionRow, now: Date): Known {
  if (isOver(row, now)) return unknown('session-expired')
  if (row.kind === 'officer') return officerOf(row, now)
  if (row.resident === null) return unknown('session-expired')
  const { delegation } = row
  if (delegation !== null && (delegation.isRevoked || new Date(delegation.until) <= now))
    return unknown('delegation-ended', row.id)
  return {
    session: row.id,
    principal: {
      ...residentOf(row.resident, row.signedInBy),
      ...(delegation && { onBehalfOf: delegation.resident.id, onBehalfIn: delegation.services }),
    },
    visitor: {
      ...visitorOf(row.resident, row.signedInBy, row.id),
      ...(delegation && { actsFor: { ...delegation.resident, delegation: delegation.id, services: delegation.services } }),
    },
  }
}

function officerOf(row: SessionRow, now: Date): Known {
  const { officer, helping, helpingUntil } = row
  if (officer === null || officer.hasEnded) return unknown('session-expired')
  const { id, name, department, roles, jurisdiction } = officer
  if (helping !== null && helpingUntil !== null && helpingUntil > now)
    return {
      session: row.id,
      principal: { ...residentOf(helping, 'helper'), helper: id },
      visitor: { ...visitorOf(helping, 'helper', row.id), helper: { id, name } },
    }
  return {
    session: row.id,
    principal: { kind: 'officer', id, department, roles, jurisdiction },
    visitor: { kind: 'officer', id, name, department, roles, jurisdiction, session: row.id },
  }
}

const residentOf = ({ id, area, bornOn }: PersonRow, signedInBy: SignedInBy) => ({
  kind: 'resident' as const,
  id,
  area,
  signedInBy,
  ...(bornOn !== null && { bornOn }),
})

const visitorOf = ({ id, name, number, area }: PersonRow, signedInBy: SignedInBy, session: string) => ({
  kind: 'resident' as const,
  id,
  name,
  number,
  area,
  signedInBy,
  session,
})

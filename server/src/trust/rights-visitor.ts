import type { PartyView, Visitor } from '#contract'
import { Denied, SignInNeeded } from '#kernel'
import type { Officer, Principal, Resident } from './principal.ts'

/** Who looks at a page, as the gate knows them. */
export function principalFor(who: Visitor): Principal {
  if (who.kind === 'nobody') return { kind: 'nobody', ...(who.failed !== undefined && { failed: who.failed }) }
  if (who.kind === 'operator') return { kind: 'operator' }
  return who.kind === 'officer' ? officerFor(who) : residentFor(who)
}

/** @throws SignInNeeded or Denied for anybody else */
export function officerFor(who: Visitor): Officer {
  if (who.kind !== 'officer') throw notFor(who, 'This is for officers who have signed in.')
  const { id, department, roles, jurisdiction } = who
  return { kind: 'officer', id, department, roles, jurisdiction }
}

/** @throws SignInNeeded or Denied for anybody else */
export function residentFor(who: Visitor): Resident {
  if (who.kind !== 'resident') throw notFor(who, 'This is for residents who have signed in.')
  const { id, area, signedInBy, actsFor, helper } = who
  return {
    kind: 'resident',
    id,
    area,
    signedInBy,
    ...(actsFor && { onBehalfOf: actsFor.id, onBehalfIn: actsFor.services }),
    ...(helper && { helper: helper.id }),
  }
}

/** Whose data a resident's pages are about: their own, or that of the person for whom they act. */
export const personOf = ({ id, onBehalfOf }: Resident): string => onBehalfOf ?? id

export function protectionOfficerFor(who: Visitor): Officer {
  const officer = officerFor(who)
  if (!officer.roles.includes('data-protection')) throw new Denied('This is for the data protection officer.')
  return officer
}

const notFor = (who: Visitor, message: string) => (who.kind === 'nobody' ? new SignInNeeded(message) : new Denied(message))

/** A department is called by its own name, an app by that under which it was registered. */
export function partyView(id: string, appNames: ReadonlyMap<string, string> = new Map()): PartyView {
  const [kind, ...rest] = id.split(':')
  const own = rest.join(':')
  return kind === 'app' ? { id, kind, name: appNames.get(own) ?? own } : { id, kind: 'department', name: own }
}

import type { Tx } from '#kernel'
import { consentGrants } from './consent-store.ts'
import { emergencyGrants } from './emergency-store.ts'
import type { Ask, Facts, Grant, Mandate } from './gate-ask.ts'
import { areaOf, partyOf, subjectOf } from './gate-request.ts'
import { lawGrants } from './law-store.ts'
import { findPerson, isUnder } from './rights-person.ts'

/**
 * Looks up the agreement between departments that somebody names, current or not, where their party may look by it; the gate says
 * whether they may now. An agreement is about the dataset of another department, so without its id none is found.
 */
export type AgreementFinder = (tx: Tx, ask: { readonly party: string; readonly id: string }) => Promise<readonly Grant[]>

/** The age from which a child consents by itself (for China: PIPL art. 31). */
export const ageOfConsent = 14

/** What the registers say about an ask at a moment, read in the transaction that will answer it: nothing of it is kept. */
export async function gatherFacts(
  tx: Tx,
  ask: Ask & { readonly agreement?: string },
  now: Date,
  findAgreements?: AgreementFinder,
): Promise<{ readonly facts: Facts; readonly area: string }> {
  const subject = subjectOf(ask.resource)
  if (subject === undefined) return { facts: { now, grants: [] }, area: areaOf(ask.resource) }
  const person = await findPerson(tx, subject, now)
  const mandate = await mandateOf(tx, ask, subject)
  const stated = areaOf(ask.resource)
  return {
    // Where it is not said where somebody's data lies, it lies where they live.
    area: stated === '/' && person !== undefined ? person.area : stated,
    facts: {
      now,
      grants: await grantsFor(tx, ask, subject, findAgreements),
      isRestricted: person?.isRestricted ?? false,
      isMinor: person?.bornOn !== undefined && isUnder(ageOfConsent, person.bornOn, now),
      ...(mandate !== undefined && { mandate }),
    },
  }
}

async function grantsFor(
  tx: Tx,
  { principal, basis, agreement }: Ask & { readonly agreement?: string },
  subject: string,
  findAgreements: AgreementFinder | undefined,
): Promise<readonly Grant[]> {
  const party = partyOf(principal)
  if (basis === 'consent') return consentGrants(tx, subject, party)
  if (basis === 'law' && principal.kind === 'officer') return lawGrants(tx, principal.department)
  if (basis === 'emergency' && principal.kind === 'officer') return emergencyGrants(tx, subject, principal.id)
  if (basis === 'agreement' && agreement !== undefined) return (await findAgreements?.(tx, { party, id: agreement })) ?? []
  return []
}

/** By which delegation one resident acts for another. */
async function mandateOf(tx: Tx, { principal }: Ask, subject: string): Promise<Mandate | undefined> {
  if (principal.kind !== 'resident' || principal.onBehalfOf === undefined || principal.onBehalfOf !== subject) return undefined
  const [mandate] = await tx.query<Mandate>(
    `select resident, services, until, revoked_at is not null as "isRevoked" from trust.delegation
     where delegate = $1 and resident = $2 order by revoked_at is not null, until desc limit 1`,
    [principal.id, subject],
  )
  return mandate
}

import type { VisitingOfficer } from '#contract'
import { Invalid, type Tx } from '#kernel'
import { record } from '#trust'
import { type Agreement, type AgreementSide, fieldsOf, type Terms, termsOf } from './agreement.ts'
import { termsFaults } from './agreement-check.ts'
import { beyond } from './agreement-narrow.ts'
import * as refusals from './agreement-refusals.ts'
import {
  activateAgreement,
  approveAgreement,
  endAgreement,
  lockAgreement,
  refuseAgreement,
  saveAgreement,
  saveSignature,
  signaturesOf,
} from './agreement-store.ts'
import { agreementText, digestOf, signText } from './agreement-text.ts'
import type { Dataset } from './dataset.ts'
import { findDataset } from './dataset-store.ts'
import { areaAt, type ExchangeParts } from './exchange-parts.ts'

export type Step = 'ask' | 'approve' | 'limit' | 'refuse' | 'sign' | 'withdraw' | 'end' | 'renew'

/** Whether an officer speaks for their department. */
export const isSteward = ({ roles }: Pick<VisitingOfficer, 'roles'>): boolean =>
  roles.includes('data-steward') || roles.includes('administrator')

export const sideOf = (
  { owner, recipient }: Pick<Agreement, 'owner' | 'recipient'>,
  department: string,
): AgreementSide | undefined => (department === owner ? 'owner' : department === recipient ? 'recipient' : undefined)

/** Asks another department for part of a dataset. @returns the id of the agreement that may come of it */
export async function ask(parts: ExchangeParts, who: VisitingOfficer, terms: Terms): Promise<string> {
  const { pool, clock } = parts.accounts
  const isArea = await isAreaOf(parts, terms.area)
  return pool.transaction(async (tx) => {
    const dataset = await publishedDataset(tx, terms.dataset)
    if (dataset.department === who.department) throw refusals.isOwn()
    mustFit(terms, dataset, clock(), isArea)
    const wish = { owner: dataset.department, recipient: who.department, asked: terms, askedBy: who.id }
    const id = await saveAgreement(tx, wish, clock())
    await recordStep(tx, who, { ...wish, id }, 'ask', clock())
    return id
  })
}

/** The owner approves what was asked, or less of it: then both sign what was approved. */
export async function approve(
  parts: ExchangeParts,
  who: VisitingOfficer,
  id: string,
  given: { readonly terms?: Terms; readonly reason: string },
): Promise<void> {
  const { pool, clock } = parts.accounts
  const isArea = given.terms === undefined || (await isAreaOf(parts, given.terms.area))
  await pool.transaction(async (tx) => {
    const agreement = await lockFor(tx, who, id, 'owner', 'asked')
    const terms = given.terms ?? agreement.asked
    const wider = beyond(terms, agreement.asked)
    if (wider.length > 0)
      throw new Invalid(
        'More than was asked for cannot be approved.',
        wider.map((part) => ({ pointer: `/${part}`, message: 'goes beyond what was asked for' })),
      )
    mustFit(terms, await publishedDataset(tx, terms.dataset), clock(), isArea)
    const isLimited = beyond(agreement.asked, terms).length > 0
    if (isLimited && given.reason.trim() === '') throw refusals.reasonMissing()
    await approveAgreement(tx, id, terms, who.id, given.reason.trim(), clock())
    await recordStep(tx, who, { ...agreement, terms }, isLimited ? 'limit' : 'approve', clock())
  })
}

export async function refuse(parts: ExchangeParts, who: VisitingOfficer, id: string, reason: string): Promise<void> {
  const { pool, clock } = parts.accounts
  await pool.transaction(async (tx) => {
    const agreement = await lockFor(tx, who, id, 'owner', 'asked')
    if (reason.trim() === '') throw refusals.reasonMissing()
    await refuseAgreement(tx, id, who.id, reason.trim(), clock())
    await recordStep(tx, who, agreement, 'refuse', clock())
  })
}

/** Signs for the officer's department. With the second signature the agreement holds, in place of the one that it renews. */
export async function sign(parts: ExchangeParts, who: VisitingOfficer, id: string): Promise<void> {
  const { pool, clock, origin } = parts.accounts
  const signer = await parts.signers(who.department)
  await pool.transaction(async (tx) => {
    const agreement = await lockFor(tx, who, id, undefined, 'approved')
    const side = sideOf(agreement, who.department) as AgreementSide
    const earlier = (await signaturesOf(tx, [id])).get(id) ?? []
    if (earlier.some((one) => one.side === side)) throw refusals.signedAlready()
    const now = clock()
    if (new Date(termsOf(agreement).until) <= now) throw refusals.wrongState()
    const signature = await signText(agreementText(agreement, origin), signer, who.id, now)
    await saveSignature(tx, id, { side, department: who.department, officer: who.id, at: now, ...signature })
    await recordStep(tx, who, agreement, 'sign', now, digestOf(agreementText(agreement, origin)))
    if (earlier.length === 0) return
    await activateAgreement(tx, id, now)
    const renewed = agreement.renews === undefined ? undefined : await lockAgreement(tx, agreement.renews)
    if (renewed?.state === 'active') await endAgreement(tx, renewed.id, { state: 'ended', by: who.id, reason: '' }, now)
  })
}

/** Either side ends it, and nothing more is answered from then on; before it holds, it comes to nothing. */
export async function end(parts: ExchangeParts, who: VisitingOfficer, id: string, reason: string): Promise<void> {
  const { pool, clock } = parts.accounts
  await pool.transaction(async (tx) => {
    const agreement = await lockFor(tx, who, id, undefined, 'asked', 'approved', 'active')
    if (agreement.state === 'asked' && who.department === agreement.owner) throw refusals.otherSide()
    const isActive = agreement.state === 'active'
    if (isActive && reason.trim() === '') throw refusals.reasonMissing()
    await endAgreement(tx, id, { state: isActive ? 'ended' : 'withdrawn', by: who.id, reason: reason.trim() }, clock())
    await recordStep(tx, who, agreement, isActive ? 'end' : 'withdraw', clock())
  })
}

/** Asks for the same until a later day; where the owner does, it is approved with that. Both sign anew. */
export async function renew(parts: ExchangeParts, who: VisitingOfficer, id: string, until: string): Promise<string> {
  const { pool, clock } = parts.accounts
  return pool.transaction(async (tx) => {
    const agreement = await lockFor(tx, who, id, undefined, 'active')
    const terms = { ...termsOf(agreement), until }
    mustFit(terms, await publishedDataset(tx, terms.dataset), clock(), true)
    const { owner, recipient } = agreement
    const wish = { owner, recipient, asked: terms, askedBy: who.id, renews: id }
    const next = await saveAgreement(tx, wish, clock())
    if (who.department === owner) await approveAgreement(tx, next, terms, who.id, '', clock())
    await recordStep(tx, who, { ...wish, id: next }, 'renew', clock())
    return next
  })
}

async function publishedDataset(tx: Tx, id: string): Promise<Dataset> {
  const dataset = await findDataset(tx, id)
  if (dataset === undefined || dataset.withdrawnAt !== undefined) throw refusals.noSuchDataset()
  return dataset
}

function mustFit(terms: Terms, dataset: Dataset, now: Date, isArea: boolean): void {
  const faults = termsFaults(terms, dataset, now, isArea)
  if (faults.length > 0) throw new Invalid('These terms cannot be agreed on.', faults)
}

const isAreaOf = async (parts: ExchangeParts, path: string) => path === '/' || (await areaAt(parts, path)) !== undefined

/** @param side whose step it is; either, when missing */
async function lockFor(
  tx: Tx,
  who: VisitingOfficer,
  id: string,
  side: AgreementSide | undefined,
  ...states: readonly Agreement['state'][]
): Promise<Agreement> {
  const agreement = await lockAgreement(tx, id)
  const own = agreement && sideOf(agreement, who.department)
  if (agreement === undefined || own === undefined) throw refusals.noSuchAgreement()
  if (!isSteward(who)) throw refusals.stewardsOnly()
  if (side !== undefined && side !== own) throw refusals.otherSide()
  if (!states.includes(agreement.state)) throw refusals.wrongState()
  return agreement
}

function recordStep(
  tx: Tx,
  who: VisitingOfficer,
  agreement: Pick<Agreement, 'id' | 'owner' | 'recipient' | 'asked' | 'terms'>,
  action: Step,
  at: Date,
  signed?: string,
): Promise<void> {
  const { id, owner, recipient } = agreement
  const terms = termsOf(agreement)
  return record(tx, {
    kind: 'agreement',
    actor: { kind: 'officer', id: who.id },
    subjects: [],
    action,
    resource: `agreement:${id}`,
    categories: [],
    purpose: terms.purposes.join(','),
    area: terms.area,
    decision: action === 'refuse' ? 'deny' : 'allow',
    reason: action,
    detail: {
      owner,
      recipient,
      dataset: terms.dataset,
      fields: fieldsOf(terms),
      session: who.session,
      ...(signed !== undefined && { signed }),
    },
    at,
  })
}

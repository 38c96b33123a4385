import type { AgreementView, Names, VisitingOfficer } from '#contract'
import type { Db } from '#kernel'
import { actorNames, isPurpose, purposes } from '#trust'
import { type Agreement, fieldsOf, termsOf } from './agreement.ts'
import { beyond } from './agreement-narrow.ts'
import { isSteward, sideOf } from './agreement-steps.ts'
import { isEnding, type Signature, signaturesOf } from './agreement-store.ts'
import type { Dataset } from './dataset.ts'
import { findDataset } from './dataset-store.ts'
import { areaAt, type ExchangeParts } from './exchange-parts.ts'

const everywhere: Names = { en: 'everywhere', 'zh-Hans': '所有区域' }

/** Who reads: of which department, and in which roles. Programs have none. */
export type Reader = Pick<VisitingOfficer, 'department' | 'roles'>

/** Agreements as somebody of one of the two departments sees them. */
export async function viewAgreements(
  parts: ExchangeParts,
  who: Reader,
  agreements: readonly Agreement[],
): Promise<readonly AgreementView[]> {
  const { pool } = parts.accounts
  const signatures = await signaturesOf(
    pool,
    agreements.map(({ id }) => id),
  )
  const officers = [...agreements.map(({ askedBy }) => askedBy), ...[...signatures.values()].flat().map(({ officer }) => officer)]
  const names = await namesOfOfficers(pool, officers)
  const views: AgreementView[] = []
  for (const one of agreements) views.push(await viewOne(parts, who, one, signatures.get(one.id) ?? [], names))
  return views
}

async function viewOne(
  parts: ExchangeParts,
  who: Reader,
  agreement: Agreement,
  signatures: readonly Signature[],
  names: ReadonlyMap<string, string>,
): Promise<AgreementView> {
  const { id, owner, recipient, askedAt, askedBy, reason, activeFrom, endedAt, renews, used } = agreement
  const terms = termsOf(agreement)
  const dataset = await findDataset(parts.accounts.pool, terms.dataset)
  const named = (officer: string) => ({ id: officer, name: names.get(officer) ?? officer })
  const isOver = agreement.state === 'active' && new Date(terms.until) <= parts.accounts.clock()
  return {
    id,
    owner,
    recipient,
    side: sideOf(agreement, who.department) ?? 'recipient',
    state: isOver ? 'over' : agreement.state,
    isEnding: isEnding(agreement, parts.accounts.clock()),
    terms,
    ...(beyond(agreement.asked, terms).length > 0 && { asked: agreement.asked }),
    datasetTitles: dataset?.titles ?? { und: terms.dataset },
    fieldTitles: titlesOf(dataset, fieldsOf(terms)),
    areaNames: terms.area === '/' ? everywhere : ((await areaAt(parts, terms.area))?.names ?? { und: terms.area }),
    purposeNames: terms.purposes.map((purpose) => (isPurpose(purpose) ? purposes[purpose] : { und: purpose })),
    askedBy: named(askedBy),
    askedAt,
    ...(reason !== undefined && { reason }),
    signatures: signatures.map(({ side, department, officer, at }) => ({ side, department, officer: named(officer), at })),
    ...(activeFrom !== undefined && { activeFrom }),
    ...(endedAt !== undefined && { endedAt }),
    ...(renews !== undefined && { renews }),
    used,
    may: mayDo(who, agreement, signatures, isOver),
  }
}

const titlesOf = (dataset: Dataset | undefined, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, dataset?.fields.find((field) => field.name === name)?.titles ?? { und: name }]))

/** What officers are called, by their ids. */
export async function namesOfOfficers(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await actorNames(
    db,
    ids.map((id) => ({ actor: { kind: 'officer', id } })),
  )
  return new Map([...found].map(([key, { name = '' }]) => [key.replace(/^officer:/, ''), name]))
}

function mayDo(who: Reader, agreement: Agreement, signatures: readonly Signature[], isOver: boolean): AgreementView['may'] {
  const side = sideOf(agreement, who.department)
  const { state } = agreement
  const own: AgreementView['may'] = state === 'active' && !isOver && side === 'recipient' ? ['ask'] : []
  if (!isSteward(who)) return own
  if (state === 'asked') return side === 'owner' ? ['approve', 'refuse'] : ['withdraw']
  if (state === 'approved') return signatures.some((one) => one.side === side) ? ['withdraw'] : ['sign', 'withdraw']
  return state === 'active' ? [...own, 'renew', 'end'] : own
}

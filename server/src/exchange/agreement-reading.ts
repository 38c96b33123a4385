import type { AgreementCounts, AgreementUse, AgreementView } from '#contract'
import type { Agreement } from './agreement.ts'
import { sideOf } from './agreement-steps.ts'
import { countAgreements, findAgreement, listAgreements, signaturesOf } from './agreement-store.ts'
import { agreementText, signedText } from './agreement-text.ts'
import { type Reader, viewAgreements } from './agreement-view.ts'
import type { ExchangeParts } from './exchange-parts.ts'
import { viewUse } from './query-views.ts'

/** Agreements of a department, those that wait for it first. */
export async function readAgreements(
  parts: ExchangeParts,
  who: Reader,
  page: { readonly limit: number; readonly offset: number },
) {
  const { pool, clock } = parts.accounts
  const items = await listAgreements(pool, who.department, page, clock())
  return { items: await viewAgreements(parts, who, items), ...(await readCounts(parts, who)) }
}

export const readCounts = ({ accounts }: ExchangeParts, { department }: Reader): Promise<AgreementCounts> =>
  countAgreements(accounts.pool, department, accounts.clock())

/** Undefined where there is none, or it is between others; and so on for what belongs to an agreement. */
export async function readAgreement(parts: ExchangeParts, who: Reader, id: string): Promise<AgreementView | undefined> {
  const found = await ownAgreement(parts, who, id)
  return found && (await viewAgreements(parts, who, [found]))[0]
}

/** The text with the signatures that there are (RFC 7515 §7.2.1). */
export async function readText(parts: ExchangeParts, who: Reader, id: string): Promise<object | undefined> {
  const { pool, origin } = parts.accounts
  const found = await ownAgreement(parts, who, id)
  return found && signedText(agreementText(found, origin), (await signaturesOf(pool, [id])).get(id) ?? [])
}

export async function readUse(parts: ExchangeParts, who: Reader, id: string): Promise<readonly AgreementUse[] | undefined> {
  const found = await ownAgreement(parts, who, id)
  return found && viewUse(parts.accounts.pool, id)
}

async function ownAgreement({ accounts }: ExchangeParts, { department }: Reader, id: string): Promise<Agreement | undefined> {
  const found = await findAgreement(accounts.pool, id)
  return found !== undefined && sideOf(found, department) !== undefined ? found : undefined
}

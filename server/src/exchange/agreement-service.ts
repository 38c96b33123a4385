import type { AgreementService, Outcome, VisitingOfficer, Visitor } from '#contract'
import { Denied, Refusal, SignInNeeded } from '#kernel'
import { masksFor } from './agreement-mask.ts'
import * as steps from './agreement-steps.ts'
import { findAgreement, listAgreements, signaturesOf } from './agreement-store.ts'
import { agreementText, signedText } from './agreement-text.ts'
import { viewAgreements } from './agreement-view.ts'
import { type Asker, type ExchangeParts, zoneOf } from './exchange-parts.ts'
import { runQuery } from './query-run.ts'
import { viewReceipts, viewUse } from './query-views.ts'
import { checkReceipt } from './receipt.ts'
import { momentOf } from './wall-time.ts'

/** Agreements as officers' pages are given them: what cannot be done is told, not thrown. */
export function createAgreements(parts: ExchangeParts): AgreementService {
  const { pool, origin } = parts.accounts
  const dated = async <T extends { readonly until: string }>(terms: T): Promise<T> => ({
    ...terms,
    until: momentOf(terms.until, await zoneOf(parts)),
  })
  const ownAgreement = async (who: Visitor, id: string) => {
    const found = await findAgreement(pool, id)
    return found !== undefined && steps.sideOf(found, officerOf(who).department) !== undefined ? found : undefined
  }
  return {
    masks: masksFor,
    list: async (who, page) => {
      const officer = officerOf(who)
      const { items, ...counts } = await listAgreements(pool, officer.department, page)
      return { items: await viewAgreements(parts, officer, items), ...counts }
    },
    find: async (who, id) => {
      const found = await ownAgreement(who, id)
      return found && (await viewAgreements(parts, officerOf(who), [found]))[0]
    },
    ask: async (who, terms) => told(async () => ({ id: await steps.ask(parts, officerOf(who), await dated(terms)) })),
    approve: async (who, id, { terms, reason }) =>
      step(id, async () => steps.approve(parts, officerOf(who), id, { reason, ...(terms && { terms: await dated(terms) }) })),
    refuse: async (who, id, reason) => step(id, () => steps.refuse(parts, officerOf(who), id, reason)),
    sign: async (who, id) => step(id, () => steps.sign(parts, officerOf(who), id)),
    end: async (who, id, reason) => step(id, () => steps.end(parts, officerOf(who), id, reason)),
    renew: async (who, id, until) =>
      told(async () => ({ id: await steps.renew(parts, officerOf(who), id, (await dated({ until })).until) })),
    use: async (who, id) => ((await ownAgreement(who, id)) === undefined ? [] : viewUse(pool, id)),
    query: async (who, id, wish) => told(async () => ({ answer: await runQuery(parts, askerFor(officerOf(who)), id, wish) })),
    receipts: async (who, ask) => viewReceipts(pool, officerOf(who).department, ask),
    text: async (who, id) => {
      const found = await ownAgreement(who, id)
      return found && signedText(agreementText(found, origin), (await signaturesOf(pool, [id])).get(id) ?? [])
    },
    verify: (jws) => checkReceipt(pool, jws),
  }
}

/** @throws SignInNeeded or Denied for anybody else */
export function officerOf(who: Visitor): VisitingOfficer {
  if (who.kind === 'officer') return who
  const message = 'This is for officers who have signed in.'
  throw who.kind === 'nobody' ? new SignInNeeded(message) : new Denied(message)
}

export function askerFor({ id, department, roles, jurisdiction }: VisitingOfficer): Asker {
  return { principal: { kind: 'officer', id, department, roles, jurisdiction }, department, jurisdiction }
}

async function told<Done extends object>(work: () => Promise<Done>): Promise<Outcome<Done>> {
  try {
    return { ok: true, ...(await work()) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { inLanguages, message, faults } = error
    return { ok: false, why: inLanguages ?? { en: message }, ...(faults && { faults }) }
  }
}

/** A step of an agreement that is there already. */
const step = (id: string, work: () => Promise<void>): Promise<Outcome> => told(() => work().then(() => ({ id })))

import type { AgreementService, Outcome } from '#contract'
import { Refusal } from '#kernel'
import { masksFor } from './agreement-mask.ts'
import { readAgreement, readAgreements, readCounts, readText, readUse } from './agreement-reading.ts'
import * as steps from './agreement-steps.ts'
import { askerFor, officerOf } from './asker.ts'
import { type ExchangeParts, zoneOf } from './exchange-parts.ts'
import { runQuery } from './query-run.ts'
import { viewReceipts } from './query-views.ts'
import { checkReceipt } from './receipt.ts'
import { momentOf } from './wall-time.ts'

/** Agreements as officers' pages are given them: what cannot be done is told, not thrown. */
export function createAgreements(parts: ExchangeParts): AgreementService {
  const { pool } = parts.accounts
  const dated = async <T extends { readonly until: string }>(terms: T): Promise<T> => ({
    ...terms,
    until: momentOf(terms.until, await zoneOf(parts)),
  })
  return {
    masks: masksFor,
    list: async (who, page) => readAgreements(parts, officerOf(who), page),
    counts: async (who) => readCounts(parts, officerOf(who)),
    find: async (who, id) => readAgreement(parts, officerOf(who), id),
    ask: async (who, terms) => told(async () => ({ id: await steps.ask(parts, officerOf(who), await dated(terms)) })),
    approve: async (who, id, { terms, reason }) =>
      step(id, async () => steps.approve(parts, officerOf(who), id, { reason, ...(terms && { terms: await dated(terms) }) })),
    refuse: async (who, id, reason) => step(id, () => steps.refuse(parts, officerOf(who), id, reason)),
    sign: async (who, id) => step(id, () => steps.sign(parts, officerOf(who), id)),
    end: async (who, id, reason) => step(id, () => steps.end(parts, officerOf(who), id, reason)),
    renew: async (who, id, until) =>
      told(async () => ({ id: await steps.renew(parts, officerOf(who), id, (await dated({ until })).until) })),
    use: async (who, id) => (await readUse(parts, officerOf(who), id)) ?? [],
    query: async (who, id, wish) => told(async () => ({ answer: await runQuery(parts, askerFor(officerOf(who)), id, wish) })),
    receipts: async (who, ask) => viewReceipts(pool, officerOf(who).department, ask),
    text: async (who, id) => readText(parts, officerOf(who), id),
    verify: (jws) => checkReceipt(pool, jws),
  }
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

import type { FileService } from '#contract'
import { Refusal } from '#kernel'
import type { AccountParts } from './account-parts.ts'
import { personByNumber, purposeViews } from './consent-service.ts'
import { reasonOf } from './gate-decide.ts'
import type { PeopleGate } from './gate-people.ts'
import type { Holder } from './rights-holder.ts'
import { readAll } from './rights-service.ts'
import { officerFor } from './rights-visitor.ts'

const noSuchPerson = { en: 'There is nobody with this number.', 'zh-Hans': '没有使用此编号的人。' }

/** What an officer may see of a person, and nothing without a purpose, a basis and a record. */
export function createFiles({ pool }: AccountParts, gate: PeopleGate, holders: readonly Holder[]): FileService {
  return {
    purposes: purposeViews,
    open: async (who, { number, purpose, basis, category }) => {
      const principal = officerFor(who)
      const person = await personByNumber(pool, number)
      if (person === undefined) return { ok: false, why: noSuchPerson }
      const shown = holders.filter((holder) => holder.isForOfficers && holder.category === category)
      const what = shown.map(({ id }) => id).join(',') || category
      const resource = { kind: 'person', category, subject: person.id, area: person.area } as const
      try {
        return await gate.open({ principal, action: 'read', resource, purpose, basis, what }, async (tx, decision) => ({
          ok: true as const,
          name: person.name,
          why: reasonOf(decision),
          kept: await readAll(tx, shown, person.id),
        }))
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return { ok: false, why: error.inLanguages ?? { en: error.message } }
      }
    },
  }
}

import type { Done, OwnService, VisitingResident, Visitor } from '#contract'
import { Denied, type Tx } from '#kernel'
import { isFresh, missingToBind } from './account-binding.ts'
import { type AccountParts, failed } from './account-parts.ts'
import { changeContact, changeResident, findOwn } from './account-store.ts'
import { proveCode, sendOwnCode } from './code-service.ts'
import type { PeopleGate } from './gate-people.ts'
import { notify } from './rights-notice.ts'
import { residentFor } from './rights-visitor.ts'

/** What residents change of their own account. Each change passes the gate, and is recorded as every write of what is kept about people. */
export function createOwn(parts: AccountParts, gate: PeopleGate): OwnService {
  const { pool, clock } = parts
  const write = <T>(who: VisitingResident, work: (tx: Tx) => Promise<T>) => {
    const resource = { kind: 'person', category: 'personal', subject: who.id } as const
    return gate.open({ principal: residentFor(who), action: 'write', resource, what: 'account', service: 'registry' }, work)
  }
  return {
    see: async (visitor) => {
      const who = residentSelf(visitor)
      const own = await findOwn(pool, who.id)
      return { ...own, isFresh: who.helper !== undefined || (await isFresh(pool, who.session, clock())) }
    },
    change: async (visitor, { name, area, language }) => {
      const who = residentSelf(visitor)
      const path = area === undefined ? undefined : await parts.pathOf(area)
      if (area !== undefined && path === undefined) return failed('no-such-area')
      const { isVouched, name: before } = await findOwn(pool, who.id)
      // Whoever sits beside them sees who they are.
      if (name !== undefined && name !== before && isVouched && who.helper === undefined) return failed('vouched')
      return write(who, async (tx): Promise<Done> => {
        await changeResident(tx, who.id, { name, area: path, language })
        return { ok: true }
      })
    },
    askContact: async (visitor, { contact, language }, browser) => {
      const who = residentSelf(visitor)
      if (who.helper === undefined && !(await isFresh(pool, who.session, clock()))) return failed('sign-in-again')
      return sendOwnCode(parts, who.id, { text: contact, language, browser })
    },
    proveContact: async (visitor, { flow, code, second }, browser) => {
      const who = residentSelf(visitor)
      const proof = await proveCode(parts, who.id, { flow, code, browser })
      if (!proof.ok) return proof
      return write(who, async (tx): Promise<Done> => {
        const missing = await missingToBind(parts, tx, who, second)
        if (missing !== undefined) return failed(missing)
        if (!(await proof.use(tx))) return failed('code-over')
        if (!(await changeContact(tx, who.id, proof.contact))) return failed('already-there')
        await notify(tx, `resident:${who.id}`, 'contact-changed', who.id, clock())
        return { ok: true }
      })
    },
  }
}

/** @throws Denied for whoever is no resident, or acts for another */
function residentSelf(who: Visitor): VisitingResident {
  residentFor(who)
  if (who.kind !== 'resident' || who.actsFor !== undefined)
    throw new Denied('An account is changed by its own person alone. Stop acting for somebody else first.')
  return who
}

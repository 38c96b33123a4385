import type { DelegationService, Done, VisitingResident, Visitor } from '#contract'
import { Denied, type Tx } from '#kernel'
import { readNumber } from './account-number.ts'
import { type AccountParts, failed } from './account-parts.ts'
import { findByNumber } from './account-store.ts'
import { type Delegation, delegationsOf, findDelegation, revokeDelegation, saveDelegation } from './delegation-store.ts'
import { confirmSecond } from './officer-second.ts'
import { record } from './record-append.ts'

/** In what one may act for another, until services name themselves. */
export const delegableServices = ['health', 'benefits', 'school', 'registry', 'transport', 'reports', 'payments'] as const

const longest = 5 * 365 * 86_400_000

export function createDelegations(parts: AccountParts): DelegationService {
  const { pool, clock } = parts
  return {
    services: delegableServices,
    given: async (who) => (who.kind === 'resident' ? delegationsOf(pool, 'resident', who.id, clock()) : []),
    received: async (who) => (who.kind === 'resident' ? delegationsOf(pool, 'delegate', who.id, clock()) : []),
    give: async (who, wish) => {
      const resident = residentSelf(who)
      const number = readNumber(wish.number)
      const delegate = number && (await findByNumber(pool, number))
      if (!delegate) return failed('no-such-person')
      if (delegate.id === resident.id) return failed('not-your-self')
      const services = wish.services.filter((one) => one === '*' || delegableServices.some((known) => known === one))
      if (services.length === 0) return failed('no-service')
      const ahead = wish.until.getTime() - clock().getTime()
      if (!(ahead > 0 && ahead <= longest)) return failed('wrong-time')
      if (wish.kind === 'guardian' && (resident.helper === undefined || !wish.document)) return failed('second-person')
      return pool.transaction(async (tx): Promise<Done> => {
        if (!(await confirmSecond(parts, tx, resident, wish.second))) return failed('second-person')
        const draft = {
          resident: resident.id,
          delegate: delegate.id,
          kind: wish.kind,
          services: services.includes('*') ? ['*'] : services,
          until: wish.until,
          ...(wish.document && { document: wish.document }),
          ...(resident.helper && { confirmedBy: resident.helper.id }),
        }
        const id = await saveDelegation(tx, draft, clock())
        await recordDelegation(tx, resident, { ...draft, id }, 'give', clock())
        return { ok: true }
      })
    },
    end: (who, id) =>
      pool.transaction(async (tx): Promise<Done> => {
        const resident = residentSelf(who)
        const delegation = await findDelegation(tx, id)
        if (delegation === undefined || ![delegation.resident, delegation.delegate].includes(resident.id))
          return failed('not-yours')
        const ended = await revokeDelegation(tx, id, resident.id, clock())
        if (ended !== undefined) await recordDelegation(tx, resident, ended, 'end', clock())
        return { ok: true }
      }),
    act: (who, id) =>
      pool.transaction(async (tx): Promise<Done> => {
        const resident = residentSelf(who)
        const delegation = await findDelegation(tx, id)
        if (resident.helper !== undefined || delegation?.delegate !== resident.id) return failed('not-yours')
        if (delegation.isRevoked || delegation.until <= clock()) return failed('not-yours')
        await tx.query('update trust.session set delegation = $2 where id = $1', [resident.session, id])
        await recordDelegation(tx, resident, delegation, 'begin-to-act', clock())
        return { ok: true }
      }),
    stop: async (session) => {
      if (session !== undefined) await pool.query('update trust.session set delegation = null where id = $1', [session])
    },
  }
}

/** Whoever acts for another gives nothing on in their name. @throws Denied */
function residentSelf(who: Visitor): VisitingResident {
  if (who.kind !== 'resident') throw new Denied('Only residents name who may act for them.')
  if (who.actsFor !== undefined) throw new Denied('This is done for oneself alone. Stop acting for somebody else first.')
  return who
}

async function recordDelegation(
  tx: Tx,
  who: VisitingResident,
  { id, resident, delegate, services, until }: Omit<Delegation, 'isRevoked'>,
  action: string,
  at: Date,
): Promise<void> {
  await record(tx, {
    kind: 'delegation',
    actor: who.helper === undefined ? { kind: 'resident', id: who.id } : { kind: 'officer', id: who.helper.id },
    ...(who.helper !== undefined && { onBehalfOf: who.id }),
    subjects: [resident, delegate],
    action,
    resource: `delegation:${id}`,
    categories: [],
    decision: 'allow',
    reason: who.helper === undefined ? 'own' : 'helper-and-second',
    detail: { services, until: until.toISOString() },
    at,
  })
}

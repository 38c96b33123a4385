import type { Clock, Pool, Tx } from '#kernel'
import type { Ask, Decision, Resource } from './gate-ask.ts'
import { decide } from './gate-decide.ts'
import { type AgreementFinder, gatherFacts } from './gate-facts.ts'
import { refusalFor } from './gate-refuse.ts'
import { areaOf, categoryOf, subjectOf } from './gate-request.ts'
import type { Principal } from './principal.ts'
import { record } from './record-append.ts'
import type { RecordEntry } from './record-entry.ts'

/** An ask about one person. */
export type PersonAsk = Ask & {
  readonly resource: Extract<Resource, { kind: 'person' | 'entities' }>
  /** What is looked at, as the person is told: `account`, `CareRecord`. */
  readonly what: string
  /** The agreement between departments that is meant, by its id. */
  readonly agreement?: string
}

type Allowed = Extract<Decision, { allow: true }>

/** The one way to what is kept about people. */
export type PeopleGate = {
  /**
   * Decides by what the registers say at this moment, appends to the record, and does the work where it is allowed, all in one
   * transaction. A refusal is recorded before it is thrown.
   *
   * @throws SignInNeeded or Denied, with the reason
   */
  open<T>(ask: PersonAsk, work: (tx: Tx, decision: Allowed) => Promise<T>): Promise<T>
  /** Decides and records within a transaction that does more; whoever calls keeps to what was decided. */
  decideIn(tx: Tx, ask: PersonAsk): Promise<Decision>
  /** The same for several people at once: about all of them, or about none. */
  openAll(asks: readonly PersonAsk[]): Promise<void>
}

export type PeopleGateOptions = {
  readonly clock: Clock
  /** Agreements between departments that may let somebody look. */
  readonly findAgreements?: AgreementFinder
}

export function createPeopleGate(pool: Pool, { clock, findAgreements }: PeopleGateOptions): PeopleGate {
  const judge = async (tx: Tx, ask: PersonAsk, now: Date): Promise<Judged> => {
    const { facts, area } = await gatherFacts(tx, ask, now, findAgreements)
    const placed = { ...ask, resource: { ...ask.resource, area } }
    return { ask: placed, decision: decide(placed, facts), at: now }
  }
  return {
    open: async (ask, work) => {
      const done = await pool.transaction(async (tx) => {
        const judged = await judge(tx, ask, clock())
        await keep(tx, judged)
        const { decision } = judged
        return decision.allow ? { result: await work(tx, decision) } : { decision }
      })
      if ('result' in done) return done.result
      throw refusalFor(ask.principal, done.decision) as Error
    },
    decideIn: async (tx, ask) => {
      const judged = await judge(tx, ask, clock())
      await keep(tx, judged)
      return judged.decision
    },
    openAll: async (asks) => {
      const refused = await pool.transaction(async (tx) => {
        const all: Judged[] = []
        for (const ask of asks) all.push(await judge(tx, ask, clock()))
        const denied = all.filter(({ decision }) => !decision.allow)
        // Where one is refused nobody is looked at, and no look is recorded.
        for (const judged of denied.length > 0 ? denied : all) await keep(tx, judged)
        return denied[0]
      })
      if (refused !== undefined) throw refusalFor(refused.ask.principal, refused.decision) as Error
    },
  }
}

type Judged = { readonly ask: PersonAsk; readonly decision: Decision; readonly at: Date }

/** Where nobody in particular is concerned, a refusal tells nobody anything. */
async function keep(tx: Tx, { ask, decision, at }: Judged): Promise<void> {
  if (decision.allow || subjectOf(ask.resource) !== undefined) await record(tx, entryFor(ask, decision, at))
}

function entryFor({ principal, action, resource, purpose, what }: PersonAsk, decision: Decision, at: Date): RecordEntry {
  const subject = subjectOf(resource)
  const { actor, onBehalfOf } = actorOf(principal)
  const grant = decision.allow ? decision.grant : undefined
  const isOwn = principal.kind === 'resident' && purpose === undefined
  return {
    kind: 'access',
    actor,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    subjects: subject === undefined ? [] : [subject],
    action,
    resource: what,
    categories: [categoryOf(resource)],
    ...(isOwn ? { purpose: 'own-access' } : purpose !== undefined && { purpose }),
    ...(grant && { basis: { kind: grant.basis, ref: grant.id } }),
    area: areaOf(resource),
    decision: decision.allow ? 'allow' : 'deny',
    reason: decision.why,
    at,
  }
}

/** Who is written down as having done it: with a helper beside a resident, the helper, on the resident's behalf. */
export function actorOf(principal: Principal): Pick<RecordEntry, 'actor' | 'onBehalfOf'> {
  if (principal.kind === 'resident' && principal.helper !== undefined)
    return { actor: { kind: 'officer', id: principal.helper }, onBehalfOf: principal.id }
  const onBehalfOf = 'onBehalfOf' in principal ? principal.onBehalfOf : undefined
  return {
    actor: { kind: principal.kind, id: 'id' in principal ? principal.id : principal.kind },
    ...(onBehalfOf !== undefined && { onBehalfOf }),
  }
}

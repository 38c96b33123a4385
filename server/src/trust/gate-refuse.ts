import { Denied, type Refusal, SignInNeeded } from '#kernel'
import type { Ask, Decision, Facts } from './gate-ask.ts'
import { decide, reasonOf } from './gate-decide.ts'
import type { Principal } from './principal.ts'

/** @throws SignInNeeded for nobody in particular, Denied for somebody known, both with the reason in plain words */
export function requireAllowed(ask: Ask, facts?: Facts): void {
  const refusal = refusalOf(ask, facts)
  if (refusal !== undefined) throw refusal
}

/** Undefined where it is allowed. */
export function refusalOf(ask: Ask, facts?: Facts): Refusal | undefined {
  return refusalFor(ask.principal, decide(ask, facts))
}

/** What a decision says to whom it concerns; undefined where it allows. */
export function refusalFor(principal: Principal, decision: Decision): Refusal | undefined {
  if (decision.allow) return undefined
  const Kind = principal.kind === 'nobody' ? SignInNeeded : Denied
  const reason = reasonOf(decision)
  return new Kind(reason.en, { inLanguages: reason })
}

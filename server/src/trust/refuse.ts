import { Denied, type Refusal, SignInNeeded } from '#kernel'
import { type Ask, decide, type Refused } from './decide.ts'

const words: Readonly<Record<Refused, string>> = {
  'types-not-named': 'Without signing in, a query must name the types it asks for, and all of them must be open data.',
  'not-open': 'This is not open data. Sign in as somebody who may read it.',
  'operators-only': 'Only an operator of this node may do this. Send the operator key as Authorization: Bearer.',
  'devices-have-their-own-way':
    'A device sends its readings to its own topic or to /perception/v1/readings and may do nothing else.',
  'wrong-key': 'This is not the operator key of this node.',
  'session-expired': 'The session has ended. Sign in again.',
}

/** @throws SignInNeeded for nobody in particular, Denied for somebody known, both with the reason in plain words */
export function requireAllowed(ask: Ask): void {
  const refusal = refusalOf(ask)
  if (refusal !== undefined) throw refusal
}

/** Undefined where it is allowed. */
export function refusalOf(ask: Ask): Refusal | undefined {
  const decision = decide(ask)
  if (decision.allow) return undefined
  const Kind = ask.principal.kind === 'nobody' ? SignInNeeded : Denied
  return new Kind(words[decision.why])
}

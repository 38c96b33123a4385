import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import type { Ask, Decision, Facts, Grant, Resource } from './gate-ask.ts'
import { areaOf, categoryOf, toCedar } from './gate-request.ts'
import { isAboutPeople } from './policy-categories.ts'
import { type PolicySet, type Reason, readPolicies, staticPolicies } from './policy-set.ts'
import type { Principal } from './principal.ts'

/** Answers whether somebody may do something, and why. What no policy permits is denied. */
export type Decider = {
  decide(ask: Ask, facts?: Facts): Decision
  /** What is told to whoever asked, in both languages. */
  reasonOf(decision: Pick<Decision, 'why'>): Reason
  /** Whether a refusal is about the ground: with a consent, an agreement, a law or an emergency it could be otherwise. */
  lacksGround(decision: Decision): boolean
}

/** Policies from this rank on are about the ground that is given. */
const groundRank = 50

const nothingKnown: Facts = { now: new Date(0), grants: [] }
const mostKept = 20_000
const unruled: Reason = { en: 'No rule allows this.', 'zh-Hans': '没有规则允许这样做。' }
let made = 0

/**
 * Decides by a set of policies. What is not about people depends on few facts, so each of its answers is found once and kept; what is
 * about people is decided anew every time, since a consent may have been withdrawn a moment ago.
 */
export function createDecider(policies: PolicySet): Decider {
  const set = `datong-${made++}`
  const prepared = preparsePolicySet(set, { staticPolicies: staticPolicies(policies.rules) })
  if (prepared.type === 'failure') throw new Error(`The policies cannot be used: ${JSON.stringify(prepared.errors)}`)
  const kept = new Map<string, Decision>()
  const decideWith = (ask: Ask, facts: Facts, grant: Grant | undefined): Decision => {
    const answer = statefulIsAuthorized({ ...toCedar(ask, facts, grant), preparsedPolicySetId: set })
    if (answer.type === 'failure') throw new Error(`No decision could be made: ${JSON.stringify(answer.errors)}`)
    const { decision, diagnostics } = answer.response
    if (diagnostics.errors.length > 0) throw new Error(`A policy failed: ${JSON.stringify(diagnostics.errors)}`)
    const why = first(policies, diagnostics.reason)
    return decision === 'allow' ? { allow: true, why, ...(grant && { grant }) } : { allow: false, why }
  }
  return {
    reasonOf: ({ why }) => policies.rules.get(why)?.reason ?? unruled,
    lacksGround: ({ allow, why }) => !allow && (policies.rules.get(why)?.rank ?? 0) >= groundRank,
    decide: (ask, facts = nothingKnown) => {
      if (isAboutPeople(categoryOf(ask.resource)))
        return best(
          policies,
          candidates(ask, facts).map((grant) => decideWith(ask, facts, grant)),
        )
      const key = keyOf(ask)
      const known = kept.get(key)
      if (known !== undefined) return known
      if (kept.size >= mostKept) kept.clear()
      const decision = decideWith(ask, nothingKnown, undefined)
      kept.set(key, decision)
      return decision
    },
  }
}

/** The gate of this program, by its own policies. */
export const { decide, reasonOf, lacksGround } = createDecider(readPolicies())

/** The grounds of the kind that was named, or none. A resident needs none for what is their own, and one that has ended must not close it. */
function candidates({ principal, basis }: Ask, { grants }: Facts): readonly (Grant | undefined)[] {
  if (principal.kind === 'resident') return [undefined]
  const named = grants.filter((grant) => grant.basis === basis)
  return named.length === 0 ? [undefined] : named
}

/** Of several refusals, the one that got furthest says what is missing. */
function best({ rules }: PolicySet, decisions: readonly Decision[]): Decision {
  const rank = ({ why }: Decision) => rules.get(why)?.rank ?? 0
  const [furthest] = decisions.toSorted((a, b) => Number(b.allow) - Number(a.allow) || rank(b) - rank(a))
  return furthest as Decision
}

/** Of the policies that decided one request, the one to tell. */
function first({ rules }: PolicySet, ids: readonly string[]): string {
  const rank = (id: string) => rules.get(id)?.rank ?? 0
  return ids.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))[0] ?? 'no-rule'
}

/** All facts that matter where nobody's data is asked for. */
function keyOf({ principal, action, resource, purpose, basis, service }: Ask): string {
  return `${keyOfPrincipal(principal)}|${action}|${keyOfResource(resource)}|${purpose ?? ''}|${basis ?? ''}|${service ?? ''}`
}

const principalKeys = new WeakMap<Principal, string>()

/** Who somebody is does not matter, but for what they may. */
function keyOfPrincipal(principal: Principal): string {
  const known = principalKeys.get(principal)
  if (known !== undefined) return known
  const { kind } = principal
  const key = JSON.stringify(
    kind === 'nobody'
      ? [kind, principal.failed ?? '']
      : kind === 'app'
        ? [kind, principal.scopes]
        : kind === 'officer'
          ? [kind, principal.department, principal.roles, principal.jurisdiction]
          : [kind],
  )
  principalKeys.set(principal, key)
  return key
}

function keyOfResource(resource: Resource): string {
  if (resource.kind === 'page') return `page|${resource.audience}`
  if (resource.kind === 'plans') return `plans|${resource.area ?? 'any'}`
  if (resource.kind !== 'entities') return resource.kind
  const { types, tenant = '' } = resource
  return `entities|${types === 'any' ? 'any' : 'named'}|${categoryOf(resource)}|${tenant}|${areaOf(resource)}|${resource.subject ?? ''}`
}

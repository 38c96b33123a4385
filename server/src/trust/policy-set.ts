import { readdirSync, readFileSync } from 'node:fs'
import { policySetTextToParts, policyToJson, type StaticPolicySet, validate } from '@cedar-policy/cedar-wasm/nodejs'

/** What a person is told when a policy decided. */
export type Reason = { readonly en: string; readonly 'zh-Hans': string }

export type Rule = {
  readonly text: string
  readonly effect: 'permit' | 'forbid'
  readonly reason: Reason
  /** Of several that refuse, the lowest is told: it names what has to be mended first. */
  readonly rank: number
}

/** Policies by name, and the schema that they keep to. */
export type PolicySet = { readonly schema: string; readonly rules: ReadonlyMap<string, Rule> }

const folder = new URL('./policies/', import.meta.url)

/**
 * The policies in `policies/*.cedar`, each with an `@id`, a reason in both languages, and, where it forbids, a rank.
 *
 * @throws when one of them does not parse, does not keep to the schema, or does not say all of this
 */
export function readPolicies(): PolicySet {
  const files = readdirSync(folder).sort()
  const schema = readFileSync(new URL('datong.cedarschema', folder), 'utf8')
  const texts = files.filter((file) => file.endsWith('.cedar')).map((file) => readFileSync(new URL(file, folder), 'utf8'))
  return parsePolicies(schema, texts.join('\n'))
}

/** @throws as `readPolicies` */
export function parsePolicies(schema: string, text: string): PolicySet {
  const parts = policySetTextToParts(text)
  if (parts.type === 'failure') throw new Error(`The policies do not parse: ${told(parts.errors)}`)
  const rules = new Map<string, Rule>()
  for (const policy of parts.policies) {
    const [id, rule] = readRule(policy)
    if (rules.has(id)) throw new Error(`Two policies are called ${id}`)
    rules.set(id, rule)
  }
  const checked = validate({ schema, policies: { staticPolicies: staticPolicies(rules) } })
  if (checked.type === 'failure') throw new Error(`The policies cannot be checked: ${told(checked.errors)}`)
  const faults = [...checked.validationErrors, ...checked.validationWarnings]
  if (faults.length > 0)
    throw new Error(`The policies are wrong: ${faults.map(({ policyId, error }) => `${policyId}: ${error.message}`).join('; ')}`)
  return { schema, rules }
}

export const staticPolicies = (rules: ReadonlyMap<string, Rule>): StaticPolicySet =>
  Object.fromEntries([...rules].map(([id, { text }]) => [id, text]))

function readRule(text: string): [string, Rule] {
  const parsed = policyToJson(text)
  if (parsed.type === 'failure') throw new Error(`A policy does not parse: ${told(parsed.errors)}`)
  const { effect, annotations = {} } = parsed.json
  const { id, en, zh, rank } = annotations
  if (!id || !en || !zh) throw new Error(`A policy lacks @id, @en or @zh: ${text.slice(0, 200)}`)
  if ((effect === 'forbid') !== /^\d+$/.test(rank ?? ''))
    throw new Error(`Policies that forbid, and no others, have a @rank: ${id}`)
  return [id, { text, effect, reason: { en, 'zh-Hans': zh }, rank: Number(rank ?? 0) }]
}

const told = (errors: readonly { readonly message: string }[]) => errors.map(({ message }) => message).join('; ')

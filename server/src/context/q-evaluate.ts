import { type Entity, type Instance, valueMembers } from './entity.ts'
import { holds } from './expression.ts'
import { readInstant } from './instant.ts'
import { isObject } from './json.ts'
import type { Condition, Literal, Operand, Term } from './q-parse.ts'

const valueMemberNames = [...new Set(Object.values(valueMembers))]

/**
 * Whether an entity meets a condition; the same meaning as the SQL of `q-sql.ts`, but for patterns, which only PostgreSQL
 * decides (`hasPattern`).
 */
export function meets(entity: Entity, condition: Condition): boolean {
  return holds(condition, (term) => meetsTerm(entity, term))
}

function meetsTerm(entity: Entity, term: Term): boolean {
  const targets = targetsOf(entity, term)
  if (term.test === undefined) return targets.length > 0
  const { operator, operands } = term.test
  if (operator === '==') return targets.some((target) => operands.some((operand) => equals(target, operand)))
  if (operator === '!=')
    return targets.length > 0 && !targets.some((target) => operands.some((operand) => equals(target, operand)))
  const literal = operands[0] as Literal
  return targets.some((target) => {
    const order = compare(target, literal)
    if (order === undefined) return false
    if (operator === '>') return order > 0
    if (operator === '>=') return order >= 0
    return operator === '<' ? order < 0 : order <= 0
  })
}

function targetsOf(entity: Entity, { path, member, trail }: Term): unknown[] {
  if (path.length === 0) return [(member === 'createdAt' ? entity.createdAt : entity.modifiedAt)?.toISOString()]
  let instances: readonly Instance[] = entity.attributes[path[0] as string] ?? []
  for (const name of path.slice(1)) instances = instances.flatMap((instance) => (instance[name] as Instance[] | undefined) ?? [])
  if (member !== undefined) return instances.flatMap((instance) => instance[member] ?? [])
  return instances.flatMap((instance) =>
    valueMemberNames.flatMap((name) => (name in instance ? follow(instance[name], trail) : [])),
  )
}

/** The values at the end of a trail; lists are entered on the way and opened, once, at the end. */
function follow(value: unknown, trail: readonly string[]): unknown[] {
  let values: unknown[] = [value]
  for (const key of trail) {
    const objects = values.flatMap((one) => (Array.isArray(one) ? one : [one])).filter(isObject)
    values = objects.flatMap((one) => (key === '*' ? Object.values(one) : Object.hasOwn(one, key) ? [one[key]] : []))
  }
  return values.flatMap((one) => (Array.isArray(one) ? (one.length > 0 ? one : [one]) : [one]))
}

const equals = (target: unknown, operand: Operand): boolean => {
  if (!('from' in operand)) return compare(target, operand) === 0
  const [low, high] = [compare(target, operand.from), compare(target, operand.to)]
  return low !== undefined && high !== undefined && low >= 0 && high <= 0
}

/** Below zero, zero or above as the target comes before, with or after the literal; undefined where they do not compare. */
function compare(target: unknown, { kind, value }: Literal): number | undefined {
  if (kind === 'instant') {
    const at = readInstant(isObject(target) ? target['@value'] : target)
    return at === undefined ? undefined : Date.parse(at) - Date.parse(value as string)
  }
  const plain = kind === 'text' && isObject(target) ? target['@value'] : target
  if (typeof plain !== typeof value) return undefined
  if (plain === value) return 0
  return (plain as string | number | boolean) < value ? -1 : 1
}

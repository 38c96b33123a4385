import { valueMembers } from './entity.ts'
import { NgsiLdError } from './errors.ts'
import { leaves, toSql } from './expression.ts'
import type { Condition, Literal, Operand, Operator, Term } from './q-parse.ts'
import type { SqlValues } from './sql-values.ts'

/** SQL expressions for the parts of the entity that a condition looks at. */
export type Target = {
  readonly document: string
  readonly createdAt: string
  readonly modifiedAt: string
  /** Where there is one, terms can look into linked entities. */
  readonly tenant?: string
  /** Linked entities may lie on another server (Citus), where nobody can look from here: those that are meant are found beforehand. */
  readonly isSharded?: boolean
}

export const entityTarget: Target = { document: 'e.document', createdAt: 'e.created_at', modifiedAt: 'e.modified_at' }

/** An entity in the store, from which others can be reached. @param tenant SQL that holds for all that are looked at, as a value */
export const storedTarget = (tenant: string, isSharded: boolean): Target =>
  isSharded ? { ...entityTarget, tenant, isSharded } : { ...entityTarget, tenant: 'e.tenant' }

const valueMemberNames = [...new Set(Object.values(valueMembers))]
/** Those that can hold a number or a truth value; the others hold texts, and each that is looked at takes its time. */
const plainMemberNames = ['value', 'json', 'valueList']

/** Whether a condition has patterns, whose dialect is PostgreSQL's. */
export const hasPattern = (condition: Condition): boolean =>
  leaves(condition).some(({ test }) => test?.operator.endsWith('~=') ?? false)

/** The SQL of a condition: JSON paths and values are parameters, never text. */
export function conditionSql(condition: Condition, target: Target, values: SqlValues): string {
  return toSql(condition, (term) => termSql(term, target, values))
}

function termSql(term: Term, target: Target, values: SqlValues): string {
  const { test, link } = term
  if (link !== undefined) return linkSql(term, link, target, values)
  if (term.path.length === 0) return test === undefined ? 'true' : timeSql(term, target, values)
  if (test === undefined) return isThereSql(term, target, values)
  const { operator, operands } = test
  if (operator === '!~=') return `(${patternSql(term, '~ ', true, target, values)})`
  if (operator === '~=') return patternSql(term, '~', false, target, values)
  const tests = operands.map((operand) => operandSql(term, operator === '!=' ? '==' : operator, operand, target, values))
  return operator === '!=' ? `(${isThereSql(term, target, values)} and not (${tests.join(' or ')}))` : `(${tests.join(' or ')})`
}

/** Whether a term holds for some entity, of some types, that a relationship leads to. */
function linkSql({ path }: Term, { types, term }: NonNullable<Term['link']>, target: Target, values: SqlValues): string {
  const { document, tenant, isSharded = false } = target
  if (tenant === undefined) throw new NgsiLdError('OperationNotSupported', 'q cannot look into linked entities here.')
  const other = `linked${values.values.length}`
  const column = (name: string) => `${other}.${name}`
  const inner = { document: column('document'), createdAt: column('created_at'), modifiedAt: column('modified_at') }
  const conditions = [
    `${column('tenant')} = ${tenant}`,
    toSql(types, (type) => `${values.add(type)} = any(${column('types')})`),
    `(${column('expires_at')} is null or ${column('expires_at')} > now())`,
    termSql(term, { ...inner, tenant: isSharded ? tenant : column('tenant'), isSharded }, values),
  ].join(' and ')
  const found = (how: string, members: readonly string[]) =>
    members.map((member) => `${how}(${document}, ${values.add(`${instancesPath({ path })}.${member}`)}::jsonpath)`)
  if (isSharded) {
    const objects = found('jsonb_path_query_array', ['object[*]', 'objectList[*]', 'objectList[*].object'])
    return `(${objects.join(' || ')}) ?| array(select ${column('id')} from context.entity ${other} where ${conditions})`
  }
  const objects = found('select jsonb_path_query', ['object[*]', 'objectList[*]'])
  const ids = `select coalesce(o ->> 'object', o #>> '{}') from (${objects.join(' union all ')}) as objects(o)`
  return `exists (select from context.entity ${other} where ${column('id')} in (${ids}) and ${conditions})`
}

function isThereSql(term: Term, target: Target, values: SqlValues): string {
  const paths = targetPaths(term).map((path) => `exists(${path})`)
  return pathSql(`${instancesPath(term)} ? (${paths.join(' || ')})`, target, values)
}

const compareSql: Readonly<Record<string, string>> = { '==': '=', '!=': '<>', '>': '>', '>=': '>=', '<': '<', '<=': '<=' }

/** A test of `createdAt` or `modifiedAt` of the entity, which are columns. */
function timeSql({ member, test }: Term, target: Target, values: SqlValues): string {
  const column = member === 'createdAt' ? target.createdAt : target.modifiedAt
  const tests = (test?.operands ?? []).map((operand) => {
    if ('from' in operand) return `${column} between ${instantSql(operand.from, values)} and ${instantSql(operand.to, values)}`
    return `${column} ${compareSql[test?.operator === '!=' ? '==' : (test?.operator ?? '==')] ?? '='} ${instantSql(operand, values)}`
  })
  return test?.operator === '!=' ? `not (${tests.join(' or ')})` : `(${tests.join(' or ')})`
}

const instantSql = ({ kind, value }: Literal, values: SqlValues) =>
  `${values.add(kind === 'instant' ? value : null)}::timestamptz`

function operandSql(term: Term, operator: Operator, operand: Operand, target: Target, values: SqlValues): string {
  const [low, high] = 'from' in operand ? [operand.from, operand.to] : [operand, operand]
  if (low.kind === 'instant' || high.kind === 'instant') return instantsSql(term, operator, operand, target, values)
  const paths = targetPaths(term, low.kind === 'text' ? valueMemberNames : plainMemberNames)
  // A text also compares with a value that comes with a type of its own, such as a day.
  if (low.kind === 'text' && term.member === undefined)
    paths.push(...targetPaths(term, plainMemberNames).map((path) => `${path}."@value"`))
  const tests = paths.map((path) =>
    'from' in operand ? `exists(${path} ? (@ >= $low && @ <= $high))` : `${path} ${operator} $low`,
  )
  return pathSql(`${instancesPath(term)} ? (${tests.join(' || ')})`, target, values, { low: low.value, high: high.value })
}

function instantsSql(term: Term, operator: Operator, operand: Operand, target: Target, values: SqlValues): string {
  const test =
    'from' in operand
      ? `between ${instantSql(operand.from, values)} and ${instantSql(operand.to, values)}`
      : `${compareSql[operator]} ${instantSql(operand, values)}`
  return anyTarget(term, `context.instant(found) ${test}`, target, values)
}

function patternSql(term: Term, operator: string, isNegated: boolean, target: Target, values: SqlValues): string {
  const operand = term.test?.operands[0] as Literal
  const isText = `jsonb_typeof(found) = 'string'`
  const matches = anyTarget(term, `${isText} and found #>> '{}' ${operator.trim()} ${values.add(operand.value)}`, target, values)
  return isNegated ? `${anyTarget(term, isText, target, values)} and not ${matches}` : matches
}

/** Whether a test holds for any of the values that a term looks at, each in turn named `found`. */
function anyTarget(term: Term, test: string, target: Target, values: SqlValues): string {
  const paths = targetPaths(term).map((path) => values.add(`${instancesPath(term)}${path.slice(1)}[*]`))
  const found = paths.map((path) => `jsonb_path_query(${target.document}, ${path}::jsonpath)`)
  // Citus knows no union of what comes from no table.
  if (target.isSharded) return `(${found.map((one) => `exists (select from ${one} as found where ${test})`).join(' or ')})`
  return `exists (select from (${found.map((one) => `select ${one}`).join(' union all ')}) as targets(found) where ${test})`
}

/** SQL of the first of the values that a term looks at, as JSON; null where there is none. */
export function firstTargetSql(term: Term, values: SqlValues): string {
  const paths = targetPaths(term).map((path) => `${instancesPath(term)}${path.slice(1)}`)
  return `coalesce(${paths.map((path) => `jsonb_path_query_first(e.document, ${values.add(path)}::jsonpath)`).join(', ')})`
}

function pathSql(path: string, target: Target, values: SqlValues, vars?: object): string {
  const named = vars === undefined ? '' : `, ${values.add(JSON.stringify(vars))}::jsonb`
  return `jsonb_path_exists(${target.document}, ${values.add(path)}::jsonpath${named})`
}

/** JSON path of the instances of the attribute or sub-attribute. */
const instancesPath = ({ path }: Pick<Term, 'path'>) => `$${path.map((name) => `.${JSON.stringify(name)}[*]`).join('')}`

/** JSON paths, from an instance, of what the term looks at. */
function targetPaths({ member, trail }: Term, members: readonly string[] = valueMemberNames): string[] {
  if (member !== undefined) return [`@.${JSON.stringify(member)}`]
  const inside = trail.map((key) => (key === '*' ? '.*' : `.${JSON.stringify(key)}`)).join('')
  return members.map((name) => `@.${name}${inside}`)
}

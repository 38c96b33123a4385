import { NgsiLdError } from './errors.ts'
import { type Expression, parseExpression } from './expression.ts'
import { readInstant } from './instant.ts'
import type { Names } from './names.ts'
import { coreNames } from './names.ts'
import { parseTypes } from './type-query.ts'

export type Operator = '==' | '!=' | '>' | '>=' | '<' | '<=' | '~=' | '!~='

export type Literal = { readonly kind: 'number' | 'text' | 'boolean' | 'instant'; readonly value: string | number | boolean }

/** A value to compare with, or a range from one to another, both included. */
export type Operand = Literal | { readonly from: Literal; readonly to: Literal }

/** Members of an instance, or of the entity itself, that a path can end in. */
export type Member = 'observedAt' | 'createdAt' | 'modifiedAt' | 'unitCode' | 'datasetId'

/** One term of q (GS CIM 009, 4.9): what it looks at, and what must be true of it. Without a test, it must be there. */
export type Term = {
  /** Expanded names: an attribute, a sub-attribute of it, and so on; empty for a time of the entity itself. */
  readonly path: readonly string[]
  readonly member?: Member
  /** Steps into the value, as in `address[city.name]`; `*` stands for any language. */
  readonly trail: readonly string[]
  readonly test?: { readonly operator: Operator; readonly operands: readonly Operand[] }
  /** The path is that of a relationship, and the term holds if one holds for an entity that it leads to, as in `isIn{City}.name`. */
  readonly link?: { readonly types: Expression<string>; readonly term: Term }
}

export type Condition = Expression<Term>

const members = new Set<string>(['observedAt', 'createdAt', 'modifiedAt', 'unitCode', 'datasetId'])
const form = /^([^=!<>~"]+?)(==|!=|>=|<=|!~=|~=|>|<)(.*)$/s
const bad = (text: string) => new NgsiLdError('BadRequestData', `q: ${text}`)

export type Reading = {
  /** Attributes whose texts are names, which are expanded before they are compared (`expandValues`). */
  readonly expanded?: ReadonlySet<string>
  /** Whether terms may look into linked entities. */
  readonly withLinks?: boolean
}

/**
 * Reads a query of the NGSI-LD query language.
 *
 * @throws {NgsiLdError} BadRequestData, telling the term that cannot be read
 */
export function parseQ(text: string, names: Names = coreNames, reading: Reading = {}): Condition {
  return parseExpression(text, '|', (term) => parseTerm(term, names, reading))
}

function parseTerm(text: string, names: Names, reading: Reading): Term {
  const linked = /^([^{}=!<>~"]+)\{([^{}]+)\}\.(.+)$/s.exec(text)
  if (linked !== null) {
    const [, relationship = '', types = '', rest = ''] = linked
    if (!reading.withLinks) throw bad(`"${text}" looks into linked entities, which only queries do.`)
    const term = parseTerm(rest.trim(), names, reading)
    return { ...parsePath(relationship.trim(), names), link: { types: parseTypes(types, names), term } }
  }
  const match = form.exec(text)
  if (match === null) {
    if (/[=<>~"\s]/.test(text)) throw bad(`"${text}" has no operator that is known.`)
    return parsePath(text, names)
  }
  const [, path = '', operator, operand = ''] = match
  const target = parsePath(path.trim(), names)
  const operands = parseOperands(operator as Operator, operand, target.member)
  const isExpanded = reading.expanded?.has(target.path[0] ?? '') ?? false
  return { ...target, test: { operator: operator as Operator, operands: isExpanded ? expand(operands, names) : operands } }
}

const expand = (operands: readonly Operand[], names: Names): Operand[] =>
  operands.map((operand) =>
    'from' in operand || operand.kind !== 'text' ? operand : { ...operand, value: names.expand(String(operand.value)) },
  )

/** Reads the path of an attribute, as in `a`, `a.sub`, `a.observedAt` or `a[member.of.value]`. */
export function parsePath(text: string, names: Names): Term {
  const match = /^([^[\]{}]+)(?:\[([^[\]]+)\])?$/.exec(text)
  if (match === null) throw bad(`"${text}" is not the path of an attribute.`)
  const [, attribute = '', inside] = match
  // An IRI has dots of its own, so it is one step.
  const steps = /^[a-z][a-z0-9+-]*:\/\//i.test(attribute) ? [attribute] : attribute.split('.')
  if (steps.some((name) => name === '')) throw bad(`"${text}" has an empty name.`)
  const last = steps.at(-1) as string
  const member = members.has(last) ? (last as Member) : undefined
  const path = (member ? steps.slice(0, -1) : steps).map((name) => names.expand(name))
  if (path.length === 0 && member !== 'createdAt' && member !== 'modifiedAt') throw bad(`"${text}" names no attribute.`)
  return { path, trail: inside?.split('.') ?? [], ...(member && { member }) }
}

function parseOperands(operator: Operator, text: string, member: Member | undefined): Operand[] {
  if (text.trim() === '') throw bad(`${operator} has nothing to compare with.`)
  if (operator === '~=' || operator === '!~=') return [{ kind: 'text', value: unquote(text) ?? text }]
  const read = (part: string) => parseLiteral(part.trim(), member)
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[^,"]+/gs) ?? []
  const operands = splitOutsideQuotes(text, ',').map((part): Operand => {
    const [from, to, ...more] = splitOutsideQuotes(part, '..')
    if (to === undefined || more.length > 0) return read(part)
    const range = { from: read(from as string), to: read(to) }
    if (range.from.kind !== range.to.kind) throw bad(`the range "${part}" is from one kind of value to another.`)
    return range
  })
  const isPlain = operands.length === 1 && !('from' in (operands[0] as Operand))
  if (!isPlain && operator !== '==' && operator !== '!=')
    throw bad(`${operator} compares with one value, not with "${parts.join('')}".`)
  return operands
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = ['']
  for (const [piece] of text.matchAll(/"(?:[^"\\]|\\.)*"|\.\.|,|[^",.]+|./gs)) {
    if (piece === separator) parts.push('')
    else parts[parts.length - 1] += piece
  }
  return parts
}

function unquote(text: string): string | undefined {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*$/s.exec(text)?.[1]
  return quoted?.replace(/\\(["\\])/g, '$1')
}

function parseLiteral(text: string, member: Member | undefined): Literal {
  const quoted = unquote(text)
  const instant = readInstant(quoted ?? text)
  if (instant !== undefined && (quoted === undefined || member?.endsWith('At'))) return { kind: 'instant', value: instant }
  if (quoted !== undefined) return { kind: 'text', value: quoted }
  if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true' }
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return { kind: 'number', value: Number(text) }
  if (text === '' || /["\s]/.test(text)) throw bad(`"${text}" is not a value.`)
  return { kind: 'text', value: text }
}

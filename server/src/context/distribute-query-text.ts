import type { Expression } from './expression.ts'
import type { GeoQuery } from './geo-query.ts'
import type { Names } from './names.ts'
import type { Condition, Literal, Operand, Term } from './q-parse.ts'
import type { EntityQuery } from './query.ts'
import { parseScopeQuery, type ScopeTerm } from './scope-query.ts'
import { locationName } from './store.ts'

/** The conditions of a query as parameters, under the names of whoever is asked: reading them again gives the same conditions. */
export function writeConditions({ q, scope, geo }: EntityQuery, names: Names): Record<string, string> {
  const parsed = typeof scope === 'string' ? parseScopeQuery(scope) : scope
  return {
    ...(q && { q: writeQ(q, names) }),
    ...(parsed && { scopeQ: writeExpression(parsed, writeScope) }),
    ...(geo && writeGeo(geo, names)),
  }
}

/** A selection of types; plain alternatives with commas, which every version of NGSI-LD reads. */
export function writeTypes(types: Expression<string>, { compact }: Names): string {
  if ('any' in types && types.any.every((part) => 'leaf' in part))
    return types.any.map((part) => writeExpression(part, compact)).join(',')
  return writeExpression(types, compact)
}

export const writeQ = (condition: Condition, names: Names): string => writeExpression(condition, (term) => writeTerm(term, names))

function writeExpression<Leaf>(expression: Expression<Leaf>, writeLeaf: (leaf: Leaf) => string): string {
  if ('leaf' in expression) return writeLeaf(expression.leaf)
  const isAll = 'all' in expression
  const parts = (isAll ? expression.all : expression.any).map((part) => {
    const text = writeExpression(part, writeLeaf)
    return isAll && 'any' in part ? `(${text})` : text
  })
  return parts.join(isAll ? ';' : '|')
}

function writeTerm({ path, member, trail, test }: Term, { compact }: Names): string {
  const target = [...path.map(compact), ...(member === undefined ? [] : [member])].join('.')
  const inside = trail.length > 0 ? `[${trail.join('.')}]` : ''
  if (test === undefined) return `${target}${inside}`
  const isPattern = test.operator.endsWith('~=')
  return `${target}${inside}${test.operator}${test.operands.map((operand) => (isPattern ? writePattern(operand) : writeOperand(operand))).join(',')}`
}

const writeOperand = (operand: Operand): string =>
  'from' in operand ? `${writeLiteral(operand.from)}..${writeLiteral(operand.to)}` : writeLiteral(operand)

const writeLiteral = ({ kind, value }: Literal): string => (kind === 'text' ? quoted(String(value)) : String(value))
const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** Patterns go bare, as other brokers expect, where no character of theirs means something to the query. */
function writePattern(operand: Operand): string {
  const text = String((operand as Literal).value)
  return /[;|()[\]"]/.test(text) ? quoted(text) : text
}

const writeScope = ({ levels, withBelow }: ScopeTerm) => `/${[...levels, ...(withBelow ? ['#'] : [])].join('/')}`

function writeGeo(geo: GeoQuery, { compact }: Names): Record<string, string> {
  const distance =
    geo.relation !== 'near'
      ? ''
      : geo.maxMetres === undefined
        ? `;minDistance==${geo.minMetres}`
        : `;maxDistance==${geo.maxMetres}`
  return {
    georel: `${geo.relation}${distance}`,
    geometry: geo.geometry.type,
    coordinates: JSON.stringify(geo.geometry.coordinates),
    ...(geo.property !== locationName && { geoproperty: compact(geo.property) }),
  }
}

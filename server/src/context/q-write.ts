import type { Names } from './names.ts'
import type { Condition, Literal, Operand, Term } from './q-parse.ts'

/** A condition in the NGSI-LD query language (GS CIM 009, 4.9), in other names: `parseQ` reads it as the same condition. */
export function writeQ(condition: Condition, names: Names): string {
  if ('leaf' in condition) return writeTerm(condition.leaf, names)
  const [parts, joint] = 'all' in condition ? [condition.all, ';'] : [condition.any, '|']
  return parts.map((part) => ('leaf' in part ? writeQ(part, names) : `(${writeQ(part, names)})`)).join(joint)
}

function writeTerm({ path, member, trail, test }: Term, names: Names): string {
  const steps = [...path.map((name) => names.compact(name)), ...(member === undefined ? [] : [member])]
  const inside = trail.length === 0 ? '' : `[${trail.join('.')}]`
  return `${steps.join('.')}${inside}${test === undefined ? '' : `${test.operator}${test.operands.map(writeOperand).join(',')}`}`
}

const writeOperand = (operand: Operand): string =>
  'from' in operand ? `${writeLiteral(operand.from)}..${writeLiteral(operand.to)}` : writeLiteral(operand)

const writeLiteral = ({ kind, value }: Literal): string =>
  kind === 'text' ? `"${String(value).replace(/["\\]/g, '\\$&')}"` : String(value)

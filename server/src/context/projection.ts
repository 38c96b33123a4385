import { NgsiLdError } from './errors.ts'
import type { Names } from './names.ts'

/** Which members of an entity are answered (GS CIM 009, 4.21). Names of attributes are expanded. */
export type Projection = {
  /** Only these are kept: attributes, and members of the entity itself such as `id`. */
  readonly pick?: ReadonlySet<string>
  readonly omit?: ReadonlySet<string>
  /** Relationship → what is answered of the entities that it leads to; all, where it is missing. */
  readonly nested?: ReadonlyMap<string, Projection>
}

/** Members of an entity that are no attributes. */
export const ownMembers = ['id', 'type', 'scope', 'createdAt', 'modifiedAt', 'expiresAt']

type Ask = { readonly attrs?: string | undefined; readonly pick?: string | undefined; readonly omit?: string | undefined }
type Member = { readonly name: string; readonly nested?: readonly Member[] }

/**
 * Reads the parameters `attrs`, `pick` and `omit`; the last two go into linked entities, as in `name,locatedAt{id,name}`.
 *
 * @throws {NgsiLdError} BadRequestData
 */
export function readProjection({ attrs, pick, omit }: Ask, names: Names): Projection {
  if (attrs !== undefined && (pick !== undefined || omit !== undefined)) throw bad('attrs cannot be given with pick or omit.')
  if (attrs !== undefined) return { pick: new Set([...ownMembers, ...attributeNames(attrs).map((name) => names.expand(name))]) }
  const picked = pick === undefined ? undefined : parseMembers(pick, names)
  const omitted = omit === undefined ? undefined : parseMembers(omit, names)
  const both = picked?.find(({ name }) => omitted?.some((other) => other.name === name && !other.nested))
  if (both !== undefined) throw bad(`"${names.compact(both.name)}" is both in pick and in omit.`)
  return projectionOf(picked, omitted)
}

/** Names of attributes, with commas between; none may be empty. */
export function attributeNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  const wrong = names.find((name) => !isName(name) || ownMembers.includes(name))
  if (wrong !== undefined) throw bad(`"${wrong}" is not the name of an attribute.`)
  return names
}

const bad = (text: string) => new NgsiLdError('BadRequestData', text)
const isName = (name: string) => /^[^\s{}()[\]|;,<>"'\p{C}]+$/u.test(name)

function projectionOf(picked: readonly Member[] | undefined, omitted: readonly Member[] | undefined): Projection {
  const into = [...(picked ?? []), ...(omitted ?? [])].filter(({ nested }) => nested !== undefined).map(({ name }) => name)
  const nestedOf = (list: readonly Member[] | undefined, name: string) => list?.find((one) => one.name === name)?.nested
  const nested = into.map((name) => [name, projectionOf(nestedOf(picked, name), nestedOf(omitted, name))] as const)
  return {
    ...(picked && { pick: new Set(picked.map(({ name }) => name)) }),
    ...(omitted && { omit: new Set(omitted.filter((one) => one.nested === undefined).map(({ name }) => name)) }),
    ...(nested.length > 0 && { nested: new Map(nested) }),
  }
}

function parseMembers(text: string, names: Names, depth = 0): Member[] {
  if (depth > 10) throw bad('pick or omit goes too deep.')
  return splitMembers(text).map((part) => {
    const [, name = '', inside] = /^([^{}]*)(?:\{(.*)\})?$/s.exec(part.trim()) ?? []
    if (!isName(name.trim())) throw bad(`"${text}" is not a list of members.`)
    const expanded = ownMembers.includes(name.trim()) ? name.trim() : names.expand(name.trim())
    return { name: expanded, ...(inside !== undefined && { nested: parseMembers(inside, names, depth + 1) }) }
  })
}

/** Splits at commas outside of braces. */
function splitMembers(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const char of text) {
    if (char === '{') depth += 1
    if (char === '}') depth -= 1
    if (depth < 0) break
    if (char === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += char
  }
  if (depth !== 0) throw bad(`"${text}" has a brace without its partner.`)
  return parts
}

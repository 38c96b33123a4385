export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** One step of a JSON pointer (RFC 6901). */
export function step(pointer: string, key: string | number): string {
  const text = String(key)
  return `${pointer}/${/[~/]/.test(text) ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text}`
}

/** An absolute URI, which is what NGSI-LD takes as an identifier. */
export const isUri = (value: unknown): value is string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what may not be in a URI
  typeof value === 'string' && value.length <= 2048 && /^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`\x7f]+$/.test(value)

const deepest = 48

/**
 * Why a value that came as JSON cannot be kept, or undefined: PostgreSQL has no place for the character NUL, half surrogate
 * pairs and numbers beyond a double; nesting without end has no place anywhere.
 */
export function unstorable(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return unstorableText(value)
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'a number is too large'
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > deepest) return `is nested deeper than ${deepest} levels`
  for (const [key, member] of Object.entries(value)) {
    const reason = unstorableText(key) ?? unstorable(member, depth + 1)
    if (reason !== undefined) return reason
  }
  return undefined
}

const unstorableText = (text: string) =>
  text.includes('\0') || !text.isWellFormed() ? 'a text holds characters that cannot be stored' : undefined

/** Whether two JSON values are equal, whatever the order of their members. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [a as Json, b as Json]
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]))
  )
}

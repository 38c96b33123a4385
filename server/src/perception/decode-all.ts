import type { Circumstance } from './compile-mapping.ts'
import { because } from './mapped.ts'
import type { Decoded } from './observed.ts'
import type { Known } from './registry.ts'

/** One reading of a message: what it says or why it cannot be read, and its own bytes. */
export type Item = { readonly decoded: Decoded; readonly payload: Uint8Array }

const utf8 = new TextDecoder('utf-8', { fatal: true })
const mostItems = 10_000

/** Reads a message as JSON and decodes it; a list is so many readings. Never throws: what cannot be read says why. */
export async function decodeAll(bytes: Uint8Array, { device, decode }: Known, circumstance: Circumstance): Promise<Item[]> {
  const json = readJson(bytes)
  if (!json.ok) return [{ decoded: json, payload: bytes }]
  if (!Array.isArray(json.value)) return [{ decoded: await decode(json.value, device, circumstance), payload: bytes }]
  if (json.value.length === 0) return [{ decoded: because('nothing-measured', 'the list is empty'), payload: bytes }]
  if (json.value.length > mostItems)
    return [
      { decoded: because('too-large', `${json.value.length} readings at once; at most ${mostItems} are read`), payload: bytes },
    ]
  const items: Item[] = []
  for (const value of json.value) {
    const decoded = await decode(value, device, circumstance)
    items.push({ decoded, payload: decoded.ok ? bytes : Buffer.from(JSON.stringify(value)) })
  }
  return items
}

function readJson(bytes: Uint8Array): { ok: true; value: unknown } | Extract<Decoded, { ok: false }> {
  try {
    const text = utf8.decode(bytes)
    const value: unknown = JSON.parse(text)
    return isStorable(text, value)
      ? { ok: true, value }
      : because('not-storable', 'a text holds characters that cannot be stored')
  } catch (error) {
    return because('not-json', (error as Error).message)
  }
}

/** PostgreSQL keeps neither NUL nor half of a surrogate pair; both can only come as escapes. */
function isStorable(text: string, value: unknown): boolean {
  return !/\\u(0000|d[89a-f])/i.test(text) || !/\\u(0000|d[89a-f])/i.test(JSON.stringify(value))
}

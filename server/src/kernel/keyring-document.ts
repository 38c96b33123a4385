import { randomBytes } from 'node:crypto'

/** The keys of a ring: 32 bytes each, by number. */
export type KeyringDocument = {
  /** The number of the key that is sealed with from now on. */
  readonly current: number
  readonly keys: ReadonlyMap<number, Buffer>
}

type Written = { readonly current: number; readonly keys: Readonly<Record<string, string>> }

export const makeDocument = (): KeyringDocument => ({ current: 1, keys: new Map([[1, randomBytes(32)]]) })

/** With one key more, which is the current one. */
export function addKey({ keys }: KeyringDocument): KeyringDocument {
  const current = Math.max(...keys.keys()) + 1
  return { current, keys: new Map([...keys, [current, randomBytes(32)]]) }
}

/** Without keys that are older than the one before the current one. */
export function dropOld({ current, keys }: KeyringDocument): KeyringDocument {
  const kept = [...keys.keys()].filter((number) => number <= current).sort((a, b) => b - a)
  return { current, keys: new Map([...keys].filter(([number]) => kept.slice(0, 2).includes(number))) }
}

/** JSON: `{"current": 1, "keys": {"1": "…"}}`, each key 32 bytes in base64url. */
export function writeDocument({ current, keys }: KeyringDocument): string {
  const written = [...keys].map(([number, key]) => [number, key.toString('base64url')])
  return `${JSON.stringify({ current, keys: Object.fromEntries(written) }, null, 2)}\n`
}

/** @throws {Error} saying what is wrong, without a word of a key */
export function parseDocument(text: string): KeyringDocument {
  const { current, keys } = parseJson(text)
  if (typeof keys !== 'object' || keys === null) throw new Error('it has no "keys"')
  const read = Object.entries(keys).map(([number, key]) => [readNumber(number), readKey(key, `key ${number}`)] as const)
  if (!read.some(([number]) => number === current)) throw new Error('"current" is not the number of one of its keys')
  return { current, keys: new Map(read) }
}

function parseJson(text: string): Written {
  try {
    return JSON.parse(text) as Written
  } catch {
    throw new Error('it is not JSON')
  }
}

function readNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error('its keys are not numbered from 1')
  return Number(text)
}

function readKey(text: unknown, name: string): Buffer {
  if (typeof text !== 'string' || !/^[\w-]{43}$/.test(text)) throw new Error(`${name} is not 32 bytes in base64url`)
  return Buffer.from(text, 'base64url')
}

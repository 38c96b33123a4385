import { createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

/** 32 random bytes in base64url: who holds it may do everything on this node. */
export type OperatorKey = string & { readonly __brand: 'operator-key' }

/**
 * The key in `operator.key` of the data folder, readable by the owner alone; made at the first start.
 *
 * @throws when the file is there but holds no such key
 */
export async function loadOperatorKey(dataDir: string): Promise<OperatorKey> {
  const file = join(dataDir, 'operator.key')
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  const key = text === undefined ? await makeKey(file) : text.trim()
  if (!/^[\w-]{43}$/.test(key)) throw new Error(`${file} holds no operator key; remove it to have a new one made`)
  return key as OperatorKey
}

/** Compares in a time that tells nothing about either. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

/** A key for one purpose (HKDF, RFC 5869), from which neither the operator key nor that of another purpose can be found. */
export function deriveKey(key: OperatorKey, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64url'), '', `datong ${purpose}`, 32))
}

/** Written aside and renamed, so that no crash leaves half a key. */
async function makeKey(file: string): Promise<string> {
  const key = randomBytes(32).toString('base64url')
  const draft = `${file}.new`
  const handle = await open(draft, 'w', 0o600)
  await handle.chmod(0o600)
  await handle.writeFile(`${key}\n`)
  await handle.sync()
  await handle.close()
  await rename(draft, file)
  return key
}

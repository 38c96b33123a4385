import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Something that a browser keeps for us, which it can neither read nor change, for one purpose and until a time (AES-256-GCM). */
export function seal(key: Buffer, purpose: string, value: object, until: Date): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyFor(key, purpose), iv)
  const text = JSON.stringify({ value, until: until.getTime() })
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** Undefined where it was changed, was sealed for something else, or is over. */
export function openSeal<Value>(key: Buffer, purpose: string, text: string, now: Date): Value | undefined {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length < 28) return undefined
  const decipher = createDecipheriv('aes-256-gcm', keyFor(key, purpose), bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(-16))
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
    const { value, until } = JSON.parse(plain.toString()) as { value: Value; until: number }
    return until > now.getTime() ? value : undefined
  } catch {
    return undefined
  }
}

const keyFor = (key: Buffer, purpose: string) => Buffer.from(hkdfSync('sha256', key, '', `seal ${purpose}`, 32))

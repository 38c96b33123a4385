import { createHash, createHmac, randomBytes } from 'node:crypto'
import { isSameSecret } from './operator-key.ts'

/** Something random that only its bearer has, signed so that what was never given out is refused without asking the database. */
export function makeToken(key: Buffer): string {
  const random = randomBytes(32).toString('base64url')
  return `${random}${sign(key, random)}`
}

/** The digest under which a token is kept; undefined where this node never gave it out. */
export function tokenHash(key: Buffer, token: string): Buffer | undefined {
  const [, random, signature] = /^([\w-]{43})([\w-]{22})$/.exec(token) ?? []
  if (random === undefined || signature === undefined || !isSameSecret(signature, sign(key, random))) return undefined
  return digest(token)
}

export const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** A digest that only this node can make, for short things such as codes and addresses that could be guessed from a plain one. */
export const keyedDigest = (key: Buffer, ...parts: readonly string[]): Buffer =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest()

const sign = (key: Buffer, random: string) => keyedDigest(key, 'token', random).subarray(0, 16).toString('base64url')

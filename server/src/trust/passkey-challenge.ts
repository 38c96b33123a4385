import { randomBytes } from 'node:crypto'
import type { Tx } from '#kernel'
import { isSameSecret } from './operator-key.ts'
import { digest, keyedDigest } from './session-token.ts'

/** Milliseconds in which a challenge must be answered. */
const patience = 10 * 60_000

/**
 * A challenge that says by itself for what it was given and until when, so that showing a page writes nothing. That it is answered
 * once is kept where it is answered.
 *
 * @param purpose what is confirmed with it, and by whom, so that an answer cannot be used for anything else
 */
export function makeChallenge(key: Buffer, purpose: string, now: Date): string {
  const claim = `${now.getTime() + patience}.${randomBytes(18).toString('base64url')}`
  return `${claim}.${sign(key, purpose, claim)}`
}

/** Whether this node gave a challenge for the purpose, and it is still time. */
export function isChallenge(key: Buffer, purpose: string, text: string, now: Date): boolean {
  const challenge = Buffer.from(text, 'base64url').toString()
  const [, claim, until, signature] = /^((\d{1,15})\.[\w-]{24})\.([\w-]{43})$/.exec(challenge) ?? []
  if (claim === undefined || signature === undefined || !isSameSecret(signature, sign(key, purpose, claim))) return false
  return Number(until) > now.getTime()
}

/** @returns false where it was answered before */
export async function useChallenge(tx: Tx, text: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    'insert into trust.used_challenge (digest, expires_at) values ($1, $2) on conflict do nothing returning digest',
    [digest(text), new Date(now.getTime() + patience)],
  )
  return rows.length > 0
}

const sign = (key: Buffer, purpose: string, claim: string) => keyedDigest(key, 'challenge', purpose, claim).toString('base64url')

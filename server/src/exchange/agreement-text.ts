import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { FlattenedSign } from 'jose'
import { type Agreement, termsOf } from './agreement.ts'
import type { Signer } from './agreement-keys.ts'

/** Canonical JSON. @see RFC 8785 */
export const canonical = (value: unknown): string => canonicalize(value) as string

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** The text that both departments sign: who lets whom ask what. It is the same however often it is made. */
export function agreementText(
  agreement: Pick<Agreement, 'id' | 'owner' | 'recipient' | 'renews' | 'terms' | 'asked'>,
  issuer: string,
): string {
  const { id, owner, recipient, renews } = agreement
  return canonical({ kind: 'agreement', id, issuer, owner, recipient, ...(renews && { renews }), terms: termsOf(agreement) })
}

export type SignatureParts = { readonly protected: string; readonly signature: string }

/** One side's signature (JWS, EdDSA). Its protected header says which officer set it and when. */
export async function signText(
  text: string,
  { key, kid, department }: Signer,
  officer: string,
  at: Date,
): Promise<SignatureParts> {
  const signed = await new FlattenedSign(Buffer.from(text))
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'agreement+json', department, officer, signedAt: at.toISOString() })
    .sign(key)
  return { protected: signed.protected ?? '', signature: signed.signature }
}

/** The text with the signatures that there are (RFC 7515 §7.2.1). */
export const signedText = (text: string, signatures: readonly SignatureParts[]) => ({
  payload: Buffer.from(text).toString('base64url'),
  signatures: signatures.map(({ protected: header, signature }) => ({ protected: header, signature })),
})

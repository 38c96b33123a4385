import { CompactSign, compactVerify, decodeProtectedHeader, errors, importJWK } from 'jose'
import type { ReceiptCheck } from '#contract'
import type { Db } from '#kernel'
import { publishedKey, type Signer } from './agreement-keys.ts'
import { canonical, digestOf } from './agreement-text.ts'

/** What was asked or answered, signed by the department that did: a compact JWS (RFC 7515 §7.1) over canonical JSON. */
export async function signReceipt(content: object, { key, kid }: Signer): Promise<string> {
  return new CompactSign(Buffer.from(canonical(content))).setProtectedHeader({ alg: 'EdDSA', kid, typ: 'receipt+json' }).sign(key)
}

/** What stands for somebody in a receipt: only who has the salt, and the number, can tell whom it means. */
export const personDigest = (salt: string, person: string): string => digestOf(canonical([salt, person]))

/** What stands for what was told of somebody. */
export const answerDigest = (salt: string, person: string, told: unknown): string => digestOf(canonical([salt, person, told]))

const unreadable = {
  en: 'This is no receipt: it must be three parts with dots between them, as it was given out.',
  'zh-Hans': '这不是回执：回执由三部分组成，以点分隔，请按原样粘贴。',
}
const strange = {
  en: 'No department here has signed this.',
  'zh-Hans': '此处没有任何部门签署过该内容。',
}
const changed = {
  en: 'The signature does not fit: what it says was changed after it was signed.',
  'zh-Hans': '签名不符：内容在签署之后被更改过。',
}

/** Whether a department here signed this, and what it says. */
export async function checkReceipt(db: Db, jws: string): Promise<ReceiptCheck> {
  const kid = kidOf(jws.trim())
  if (kid === undefined) return { ok: false, why: unreadable }
  const found = await publishedKey(db, kid)
  if (found === undefined) return { ok: false, why: strange }
  try {
    const { payload } = await compactVerify(jws.trim(), await importJWK(found.jwk, 'EdDSA'), { algorithms: ['EdDSA'] })
    const content = JSON.parse(Buffer.from(payload).toString()) as Record<string, unknown>
    return { ok: true, department: found.department, kind: String(content.kind), content }
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return { ok: false, why: changed }
    if (error instanceof errors.JOSEError || error instanceof SyntaxError) return { ok: false, why: unreadable }
    throw error
  }
}

function kidOf(jws: string): string | undefined {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(jws)) return undefined
  try {
    return decodeProtectedHeader(jws).kid
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

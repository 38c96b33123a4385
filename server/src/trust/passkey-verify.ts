import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { Tx } from '#kernel'
import type { AccountParts } from './account-parts.ts'
import { isChallenge, makeChallenge, useChallenge } from './passkey-challenge.ts'
import { findPasskey, type NewPasskey, type PasskeyRow, usePasskey } from './passkey-store.ts'

type Person = { readonly id: string; readonly name: string; readonly passkeys: readonly Pick<PasskeyRow, 'id' | 'transports'>[] }

/**
 * What a browser needs to make a passkey, as JSON text. It is kept on the device under the person's name (a discoverable
 * credential), and always asks for fingerprint, face or PIN (WebAuthn level 3, user verification).
 */
export async function askForNew(parts: AccountParts, purpose: string, { id, name, passkeys }: Person): Promise<string> {
  const options = await generateRegistrationOptions({
    rpName: parts.nodeName,
    rpID: new URL(parts.origin).hostname,
    userName: name,
    userDisplayName: name,
    userID: new TextEncoder().encode(id),
    challenge: makeChallenge(parts.peopleKey, purpose, parts.clock()),
    excludeCredentials: passkeys.map((one) => ({
      id: one.id,
      transports: [...one.transports],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    timeout: 300_000,
  })
  return JSON.stringify(options)
}

/** What a browser needs to sign with a passkey, whoever's it is, as JSON text. */
export async function askForAny(parts: AccountParts, purpose: string): Promise<string> {
  const options = await generateAuthenticationOptions({
    rpID: new URL(parts.origin).hostname,
    challenge: makeChallenge(parts.peopleKey, purpose, parts.clock()),
    userVerification: 'required',
    timeout: 300_000,
  })
  return JSON.stringify(options)
}

/** The passkey that a browser made; undefined where the answer does not hold. */
export async function checkNew(
  parts: AccountParts,
  tx: Tx,
  purpose: string,
  text: string,
  name: string,
): Promise<NewPasskey | undefined> {
  const response = parse<RegistrationResponseJSON>(text)
  if (response === undefined) return undefined
  const { registrationInfo } = await holds(() => verifyRegistrationResponse({ response, ...expected(parts, purpose) }))
  if (registrationInfo === undefined || !(await isFirstUse(parts, tx, response))) return undefined
  const { credential, credentialBackedUp } = registrationInfo
  return {
    id: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    name,
    isBackedUp: credentialBackedUp,
  }
}

/** Whose passkey signed the challenge; undefined where the answer does not hold. */
export async function checkAny(parts: AccountParts, tx: Tx, purpose: string, text: string): Promise<PasskeyRow | undefined> {
  const response = parse<AuthenticationResponseJSON>(text)
  const passkey = typeof response?.id === 'string' ? await findPasskey(tx, response.id) : undefined
  if (response === undefined || passkey === undefined) return undefined
  const { id, publicKey, counter } = passkey
  const credential = { id, publicKey: new Uint8Array(publicKey), counter }
  const { authenticationInfo } = await holds(() =>
    verifyAuthenticationResponse({ response, credential, ...expected(parts, purpose) }),
  )
  if (authenticationInfo === undefined || !(await isFirstUse(parts, tx, response))) return undefined
  await usePasskey(tx, id, authenticationInfo.newCounter, parts.clock())
  return passkey
}

const expected = ({ peopleKey, origin, clock }: AccountParts, purpose: string) => ({
  expectedOrigin: origin,
  expectedRPID: new URL(origin).hostname,
  requireUserVerification: true,
  expectedChallenge: (challenge: string) => isChallenge(peopleKey, purpose, challenge, clock()),
})

/** Whatever is wrong with what a browser sent, the library throws: to us it is an answer that does not hold. */
async function holds<Answer extends { verified: boolean }>(verify: () => Promise<Answer>): Promise<Partial<Answer>> {
  try {
    const answer = await verify()
    return answer.verified ? answer : {}
  } catch {
    return {}
  }
}

async function isFirstUse({ clock }: AccountParts, tx: Tx, response: { response: { clientDataJSON: string } }): Promise<boolean> {
  const data = parse<{ challenge?: string }>(Buffer.from(response.response.clientDataJSON, 'base64url').toString())
  return data?.challenge !== undefined && useChallenge(tx, data.challenge, clock())
}

function parse<Shape>(text: string): Shape | undefined {
  try {
    const value = JSON.parse(text) as Shape | null
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

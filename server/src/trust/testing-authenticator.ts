/** What a person's device does with passkeys (WebAuthn level 3, §6), for tests without a browser. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest()
const b64 = (data: Buffer) => data.toString('base64url')

type Options = { readonly challenge: string; readonly rpId?: string; readonly rp?: { readonly id?: string } }

export type Authenticator = {
  /** Answers `navigator.credentials.create`. */
  create(optionsJson: string): string
  /** Answers `navigator.credentials.get`. */
  get(optionsJson: string): string
}

/** @param isVerified whether it asked for fingerprint, face or PIN */
export function testAuthenticator(origin: string, isVerified = true): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  const flags = isVerified ? 0x05 : 0x01
  let counter = 0
  const authData = (rpId: string, more: number, rest: Buffer) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(++counter)
    return Buffer.concat([sha256(rpId), Buffer.from([flags | more]), count, rest])
  }
  const client = (type: string, challenge: string) => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const answer = (response: object) =>
    JSON.stringify({ id: b64(id), rawId: b64(id), type: 'public-key', clientExtensionResults: {}, response })
  return {
    create: (text) => {
      const options = JSON.parse(text) as Options
      const jwk = publicKey.export({ format: 'jwk' })
      const coordinate = (value = '') => new Uint8Array(Buffer.from(value, 'base64url'))
      const cose = new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, coordinate(jwk.x)],
        [-3, coordinate(jwk.y)],
      ])
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, id, isoCBOR.encode(cose)])
      const data = authData(options.rp?.id ?? '', 0x40, attested)
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(data)],
      ])
      return answer({
        clientDataJSON: b64(client('webauthn.create', options.challenge)),
        attestationObject: b64(Buffer.from(isoCBOR.encode(attestation as never))),
        transports: ['internal'],
      })
    },
    get: (text) => {
      const options = JSON.parse(text) as Options
      const clientData = client('webauthn.get', options.challenge)
      const data = authData(options.rpId ?? '', 0, Buffer.alloc(0))
      return answer({
        clientDataJSON: b64(clientData),
        authenticatorData: b64(data),
        signature: b64(sign('sha256', Buffer.concat([data, sha256(clientData)]), privateKey)),
      })
    },
  }
}

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { type Hash, sha256 } from './merkle-hash.ts'

/** A key that signs notes: a log's, of whatever stands in them, or a witness's, of a tree that it saw grow. */
export type SignatureType = 'log' | 'witness'
const typeBytes: Readonly<Record<SignatureType, number>> = { log: 1, witness: 4 }

/** @see https://c2sp.org/signed-note and https://c2sp.org/tlog-cosignature for `id`, `type` and how they are written */
export type Verifier = { readonly name: string; readonly type: SignatureType; readonly id: Buffer; readonly key: KeyObject }
export type Signer = { readonly name: string; readonly type: SignatureType; readonly id: Buffer; readonly seed: Buffer }

export type Note = { readonly text: string; readonly signatures: readonly Signature[] }
export type Signature = { readonly name: string; readonly id: Buffer; readonly bytes: Buffer; readonly line: string }

/** The head of a tree: what a node signs. @see https://c2sp.org/tlog-checkpoint */
export type Head = { readonly origin: string; readonly size: number; readonly root: Hash }

// Ed25519 keys in the encodings of RFC 8410, whose beginnings never differ.
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex')

export const isKeyName = (name: string): boolean => /^[^\s+\p{C}]{1,200}$/u.test(name)

export function createSigner(name: string, type: SignatureType, seed: Buffer): Signer {
  if (!isKeyName(name)) throw new Error(`A key cannot have the name "${name}": no spaces, no +`)
  return { name, type, seed, id: keyId(name, type, publicOf(seed)) }
}

/** @throws {Error} with a message for people when it is not a key of this kind */
export function parseSigner(text: string): Signer {
  const [, name = '', id, rest = ''] = /^PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? []
  const { type, bytes } = typedBytes(rest)
  const signer = createSigner(name, type, bytes)
  if (signer.id.toString('hex') !== id) throw new Error(`The key "${name}" is damaged`)
  return signer
}

export const writeSigner = ({ name, type, id, seed }: Signer): string =>
  `PRIVATE+KEY+${name}+${id.toString('hex')}+${Buffer.concat([Buffer.of(typeBytes[type]), seed]).toString('base64')}`

/** What anybody needs to check what a key signed. */
export const verifierOf = ({ name, type, id, seed }: Signer): string =>
  `${name}+${id.toString('hex')}+${Buffer.concat([Buffer.of(typeBytes[type]), publicOf(seed)]).toString('base64')}`

/** @throws {Error} with a message for people when it is not a verifier key */
export function parseVerifier(text: string): Verifier {
  const [, name = '', id, rest = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? []
  if (id === undefined) throw new Error(`"${text.trim().slice(0, 80)}" is not a verifier key: it must read name+id+key`)
  const { type, bytes } = typedBytes(rest)
  const known = keyId(name, type, bytes)
  if (known.toString('hex') !== id) throw new Error(`The verifier key "${name}" is damaged: its id does not fit`)
  const key = createPublicKey({ key: Buffer.concat([publicPrefix, bytes]), format: 'der', type: 'spki' })
  return { name, type, id: known, key }
}

export const writeHead = ({ origin, size, root }: Head): string => `${origin}\n${size}\n${root.toString('base64')}\n`

/** @throws {Error} with a message for people when the text is no checkpoint */
export function parseHead(text: string): Head {
  const [origin = '', size = '', root = ''] = text.split('\n')
  const hash = Buffer.from(root, 'base64')
  if (origin === '' || !/^(0|[1-9]\d{0,15})$/.test(size) || hash.length !== 32 || hash.toString('base64') !== root)
    throw new Error('A checkpoint must begin with three lines: the name of the log, the number of records, and the root hash')
  return { origin, size: Number(size), root: hash }
}

/** @param now of a cosignature @returns one line, with its end */
export function signNote(text: string, signer: Signer, now: Date): string {
  const key = createPrivateKey({ key: Buffer.concat([privatePrefix, signer.seed]), format: 'der', type: 'pkcs8' })
  if (signer.type === 'log') return signatureLine(signer, sign(null, Buffer.from(text), key))
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(Math.floor(now.getTime() / 1000)))
  return signatureLine(signer, Buffer.concat([time, sign(null, cosigned(text, time), key)]))
}

/** @throws {Error} with a message for people when it is not a signed note */
export function parseNote(note: string): Note {
  const end = note.lastIndexOf('\n\n')
  const lines = note.slice(end + 2).split('\n')
  if (end === -1 || lines.pop() !== '' || lines.length === 0)
    throw new Error('It is not a signed note: signatures must follow an empty line')
  if (lines.length > 32) throw new Error('The note has more than 32 signatures')
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) }
}

/** When the note was signed by a key: for a witness its own time. Undefined where it was not, or the signature is wrong. */
export function findSignature(note: Note, verifier: Verifier): { readonly line: string; readonly at?: Date } | undefined {
  for (const { name, id, bytes, line } of note.signatures) {
    if (name !== verifier.name || !id.equals(verifier.id)) continue
    if (verifier.type === 'log') {
      if (verify(null, Buffer.from(note.text), verifier.key, bytes)) return { line }
    } else if (bytes.length === 72 && verify(null, cosigned(note.text, bytes.subarray(0, 8)), verifier.key, bytes.subarray(8)))
      return { line, at: new Date(Number(bytes.readBigUInt64BE()) * 1000) }
  }
  return undefined
}

function parseSignature(line: string): Signature {
  const [, name, base64 = ''] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? []
  const bytes = Buffer.from(base64, 'base64')
  if (name === undefined || bytes.length < 5)
    throw new Error(`A line of signature must read "— name base64", not "${line.slice(0, 80)}"`)
  return { name, id: bytes.subarray(0, 4), bytes: bytes.subarray(4), line: `${line}\n` }
}

function typedBytes(base64: string): { readonly type: SignatureType; readonly bytes: Buffer } {
  const all = Buffer.from(base64, 'base64')
  const type = (Object.keys(typeBytes) as SignatureType[]).find((type) => typeBytes[type] === all[0])
  if (type === undefined || all.length !== 33) throw new Error('It is not an Ed25519 key of a log or of a witness')
  return { type, bytes: all.subarray(1) }
}

const signatureLine = ({ name, id }: Signer, signature: Buffer) =>
  `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`

/** @see https://c2sp.org/tlog-cosignature, signed message of Ed25519 */
const cosigned = (text: string, time: Buffer) => Buffer.from(`cosignature/v1\ntime ${time.readBigUInt64BE()}\n${text}`)

const keyId = (name: string, type: SignatureType, key: Buffer) =>
  sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(typeBytes[type]), key])).subarray(0, 4)

function publicOf(seed: Buffer): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' })
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(publicPrefix.length)
}

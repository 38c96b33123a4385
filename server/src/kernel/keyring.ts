import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { addKey, dropOld, type KeyringDocument } from './keyring-document.ts'

/** What texts that must not lie open are sealed with, so that whoever has the database alone cannot read them. */
export type Keyring = {
  /** @param place which row and column it belongs to: in another place it does not open */
  seal(place: string, text: string): Buffer
  /** @throws {SealBroken} when it was changed, was sealed for another place, or the key is gone */
  open(place: string, sealed: Uint8Array): string
  /** The first bytes of what is sealed with the current key. */
  currentMark(): Buffer
  /** From now on a new key seals. Where a key service has the keys, those it has now are taken. */
  renew(): void
  /** Keys before the last two are forgotten: to be called when nothing is sealed with them any more. */
  forget(): void
}

/** Where the keys are kept. @throws when they cannot be had */
export type KeyringSource = {
  read(): KeyringDocument
  /** Missing where others make the keys. */
  readonly write?: (document: KeyringDocument) => void
}

export class SealBroken extends Error {
  override name = 'SealBroken'
}

const algorithm = 'aes-256-gcm'
const sizes = { mark: 5, iv: 12, tag: 16 }

/**
 * AES-256-GCM (NIST SP 800-38D): a byte for the form, four for the number of the key, the nonce, the text, the tag. The place is
 * authenticated with it.
 */
export function createKeyring(source: KeyringSource): Keyring {
  let ring = source.read()
  const keyOf = (number: number): Buffer => {
    // Another server may have made it a moment ago.
    if (!ring.keys.has(number)) ring = source.read()
    const key = ring.keys.get(number)
    if (key === undefined) throw new SealBroken(`Key ${number} is not in the ring.`)
    return key
  }
  const change = (to: (from: KeyringDocument) => KeyringDocument) => {
    const now = source.read()
    ring = source.write === undefined ? now : to(now)
    source.write?.(ring)
  }
  return {
    seal: (place, text) => {
      const mark = markOf(ring.current)
      const iv = randomBytes(sizes.iv)
      const cipher = createCipheriv(algorithm, keyOf(ring.current), iv).setAAD(boundTo(mark, place))
      return Buffer.concat([mark, iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open: (place, sealed) => {
      const bytes = Buffer.from(sealed)
      const mark = bytes.subarray(0, sizes.mark)
      if (bytes.length < sizes.mark + sizes.iv + sizes.tag || mark[0] !== 1) throw new SealBroken('That is nothing sealed.')
      const body = bytes.subarray(sizes.mark + sizes.iv, -sizes.tag)
      const decipher = createDecipheriv(algorithm, keyOf(mark.readUInt32BE(1)), bytes.subarray(sizes.mark, sizes.mark + sizes.iv))
        .setAAD(boundTo(mark, place))
        .setAuthTag(bytes.subarray(-sizes.tag))
      try {
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch (cause) {
        throw new SealBroken('What was sealed has been changed, or belongs elsewhere.', { cause })
      }
    },
    currentMark: () => markOf(ring.current),
    renew: () => change(addKey),
    forget: () => change(dropOld),
  }
}

function markOf(number: number): Buffer {
  const mark = Buffer.alloc(sizes.mark)
  mark[0] = 1
  mark.writeUInt32BE(number, 1)
  return mark
}

const boundTo = (mark: Buffer, place: string) => Buffer.concat([mark, Buffer.from(place)])

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Something that sends readings of one entity. */
export type Device = {
  readonly id: string
  readonly name: string
  /** The NGSI-LD type of what it observes, for example `AirQualityObserved`. */
  readonly kind: string
  /** The id of the entity it observes. */
  readonly entity: string
  /** The scope path of the area where it stands. */
  readonly area?: string
  readonly position?: readonly [longitude: number, latitude: number]
  /** `json`, `ngsi-ld` or `mapping:<name>`. */
  readonly decoder: string
  /** Attribute → UN/CEFACT common code, for messages that carry no units. */
  readonly units: Readonly<Record<string, string>>
  readonly createdAt: Date
  readonly lastSeen?: Date
  readonly accepted: number
  readonly refused: number
}

/** Where a device publishes, and the only place it may. */
export const topicOf = (id: string): string => `devices/${id}/`

/** 256 random bits: shown once, then known only by their digest. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** A secret of 256 random bits cannot be guessed, so its digest needs neither salt nor stretching. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

export const isSecret = (secret: string, hash: Uint8Array): boolean => timingSafeEqual(hashSecret(secret), hash)

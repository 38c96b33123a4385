/** Devices, and what of theirs could not be understood. */
import type { Position } from './places.ts'

export type DeviceView = {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly area?: string
  readonly position?: Position
  readonly decoder: string
  readonly topic: string
  readonly createdAt: Date
  readonly lastSeen?: Date
  readonly accepted: number
  readonly refused: number
}

export type QuarantineView = {
  readonly id: string
  readonly at: Date
  readonly source: string
  readonly device?: string
  readonly topic?: string
  readonly reason: string
  readonly detail: string
  readonly state: 'held' | 'replayed' | 'discarded'
  /** The first characters of the payload as text. */
  readonly excerpt: string
}

export type DeviceService = {
  list(ask: {
    text?: string
    limit: number
    offset: number
  }): Promise<{ readonly devices: readonly DeviceView[]; readonly count: number }>
  get(id: string): Promise<DeviceView | undefined>
  quarantine(ask: {
    device?: string
    state?: QuarantineView['state']
    limit: number
    offset: number
  }): Promise<{ readonly items: readonly QuarantineView[]; readonly count: number }>
  payload(id: string): Promise<{ readonly bytes: Uint8Array; readonly fileName: string } | undefined>
  replay(ids: readonly string[]): Promise<{ readonly replayed: number; readonly held: number }>
  discard(ids: readonly string[]): Promise<number>
  /** The newest readings accepted, newest first. */
  latest(
    limit: number,
  ): Promise<
    readonly { readonly entity: string; readonly type: string; readonly attributes: readonly string[]; readonly at: Date }[]
  >
}

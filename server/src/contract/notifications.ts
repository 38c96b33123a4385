/** Who waits for which notification. */

/** How the notifications of one subscription fare. */
export type NotificationLineView = {
  readonly subscription: string
  readonly tenant: string
  /** Scheme, host and port of the receiver. */
  readonly endpoint: string
  readonly state: 'active' | 'paused' | 'expired'
  readonly waiting: number
  readonly sent: number
  readonly failed: number
  /** Dead letters: notifications that were not taken for too long. */
  readonly dead: number
  readonly lastSuccess?: Date
  readonly lastFailure?: Date
  /** Of the last try, where that failed. */
  readonly error?: string
  readonly nextTry?: Date
}

export type DeadLetterView = {
  readonly id: number
  readonly subscription: string
  readonly tenant: string
  readonly endpoint: string
  readonly at: Date
  readonly diedAt: Date
  readonly reason: string
  /** The first characters of what was to be sent. */
  readonly excerpt: string
}

export type NotificationService = {
  /** Those with dead letters or something waiting first. */
  lines(ask: {
    limit: number
    offset: number
  }): Promise<{ readonly items: readonly NotificationLineView[]; readonly count: number }>
  deadLetters(ask: {
    subscription?: string
    limit: number
    offset: number
  }): Promise<{ readonly items: readonly DeadLetterView[]; readonly count: number }>
  body(id: number): Promise<{ readonly text: string; readonly contentType: string } | undefined>
  /** Puts dead letters back, after what waits. @returns how many */
  replay(ids: readonly number[]): Promise<number>
  discard(ids: readonly number[]): Promise<number>
}

/** One thing that is wrong with what was sent: where it is, and how to mend it. */
export type Fault = {
  /** A JSON pointer (RFC 6901), or `line 12, column "name"` for tables. */
  readonly pointer?: string
  readonly message: string
  readonly fix?: string
}

/** An answer for the caller, who can mend it; anything else that is thrown is a bug of ours. */
export abstract class Refusal extends Error {
  abstract readonly status: number
  /** Stable, for programs; `message` is for people. */
  abstract readonly code: string
  /** The problem's `type` URI (RFC 9457 §3.1.1), where a standard defines one. */
  readonly type?: string
  readonly faults?: readonly Fault[]
  /** Seconds after which trying again makes sense. */
  readonly retryAfter?: number
  /** The message by language (BCP 47), where there is more than the one in English. */
  readonly inLanguages?: Readonly<Record<string, string>>
  constructor(message: string, { cause, inLanguages }: { cause?: unknown; inLanguages?: Readonly<Record<string, string>> } = {}) {
    super(message, { cause })
    if (inLanguages !== undefined) this.inLanguages = inLanguages
  }
}

export class Invalid extends Refusal {
  override name = 'Invalid'
  readonly status = 400
  readonly code = 'invalid'
  override readonly faults: readonly Fault[]
  constructor(message: string, faults: readonly Fault[] = []) {
    super(message)
    this.faults = faults
  }
}

export class SignInNeeded extends Refusal {
  override name = 'SignInNeeded'
  readonly status = 401
  readonly code = 'sign-in-needed'
}

export class Denied extends Refusal {
  override name = 'Denied'
  readonly status = 403
  readonly code = 'denied'
}

export class NotFound extends Refusal {
  override name = 'NotFound'
  readonly status = 404
  readonly code = 'not-found'
}

export class Conflict extends Refusal {
  override name = 'Conflict'
  readonly status = 409
  readonly code = 'conflict'
}

export class TooLarge extends Refusal {
  override name = 'TooLarge'
  readonly status = 413
  readonly code = 'too-large'
}

export class Unsupported extends Refusal {
  override name = 'Unsupported'
  readonly status = 415
  readonly code = 'unsupported'
}

export class TooBusy extends Refusal {
  override name = 'TooBusy'
  readonly status = 429
  readonly code = 'too-busy'
  override readonly retryAfter: number
  constructor(message: string, retryAfter = 1) {
    super(message)
    this.retryAfter = retryAfter
  }
}

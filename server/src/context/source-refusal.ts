import { Refusal } from '#kernel'

/** That a source did not do what it was asked, or did not answer. */
export class SourceRefusal extends Refusal {
  override name = 'SourceRefusal'
  readonly status: number
  readonly code: string
  override readonly type: string
  readonly body: unknown

  constructor(status: number, message: string, options: { code?: string; type?: string; body?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.status = status
    this.code = options.code ?? 'source-refused'
    this.type = options.type ?? 'about:blank'
    this.body = options.body
  }
}

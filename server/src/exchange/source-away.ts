import { Refusal } from '#kernel'

/** A department's own system does not answer, or not as it should: told without an address or a credential. */
export class SourceAway extends Refusal {
  override name = 'SourceAway'
  readonly status = 503
  readonly code = 'source-away'
  override readonly retryAfter = 30
}

import type { SourceColumn } from '#contract'
import type { Dataset } from './dataset.ts'

export type { SourceColumn, SourceSpec } from '#contract'

export type SourceRow = Readonly<Record<string, string | number | boolean | null>>

export type SourceAsk = {
  readonly identifiers: readonly string[]
  /** Names of fields of the dataset; the rows have these and no others. */
  readonly fields: readonly string[]
  readonly signal?: AbortSignal
}

/** A department's own system as one dataset sees it: read only, live, bounded in time and size. */
export type Source = {
  /**
   * The rows whose identifier is one of these. No other column leaves the system.
   *
   * @throws SourceAway when it does not answer as it should; TooLarge when there is more than an answer may hold
   */
  find(ask: SourceAsk): Promise<readonly SourceRow[]>
  /** The columns there are, for whoever publishes them. @throws SourceAway */
  describe(): Promise<readonly SourceColumn[]>
  close(): Promise<void>
}

/** The way to every dataset's rows. Connections are kept, and end with the node. */
export type Sources = {
  /** @throws SourceAway where the dataset's system is no longer connected */
  open(dataset: Dataset): Promise<Source>
  close(): Promise<void>
}

import type { FieldKind } from '#contract'
import type { Dataset } from './dataset.ts'

/** Where in a system the rows of a dataset lie. */
export type SourceSpec =
  | { readonly kind: 'table'; readonly schema: string; readonly table: string }
  /** The newest file of the drop folder. @param sheet of a workbook; missing for the first */
  | { readonly kind: 'file'; readonly sheet?: string }
  /**
   * @param path below the address of the system, with `{identifier}` where the identifier goes
   * @param rows a JSONata expression that finds the rows in an answer
   * @param example the identifier of somebody made up, whose row shows which fields there are
   */
  | { readonly kind: 'request'; readonly path: string; readonly rows: string; readonly example: string }
  | { readonly kind: 'entities'; readonly type: string }

export type SourceRow = Readonly<Record<string, string | number | boolean | null>>

export type SourceAsk = {
  readonly identifiers: readonly string[]
  /** Names of fields of the dataset; the rows have these and no others. */
  readonly fields: readonly string[]
  readonly signal?: AbortSignal
}

export type SourceColumn = { readonly name: string; readonly kind: FieldKind }

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
  open(dataset: Dataset): Promise<Source>
  close(): Promise<void>
}

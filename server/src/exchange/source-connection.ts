import type { SourceColumn, SourceSpec } from '#contract'

/** A row as the system gives it. @param at where it stands, for whoever has to mend it: `line 12` */
export type RawRow = { readonly values: Readonly<Record<string, unknown>>; readonly at?: string }

export type RawAsk = {
  readonly identifier: string
  readonly identifiers: readonly string[]
  /** The identifier among them. */
  readonly fields: readonly string[]
  readonly signal: AbortSignal
}

/** One system, from which each of its datasets is asked. Every function throws `SourceAway` where it does not answer as it should. */
export type Connection = {
  /** What could be published of it. */
  places(): Promise<readonly SourceSpec[]>
  describe(source: SourceSpec): Promise<readonly SourceColumn[]>
  find(source: SourceSpec, ask: RawAsk): Promise<readonly RawRow[]>
  close(): Promise<void>
}

export type TableSpec = Extract<SourceSpec, { kind: 'table' }>

export function asTable(source: SourceSpec): TableSpec {
  if (source.kind !== 'table') throw new Error(`A database has no ${source.kind}`)
  return source
}

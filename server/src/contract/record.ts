/** The record of who saw and did what. */

/** What the node signed of its record at one moment. */
export type CheckpointView = {
  /** Records up to then. */
  readonly size: number
  readonly at: Date
  /** The fingerprint of all of them: the root of the Merkle tree, in base64. */
  readonly root: string
  /** Other nodes that have signed it, too. */
  readonly witnesses: readonly string[]
}

/** The record of who saw and did what, as far as everybody may look at it. */
export type RecordService = {
  /** The name of this node's log in every checkpoint. */
  readonly origin: string
  /** Newest first. */
  checkpoints(ask: {
    limit: number
    offset: number
  }): Promise<{ readonly items: readonly CheckpointView[]; readonly count: number }>
  /** The keys that have signed, each from one size on; the last is in use. */
  keys(): Promise<readonly { readonly verifier: string; readonly from: number; readonly until?: number }[]>
  /** Other nodes' logs that this one watches over, and forks that were found in any. */
  watched(): Promise<{
    readonly logs: readonly { readonly origin: string; readonly size: number; readonly at: Date }[]
    readonly forks: readonly { readonly origin: string; readonly at: Date; readonly known: string; readonly other: string }[]
  }>
}

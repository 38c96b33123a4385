/** This node, and what changes on it. */

export type NodeInfo = {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly node: string
  readonly database: string
  readonly startedAt: Date
  readonly entities: number
  readonly readings: number
}

/** A change of one entity, as the live stream tells it. */
export type Change = { readonly id: string; readonly type: string; readonly at: Date }

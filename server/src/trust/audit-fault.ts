/** What is wrong with a record that was verified. */
export type Fault =
  | {
      readonly kind: 'removed' | 'changed' | 'inserted' | 'reordered'
      /** The place in the tree, from 0. */
      readonly index: number
      readonly message: string
    }
  | {
      readonly kind: 'tampered'
      /** The first record that is not as it was signed is among these. */
      readonly from: number
      readonly to: number
      readonly message: string
    }
  | {
      readonly kind: 'forked' | 'rolled-back' | 'bad-signature' | 'unvouched-key' | 'incomplete' | 'unreadable'
      readonly message: string
    }

/** Where a fault is, so that the first can be named. */
export const placeOf = (fault: Fault): number =>
  'index' in fault ? fault.index : 'from' in fault ? fault.from : Number.MAX_SAFE_INTEGER

export type Verdict = {
  readonly holds: boolean
  readonly origin: string
  /** Records that were checked. */
  readonly records: number
  /** Of them, those from which something was erased since, of which the rest still holds. */
  readonly erased: number
  /** Checkpoints with which they agree. */
  readonly checkpoints: number
  readonly keys: readonly string[]
  /** The first record that is not as it was signed comes first. */
  readonly faults: readonly Fault[]
}

import type { SystemSpec } from '#contract'

/** A department's own system, connected to this node. Its password or token is sealed and never here. */
export type System = {
  readonly id: string
  readonly department: string
  /** What the department calls it. */
  readonly name: string
  readonly spec: SystemSpec
  readonly madeAt: Date
  readonly endedAt?: Date
}

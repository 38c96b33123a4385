/** What is known so far: the best choice of sites, what it achieves, and what none can pass. */
export type Found = {
  readonly stage: Stage
  readonly open?: Uint8Array
  readonly objective?: number
  readonly bound?: number
  /** Of rounds: the sites of each. */
  readonly rounds?: readonly (readonly number[])[]
}

export type Stage = 'greedy' | 'interchange' | 'bounding' | 'proving'

/** How a long search is told to end, and tells how far it is. */
export type Watch = {
  /** Somebody stopped it, or its time is over. */
  readonly isOver: () => boolean
  readonly tell: (found: Found) => void
}

/** Nobody watches and nobody stops it. */
export const unwatched: Watch = { isOver: () => false, tell: () => undefined }

/** Below this share of the objective, a gap is what is left of rounding. */
export const provenGap = 1e-6

/** |objective − bound| ÷ |objective|; 0 where both are 0. */
export function gapOf(objective: number, bound: number): number {
  const apart = Math.abs(objective - bound)
  if (apart === 0) return 0
  return objective === 0 ? Number.POSITIVE_INFINITY : apart / Math.abs(objective)
}

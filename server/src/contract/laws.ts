/** The laws by which departments look at people's data without asking them. */
import type { Names } from './places.ts'
import type { DataCategory, PurposeView, RightsDone } from './rights.ts'
import type { Visitor } from './visitors.ts'

export type LawView = {
  readonly id: string
  readonly names: Names
  /** Where it stands, as lawyers write it. */
  readonly citation: string
  readonly department: string
  readonly purposes: readonly PurposeView[]
  readonly categories: readonly DataCategory[]
  /** A scope path. */
  readonly area: string
  /** Holds although the person has had the use of their data restricted. */
  readonly liftsRestriction: boolean
  readonly since: Date
  readonly until?: Date
  readonly isInForce: boolean
}

export type LawDraft = {
  /** Of one that is changed; its department stays. */
  readonly id?: string
  /** In one of the languages at least. */
  readonly names: Names
  readonly citation: string
  readonly department: string
  readonly purposes: readonly string[]
  readonly categories: readonly DataCategory[]
  /** A scope path. */
  readonly area: string
  readonly liftsRestriction: boolean
  readonly since: Date
  readonly until?: Date
}

/** Whoever may read which laws there are may be anybody; changing them is for the data protection officer, within their area. */
export type LawService = {
  readonly purposes: readonly PurposeView[]
  /** By department; those that hold first. */
  list(page: {
    readonly limit: number
    readonly offset: number
  }): Promise<{ readonly laws: readonly LawView[]; readonly count: number }>
  find(id: string): Promise<LawView | undefined>
  save(who: Visitor, draft: LawDraft): Promise<RightsDone>
  /** It ends now; looks that were taken under it stay lawful. */
  end(who: Visitor, id: string): Promise<RightsDone>
}

/** What the data protection officer sees of how people's data is used. */

import type { Names } from './places.ts'
import type { DataCategory, RightsDone } from './rights.ts'
import type { Visitor } from './visitors.ts'

/** Why an officer's looks stand out. */
export type UnusualReason =
  /** Far more people than others of the same department and role; `usual` is their median. */
  | { readonly kind: 'many'; readonly people: number; readonly usual: number }
  /** People who live where the officer lives; with a shared family name in the same area, or at the same address. */
  | { readonly kind: 'neighbours'; readonly people: number; readonly by: 'address' | 'family-name' | 'area' }
  /** Looks at night by somebody who usually does not work at night; `usualShare` is that of the time before. */
  | { readonly kind: 'night'; readonly looks: number; readonly usualShare: number }
  /** People in public life, who are looked at out of curiosity. */
  | { readonly kind: 'public-figure'; readonly people: number }

export type OverseenOfficer = {
  readonly id: string
  readonly name: string
  readonly department: string
  readonly roles: readonly string[]
}

export type UnusualView = {
  readonly officer: OverseenOfficer
  /** Looks and tries, and at how many people. */
  readonly looks: number
  readonly people: number
  readonly reasons: readonly UnusualReason[]
  /** From when on they are counted: since the start of the time asked about, or the last review. */
  readonly since: Date
}

export type UnusualReview = Omit<UnusualView, 'since'> & {
  readonly id: string
  readonly since: Date
  readonly until: Date
  readonly note: string
  readonly by: string
  readonly at: Date
}

/** One look of an officer, with what may make it stand out. */
export type OverseenLook = {
  readonly at: Date
  readonly person?: { readonly name: string; readonly number: string }
  readonly action: string
  readonly purpose?: Names
  readonly basis?: string
  readonly category?: DataCategory
  readonly isAllowed: boolean
  readonly isAtNight: boolean
  readonly isNeighbour: boolean
  readonly isPublicFigure: boolean
}

export type UseRow = {
  /** Of a department, or an app. */
  readonly kind: 'department' | 'app'
  readonly name: string
  readonly purpose?: Names
  readonly basis?: string
  readonly looks: number
  readonly people: number
  readonly refused: number
}

type Page = { readonly limit: number; readonly offset: number }

/** @throws each, for whoever is not the data protection officer, a refusal */
export type OversightService = {
  /** Whose looks of the last days stand out and were not reviewed since; all of it within the officer's own area. */
  unusual(
    who: Visitor,
    days: number,
  ): Promise<{
    readonly found: readonly UnusualView[]
    /** What was looked at until. */
    readonly until: Date
    /** Departments with more looks than can be compared at once: a shorter time shows them whole. */
    readonly cut: readonly string[]
  }>
  /** One officer's looks, the newest first; that they were read is recorded. Undefined where there is no such officer. */
  looksOf(
    who: Visitor,
    officer: string,
    ask: Page & { readonly days: number },
  ): Promise<
    | {
        readonly officer: OverseenOfficer
        readonly unusual?: UnusualView
        readonly until: Date
        readonly looks: readonly OverseenLook[]
        readonly count: number
      }
    | undefined
  >
  /** @param until the moment up to which the looks were read */
  review(
    who: Visitor,
    officer: string,
    review: { readonly days: number; readonly until: Date; readonly note: string },
  ): Promise<RightsDone>
  reviews(who: Visitor, page: Page): Promise<readonly UnusualReview[]>
  /** Who looked for what, on which basis. */
  use(who: Visitor, days: number): Promise<readonly UseRow[]>
  /** The same as a table in CSV. */
  useCsv(who: Visitor, days: number): Promise<string>
  publicFigures(who: Visitor): Promise<readonly { readonly name: string; readonly number: string; readonly since: Date }[]>
  addPublicFigure(who: Visitor, number: string): Promise<RightsDone>
  dropPublicFigure(who: Visitor, number: string): Promise<RightsDone>
}

import type { AgreementState, Terms } from '#contract'

export type { AgreedField, AgreementSide, AgreementState, Condition, Limits, Mask, Question, Terms } from '#contract'

/** What one department lets another ask of a dataset. */
export type Agreement = {
  readonly id: string
  /** Whose data it is. */
  readonly owner: string
  /** Who may ask. */
  readonly recipient: string
  readonly state: AgreementState
  readonly asked: Terms
  /** What the owner approved: what was asked, or less. */
  readonly terms?: Terms
  readonly askedBy: string
  readonly askedAt: Date
  readonly decidedBy?: string
  readonly reason?: string
  /** When the second signature made it active. */
  readonly activeFrom?: Date
  readonly endedAt?: Date
  readonly endedBy?: string
  readonly renews?: string
  /** Persons asked about until now. */
  readonly used: number
}

/** The terms that hold, or, until the owner has decided, those that were asked for. */
export const termsOf = ({ terms, asked }: Pick<Agreement, 'terms' | 'asked'>): Terms => terms ?? asked

/** Every field of which something is told, be it only whether somebody is among those it is about. */
export function fieldsOf({ fields, questions, people }: Pick<Terms, 'fields' | 'questions' | 'people'>): readonly string[] {
  const conditions = [...questions.map(({ condition }) => condition), ...(people.only ? [people.only] : [])]
  const tested = conditions.flatMap((one) => ('field' in one ? [one.field] : []))
  return [...new Set([...fields.map(({ name }) => name), ...tested])]
}

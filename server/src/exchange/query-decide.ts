import { liesIn } from '#trust'
import { type AgreedField, type Agreement, type Question, termsOf } from './agreement.ts'
import type { QueryRefusalReason } from './query-reasons.ts'
import type { WallTime } from './wall-time.ts'

/** What one department asks of another's dataset. */
export type QueryAsk = {
  /** The department that asks. */
  readonly department: string
  readonly purpose: string
  /** Fields to be told of each person; none where a question is asked. */
  readonly fields: readonly string[]
  /** The id of a question of the agreement. */
  readonly question?: string
  /** Only people who live in it (a scope path); missing for the whole area of the agreement. */
  readonly area?: string
  /** How many persons it is about. */
  readonly persons: number
}

export type QueryFacts = {
  readonly now: Date
  /** What the clock on the wall says in the region. */
  readonly wall: WallTime
  readonly agreement: Pick<Agreement, 'recipient' | 'state' | 'asked' | 'terms' | 'activeFrom'>
  /** The fields that the dataset has today; missing where it is no longer published. */
  readonly published?: readonly string[]
  /** Persons asked about under the agreement in the last minute, today and in all. */
  readonly used: { readonly minute: number; readonly day: number; readonly inAll: number }
}

export type QueryDecision =
  | {
      readonly allow: true
      readonly fields: readonly AgreedField[]
      readonly question?: Question
      /** Where somebody has to live to be told of. */
      readonly area: string
    }
  | { readonly allow: false; readonly why: QueryRefusalReason }

/** Persons whom one list may name. */
export const longestList = 100

/** Whether a question lies within an agreement, at this moment and after all that was asked before. */
export function decideQuery(ask: QueryAsk, facts: QueryFacts): QueryDecision {
  const why = whyNot(ask, facts)
  if (why !== undefined) return { allow: false, why }
  const { fields, questions, area } = termsOf(facts.agreement)
  const question = questions.find(({ id }) => id === ask.question)
  return {
    allow: true,
    fields: fields.filter(({ name }) => ask.fields.includes(name)),
    ...(question !== undefined && { question }),
    area: ask.area ?? area,
  }
}

function whyNot(ask: QueryAsk, facts: QueryFacts): QueryRefusalReason | undefined {
  const terms = termsOf(facts.agreement)
  return (
    whyNotNow(ask, facts) ??
    whyNotThis(ask, facts) ??
    (terms.purposes.includes(ask.purpose) ? undefined : 'other-purpose') ??
    (ask.area === undefined || liesIn(ask.area, terms.area) ? undefined : 'other-area') ??
    whyNotSoMany(ask, facts)
  )
}

function whyNotNow({ department }: QueryAsk, { now, wall, agreement, published }: QueryFacts): QueryRefusalReason | undefined {
  const { recipient, state, activeFrom } = agreement
  const { until, limits } = termsOf(agreement)
  if (department !== recipient) return 'other-recipient'
  if (state === 'asked' || state === 'approved') return 'not-signed'
  if (state === 'refused') return 'refused'
  if (state !== 'active') return 'ended'
  if (activeFrom === undefined || now < activeFrom) return 'not-signed'
  if (!(now < new Date(until))) return 'expired'
  if (published === undefined) return 'dataset-withdrawn'
  const { hours, weekdays } = limits
  const isOpen = hours === undefined || (wall.time >= hours.from && wall.time < hours.to)
  return isOpen && (weekdays === undefined || weekdays.includes(wall.weekday)) ? undefined : 'other-hours'
}

function whyNotThis({ fields, question }: QueryAsk, { agreement, published = [] }: QueryFacts): QueryRefusalReason | undefined {
  const terms = termsOf(agreement)
  if ((fields.length === 0) === (question === undefined)) return 'no-field'
  if (!fields.every((field) => published.includes(field) && terms.fields.some(({ name }) => name === field))) return 'other-field'
  if (question === undefined) return undefined
  const found = terms.questions.find(({ id }) => id === question)
  if (found === undefined) return 'other-question'
  return 'field' in found.condition && !published.includes(found.condition.field) ? 'other-field' : undefined
}

function whyNotSoMany({ persons }: QueryAsk, { agreement, used }: QueryFacts): QueryRefusalReason | undefined {
  const { perMinute, perDay, inAll } = termsOf(agreement).limits
  if (!(persons >= 1)) return 'nobody-named'
  if (persons > longestList) return 'too-many'
  if (inAll !== undefined && used.inAll + persons > inAll) return 'over-in-all'
  if (used.day + persons > perDay) return 'over-the-day'
  return used.minute + persons > perMinute ? 'over-the-minute' : undefined
}

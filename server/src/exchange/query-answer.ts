import { liesIn } from '#trust'
import type { Condition, Terms } from './agreement.ts'
import { maskValue, type Value } from './agreement-mask.ts'
import type { Dataset } from './dataset.ts'
import type { QueryDecision } from './query-decide.ts'
import type { SilenceReason } from './query-reasons.ts'
import type { SourceRow } from './source.ts'

type Allowed = Extract<QueryDecision, { allow: true }>
type Place = Pick<Dataset, 'identifier' | 'areaField'>

/** What is told about one person, and why nothing is. */
export type Told =
  | { readonly person: string; readonly rows: readonly SourceRow[] }
  | { readonly person: string; readonly answer: 'yes' | 'no' | 'unknown'; readonly why?: SilenceReason }
  | { readonly person: string; readonly why: SilenceReason }

export type AnswerFacts = {
  readonly terms: Pick<Terms, 'people'>
  readonly dataset: Place
  /** Where somebody lives by what the field of the area says; undefined where that is no area of the region. */
  readonly pathOf: (code: string) => string | undefined
  /** Areas of which whoever asks may know: what lies in one of them. */
  readonly jurisdiction: readonly string[]
}

/** The fields to be asked of the system: what was agreed of those asked for, and what tells whom, where and of which kind. */
export function fieldsNeeded({ fields, question }: Allowed, { people }: Pick<Terms, 'people'>, dataset: Place): string[] {
  const conditions = [question?.condition, people.only]
  return [
    ...new Set([
      dataset.identifier,
      ...(dataset.areaField === undefined ? [] : [dataset.areaField]),
      ...fields.map(({ name }) => name),
      ...conditions.flatMap((one) => (one !== undefined && 'field' in one ? [one.field] : [])),
    ]),
  ]
}

/** Of what the system answered, what may be told of each person: rows, or yes, no and unknown. */
export function answerQuery(
  allowed: Allowed,
  persons: readonly string[],
  rows: readonly SourceRow[],
  facts: AnswerFacts,
): readonly Told[] {
  const byPerson = Map.groupBy(rows, (row) => nameOf(row[facts.dataset.identifier] ?? null))
  return persons.map((person) => answerOne(allowed, person, byPerson.get(nameOf(person)) ?? [], facts))
}

/** A number may have come as text with blanks around it, or as a number. */
const nameOf = (value: Value) => String(value ?? '').trim()

function answerOne(allowed: Allowed, person: string, rows: readonly SourceRow[], facts: AnswerFacts): Told {
  const { only } = facts.terms.people
  const here = rows.filter((row) => livesIn(row, allowed.area, facts))
  const meant = here.filter((row) => only === undefined || holds(only, row) === true)
  const why: SilenceReason | undefined =
    meant.length > 0 ? undefined : here.length > 0 ? 'other-people' : rows.length > 0 ? 'out-of-area' : 'not-found'
  if (allowed.question !== undefined)
    return { person, answer: answerOf(allowed.question.condition, meant), ...(why !== undefined && { why }) }
  if (why !== undefined) return { person, why }
  return {
    person,
    rows: meant.map((row) =>
      Object.fromEntries(allowed.fields.map(({ name, mask }) => [name, maskValue(mask, row[name] ?? null)])),
    ),
  }
}

function livesIn(row: SourceRow, area: string, { dataset, pathOf, jurisdiction }: AnswerFacts): boolean {
  // What does not say where somebody lives can be agreed on for everywhere only.
  if (dataset.areaField === undefined) return area === '/'
  const path = pathOf(nameOf(row[dataset.areaField] ?? null)) ?? '/'
  return liesIn(path, area) && jurisdiction.some((above) => liesIn(path, above))
}

/** Yes where it holds of any row; unknown where none says. Who is not there is not listed. */
function answerOf(condition: Condition, rows: readonly SourceRow[]): 'yes' | 'no' | 'unknown' {
  if (condition.test === 'listed') return rows.length > 0 ? 'yes' : 'no'
  const each = rows.map((row) => holds(condition, row))
  if (each.includes(true)) return 'yes'
  return each.includes(false) ? 'no' : 'unknown'
}

/** Whether a condition holds of a row; undefined where the row does not say. */
function holds(condition: Condition, row: SourceRow): boolean | undefined {
  if (condition.test === 'listed') return true
  const value = row[condition.field] ?? null
  if (condition.test === 'known') return value !== null && value !== ''
  if (value === null) return undefined
  if (condition.test === 'is') return nameOf(value) === nameOf(condition.value)
  const order = compare(value, condition.value)
  if (order === undefined) return undefined
  return condition.test === 'at-least' ? order >= 0 : order <= 0
}

/** Numbers by size, dates as they are written (RFC 3339) as far as both are; undefined where the two cannot be compared. */
function compare(value: Value, other: Value): number | undefined {
  if (typeof value === 'string' && typeof other === 'string' && isDate(value) && isDate(other)) {
    const [one, two] = [value.slice(0, other.length), other.slice(0, value.length)]
    return one < two ? -1 : one > two ? 1 : 0
  }
  const [one, two] = [value, other].map((each) => (typeof each === 'boolean' || nameOf(each) === '' ? Number.NaN : Number(each)))
  return Number.isFinite(one) && Number.isFinite(two) ? (one as number) - (two as number) : undefined
}

const isDate = (text: string) => /^\d{4}-\d\d-\d\d/.test(text)

import { liesIn } from '#trust'
import type { AgreedField, Condition, Limits, Terms } from './agreement.ts'
import { isAsCoarse } from './agreement-mask.ts'

/** In what terms go beyond others, by the names of their parts; empty where they give as much or less. */
export function beyond(terms: Terms, asked: Terms): readonly (keyof Terms)[] {
  const parts: readonly (keyof Terms | false)[] = [
    terms.dataset !== asked.dataset && 'dataset',
    !areFieldsWithin(terms.fields, asked.fields) && 'fields',
    !terms.questions.every((one) => asked.questions.some((other) => isSame(one, other))) && 'questions',
    !isSameKind(terms.people.only, asked.people.only) && 'people',
    !liesIn(terms.area, asked.area) && 'area',
    !terms.purposes.every((purpose) => asked.purposes.includes(purpose)) && 'purposes',
    terms.legalBasis !== asked.legalBasis && 'legalBasis',
    new Date(terms.until) > new Date(asked.until) && 'until',
    !areLimitsWithin(terms.limits, asked.limits) && 'limits',
  ]
  return parts.filter((part) => part !== false)
}

const areFieldsWithin = (fields: readonly AgreedField[], asked: readonly AgreedField[]) =>
  fields.every(({ name, mask }) => asked.some((other) => other.name === name && isAsCoarse(mask, other.mask)))

/** Fewer people: the same kind, or some kind of all. */
const isSameKind = (only: Condition | undefined, asked: Condition | undefined) => asked === undefined || isSame(only, asked)

function areLimitsWithin(limits: Limits, asked: Limits): boolean {
  const { perMinute, perDay, inAll = Number.POSITIVE_INFINITY, hours, weekdays } = limits
  return (
    perMinute <= asked.perMinute &&
    perDay <= asked.perDay &&
    inAll <= (asked.inAll ?? Number.POSITIVE_INFINITY) &&
    (asked.hours === undefined || (hours !== undefined && hours.from >= asked.hours.from && hours.to <= asked.hours.to)) &&
    (asked.weekdays === undefined || (weekdays?.every((day) => asked.weekdays?.includes(day)) ?? false))
  )
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))

/** Members by name, so that two texts of the same are the same. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  )
}

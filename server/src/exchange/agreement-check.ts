import type { Fault } from '#kernel'
import { isPurpose } from '#trust'
import type { Condition, Limits, Terms } from './agreement.ts'
import { masksFor } from './agreement-mask.ts'
import type { Dataset } from './dataset.ts'

/** For how long two departments may agree without agreeing anew. */
const longestYears = 5

/**
 * What is wrong with terms for a dataset, each with where it is and how to mend it.
 *
 * @param isArea whether a scope path is that of an area of the region
 */
export function termsFaults(terms: Terms, dataset: Dataset, now: Date, isArea: boolean): readonly Fault[] {
  const { fields, questions, people, area, purposes, legalBasis, until, limits } = terms
  const faults: (Fault | undefined)[] = [
    ...fields.map((field, at) => fieldFault(dataset, field, `/fields/${at}`)),
    ...questions.map(({ condition }, at) => conditionFault(dataset, condition, `/questions/${at}/condition`)),
    fault('/fields', 'names no field and no question', fields.length + questions.length === 0, 'choose at least one'),
    fault('/fields', 'names a field twice', hasTwice(fields.map(({ name }) => name)), 'name each once'),
    fault('/questions', 'has two questions of one id', hasTwice(questions.map(({ id }) => id)), 'give each an id of its own'),
    fault('/people/about', 'is empty', people.about.trim() === '', 'say which people it is about'),
    people.only && conditionFault(dataset, people.only, '/people/only'),
    fault('/legalBasis', 'is empty', legalBasis.trim() === '', 'name the law or rule that it rests on'),
    fault('/purposes', 'names no purpose', purposes.length === 0, 'choose at least one'),
    ...purposes.map((one, at) =>
      fault(`/purposes/${at}`, `${one} is not among the purposes that are known here`, !isPurpose(one) || one === 'own-access'),
    ),
    fault('/area', `${area} is no area of the region`, !isArea, 'give the path of an area, or / for everywhere'),
    fault(
      '/area',
      'cannot be kept to: the dataset does not say where somebody lives',
      area !== '/' && dataset.areaField === undefined,
      'ask for everywhere, which is /',
    ),
    untilFault(until, now),
    ...limitsFaults(limits),
  ]
  return faults.filter((one) => one !== undefined)
}

const fault = (pointer: string, message: string, isWrong: boolean, fix?: string): Fault | undefined =>
  isWrong ? { pointer, message, ...(fix !== undefined && { fix }) } : undefined

const hasTwice = (names: readonly string[]) => new Set(names).size < names.length

function fieldFault(dataset: Dataset, { name, mask }: Terms['fields'][number], pointer: string): Fault | undefined {
  const field = dataset.fields.find((one) => one.name === name)
  if (field === undefined)
    return { pointer, message: `${dataset.id} has no field ${name}`, fix: `choose one of ${namesOf(dataset)}` }
  if (masksFor[field.kind].includes(mask)) return undefined
  return {
    pointer,
    message: `${mask} tells nothing of ${name}, which is a ${field.kind}`,
    fix: `use ${masksFor[field.kind].join(', ')}`,
  }
}

const namesOf = ({ fields }: Dataset) => fields.map(({ name }) => name).join(', ')

function conditionFault(dataset: Dataset, condition: Condition, pointer: string): Fault | undefined {
  if (condition.test === 'listed') return undefined
  const field = dataset.fields.find(({ name }) => name === condition.field)
  if (field === undefined)
    return { pointer, message: `${dataset.id} has no field ${condition.field}`, fix: `choose one of ${namesOf(dataset)}` }
  if ((condition.test === 'at-least' || condition.test === 'at-most') && field.kind !== 'number' && field.kind !== 'date')
    return { pointer, message: `${field.name} is a ${field.kind}, which has no order`, fix: 'compare it with "is"' }
  return undefined
}

function untilFault(until: string, now: Date): Fault | undefined {
  const end = new Date(until)
  const latest = new Date(Date.UTC(now.getUTCFullYear() + longestYears, now.getUTCMonth(), now.getUTCDate() + 2))
  if (Number.isNaN(end.getTime()))
    return { pointer: '/until', message: `${until} is no time`, fix: 'write it as 2027-06-30T16:00:00Z' }
  return (
    fault('/until', 'has passed', end <= now, 'give a later day') ??
    fault('/until', `is more than ${longestYears} years away`, end > latest, 'give an earlier day; agreements can be renewed')
  )
}

function limitsFaults({ perMinute, perDay, inAll, hours, weekdays }: Limits): (Fault | undefined)[] {
  const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text) || text === '24:00'
  return [
    fault('/limits/perMinute', 'must be at least 1', perMinute < 1),
    fault('/limits/perDay', 'must be at least 1', perDay < 1),
    fault('/limits/inAll', 'must be at least 1', inAll !== undefined && inAll < 1),
    fault(
      '/limits/hours',
      'must be two times of a day, the earlier first',
      hours !== undefined && !(isTime(hours.from) && isTime(hours.to) && hours.from < hours.to),
      'write them as 08:00 and 18:00',
    ),
    fault(
      '/limits/weekdays',
      'must be days from 1, Monday, to 7',
      weekdays !== undefined &&
        (weekdays.length === 0 || !weekdays.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)),
    ),
  ]
}

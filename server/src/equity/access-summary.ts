import type { Access, AccessOfArea, AccessOfClass, AccessReport } from '#contract'
import { inequalityOf } from './access-inequality.ts'
import { partsOf } from './gap.ts'
import { type AreaOfGap, areaClasses, type Places, type Span } from './places.ts'
import { ratioOfRural } from './ratio.ts'
import { only, type Spread } from './spread.ts'
import { isWithheld } from './suppression.ts'

type Summary = Pick<AccessReport, 'classes' | 'ruralToUrban' | 'interval' | 'inequality'>

/**
 * Access by class, the countryside against the city (where no class is withheld), and how unequal it is: no inequality of a
 * burden, which has no zero to be equal at.
 *
 * @param values of the measure, one per settlement
 * @param parent the area whose parts inequality lies between, or the region's
 */
export function summarise(places: Places, values: Float64Array, span: Span, isBurden: boolean, parent?: AreaOfGap): Summary {
  const { settlements } = places
  const [from, to] = span
  const classes = settlements.classes.subarray(from, to)
  const spread = { values: values.subarray(from, to), people: settlements.people.subarray(from, to) }
  const rows = areaClasses.map((name, group): AccessOfClass => ({ class: name, ...accessOf(only(spread, classes, group)) }))
  const inequality = isBurden ? undefined : inequalityOf(places, values, span, parent)
  const told = { classes: rows, ...(inequality && { inequality }) }
  if (rows.some(({ isSuppressed }) => isSuppressed)) return told
  const had = spread.values.map((value, i) => (value === Number.POSITIVE_INFINITY ? 0 : value * (spread.people[i] as number)))
  const by = spread.people.map((residents, i) => (spread.values[i] === Number.POSITIVE_INFINITY ? 0 : residents))
  const ratio = ratioOfRural(classes, had, by)
  return { ...told, ...(ratio && { ruralToUrban: ratio.value }), ...(ratio?.interval && { interval: ratio.interval }) }
}

/** Access by the same parts as the gap, the small ones withheld. */
export function summariseAreas(places: Places, values: Float64Array, parent?: AreaOfGap): AccessOfArea[] {
  const people = places.settlements.people
  return partsOf(places, parent).map(({ code, names, class: name, span: [from, to] }) => {
    const access = accessOf({ values: values.subarray(from, to), people: people.subarray(from, to) })
    return { area: code, names, ...(name !== undefined && { class: name }), ...access }
  })
}

function accessOf({ values, people }: Spread): Access {
  if (isWithheld(people)) return { isSuppressed: true }
  let population = 0
  let unreached = 0
  let having = 0
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const residents = people[i] as number
    const value = values[i] as number
    population += residents
    if (value === 0 || value === Number.POSITIVE_INFINITY) unreached += residents
    if (value === Number.POSITIVE_INFINITY) continue
    having += residents
    total += residents * value
  }
  return { population, unreached, ...(having > 0 && { mean: total / having }) }
}

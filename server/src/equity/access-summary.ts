import type { Access, AccessInequality, AccessOfArea, AccessOfClass, AccessReport, AreaClass } from '#contract'
import { bootstrap } from './bootstrap.ts'
import { gini, lorenzCurve, palma, readTenths } from './concentration.ts'
import { decomposeTheil } from './entropy.ts'
import { partsOf } from './gap.ts'
import { atkinson, hoover } from './inequality.ts'
import { type AreaOfGap, areaClasses, type Places, type Span } from './places.ts'
import { only, type Spread } from './spread.ts'
import { isWithheld } from './suppression.ts'

type Summary = Pick<AccessReport, 'classes' | 'ruralToUrban' | 'interval' | 'inequality'>

/**
 * Access by class, the countryside against the city (where no class is withheld), and how unequal it is: no inequality of a
 * burden, which has no zero to be equal at.
 *
 * @param values of the measure, one per settlement
 */
export function summarise({ settlements }: Places, values: Float64Array, [from, to]: Span, isBurden: boolean): Summary {
  const classes = settlements.classes.subarray(from, to)
  const spread = { values: values.subarray(from, to), people: settlements.people.subarray(from, to) }
  const rows = areaClasses.map((name, group): AccessOfClass => ({ class: name, ...accessOf(only(spread, classes, group)) }))
  if (rows.some(({ isSuppressed }) => isSuppressed)) return { classes: rows, ...inequalityOf(spread, classes, isBurden) }
  const ratio = (drawn: Uint32Array) => ratioOf(spread, classes, drawn)
  const ruralToUrban = ratio(Uint32Array.from(classes.keys()))
  if (!Number.isFinite(ruralToUrban)) return { classes: rows, ...inequalityOf(spread, classes, isBurden) }
  const interval = bootstrap(classes, ratio, { seed: 4, resamples: 200, level: 0.95 })
  return { classes: rows, ruralToUrban, ...(interval && { interval }), ...inequalityOf(spread, classes, isBurden) }
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

/** Rural mean ÷ urban mean, over those for whom the value is finite. */
function ratioOf({ values, people }: Spread, classes: Uint8Array, drawn: Uint32Array): number {
  const total = new Float64Array(areaClasses.length)
  const residents = new Float64Array(areaClasses.length)
  for (const i of drawn) {
    const value = values[i] as number
    if (value === Number.POSITIVE_INFINITY) continue
    const group = classes[i] as number
    total[group] = (total[group] as number) + (people[i] as number) * value
    residents[group] = (residents[group] as number) + (people[i] as number)
  }
  const mean = (name: AreaClass) => {
    const group = areaClasses.indexOf(name)
    return (total[group] as number) / (residents[group] as number)
  }
  return mean('rural') / mean('urban')
}

function inequalityOf(spread: Spread, classes: Uint8Array, isBurden: boolean): { readonly inequality?: AccessInequality } {
  if (isBurden || !spread.values.some((value, i) => value > 0 && (spread.people[i] as number) > 0)) return {}
  const { total, between, within } = decomposeTheil(spread, classes, areaClasses.length, 'T')
  const highestToLowest = palma(spread)
  return {
    inequality: {
      gini: gini(spread),
      theil: { total, between, within },
      atkinson: atkinson(spread, 0.5),
      hoover: hoover(spread),
      ...(Number.isFinite(highestToLowest) && { palma: highestToLowest }),
      lorenz: readTenths(lorenzCurve(spread)),
    },
  }
}

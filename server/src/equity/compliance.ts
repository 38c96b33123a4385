import type { ComplianceRow, Requirement } from '#contract'
import type { Ages } from './ages.ts'
import type { AreaOfGap, Settlements } from './places.ts'
import { areaClasses } from './places.ts'
import { isWithheld } from './suppression.ts'

/** What is there for the residents of an area: minutes to the nearest, per settlement, and the capacity in it. */
export type Provision = {
  readonly minutes: Float64Array
  /** Undefined where the capacity of a facility in it is not known. */
  readonly capacity: number | undefined
}

/** How far an area keeps a requirement; nothing but that it is withheld where too few live there whom it is for. */
export function complianceOf(
  settlements: Settlements,
  ages: Ages,
  area: AreaOfGap,
  requirement: Requirement,
  { minutes, capacity }: Provision,
): ComplianceRow {
  const { service, number } = requirement
  const head = { service, number, area: area.code, names: area.names, ...(area.class !== undefined && { class: area.class }) }
  const [from, to] = area.span
  const own = concerned(settlements, ages, requirement).subarray(from, to)
  if (isWithheld(own)) return { ...head, population: 0, isSuppressed: true }
  const population = own.reduce((sum, people) => sum + people, 0)
  if (requirement.minutes !== undefined) {
    const within = requirement.minutes
    const reached = own.reduce((sum, people, i) => sum + ((minutes[from + i] as number) <= within ? people : 0), 0)
    if (population === 0) return { ...head, population, reached }
    const share = reached / population
    return { ...head, population, reached, share, isMet: share >= (requirement.share ?? 1) - 1e-9 }
  }
  if (capacity === undefined) return { ...head, population }
  if (population === 0) return { ...head, population, capacity }
  const per1000 = (1000 * capacity) / population
  return { ...head, population, capacity, per1000, isMet: per1000 >= (requirement.per1000 ?? 0) * (1 - 1e-9) }
}

/** The residents whom a requirement is for, per settlement. */
export function concerned({ people, classes }: Settlements, ages: Ages, { class: name, ages: bands }: Requirement): Float64Array {
  const group = name === undefined ? undefined : areaClasses.indexOf(name)
  return people.map((residents, s) => {
    if (group !== undefined && classes[s] !== group) return 0
    if (bands === undefined) return residents
    return bands.reduce((sum, band) => sum + (ages.get(band)?.[s] ?? 0), 0)
  })
}

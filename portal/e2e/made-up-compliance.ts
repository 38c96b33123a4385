/** What the made-up world owes, and which of its areas keeps it. */
import type { Area, ComplianceRow, ComplianceService, Requirement } from '@datong/server/contract'

const source = 'Made up for tests'

export function makeCompliance(clock: () => Date, areas: readonly Area[]): ComplianceService {
  return {
    report: async ({ area, service = 'clinic' } = {}) => {
      const head = { service, names: {} }
      const requirements: readonly Requirement[] = [
        { ...head, number: 0, class: 'urban', minutes: 15, source },
        { ...head, number: 1, ages: ['60-79', '80+'], minutes: 30, share: 0.9, source },
        { ...head, number: 2, per1000: 1 },
      ]
      const rows = areas
        .filter((one) => one.parent === (area ?? '90'))
        .flatMap((one, index) => requirements.map((requirement) => rowOf(one, requirement, index)))
      return { at: clock(), requirements, rows }
    },
    csv: async () => 'area,service\n',
  }
}

/** The last area is too small to be told of; the first has a place whose room nobody knows, the second nobody in the city. */
function rowOf(area: Area, { service, number, minutes, share = 1 }: Requirement, index: number): ComplianceRow {
  const head = { service, number, area: area.code, names: area.names, ...(area.class && { class: area.class }) }
  const population = area.population
  if (index === 3) return { ...head, population: 0, isSuppressed: true }
  if (minutes === undefined)
    return index === 0 ? { ...head, population } : { ...head, population, capacity: 90, per1000: 0.8, isMet: false }
  if (number === 0 && index === 1) return { ...head, population: 0, reached: 0 }
  const part = 1 - index * 0.06
  return { ...head, population, reached: population * part, share: part, isMet: part >= share }
}

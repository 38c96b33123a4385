import type { ComplianceReport, ComplianceService, Requirement } from '#contract'
import type { Pool } from '#kernel'
import { blurAges } from './ages.ts'
import { complianceOf } from './compliance.ts'
import { type Cell, writeTable } from './csv.ts'
import { findArea, findKind, findLoneTop } from './find.ts'
import { partsOf, usualMinutes } from './gap.ts'
import { areaClasses, type Places, type Standard } from './places.ts'
import { readAges } from './places-store.ts'
import { type ReckoningDeps, reckonTravel } from './reckoning.ts'
import { keepSnapshot } from './snapshot.ts'

/**
 * Which area keeps which requirement of the region's standards.
 *
 * @throws NotFound, from every function, for an area or a kind of service that the region does not have, or without a region
 */
export function createComplianceService(deps: ReckoningDeps): ComplianceService {
  const current = keepSnapshot(deps.pool, (places) => ({ places, rest: readRest(deps.pool, places) }))
  const report: ComplianceService['report'] = async ({ area, service } = {}) => {
    const { places, rest } = await current()
    const { ages, capacityIn } = await rest
    const parent = area === undefined ? findLoneTop(places) : findArea(places, area)
    const services = service === undefined ? places.services : [findKind(places.services, service)]
    const reckoning = await reckonTravel(deps, places, {})
    const asked = await Promise.all(
      services.map(async (one) => {
        const { slices } = await reckoning.travelTo(one.kind)
        const minutes = places.settlements.people.map((_, s) => usualMinutes(slices, s))
        return { kind: one.kind, requirements: requirementsOf(one), minutes }
      }),
    )
    return {
      ...(area !== undefined && { area }),
      at: deps.clock(),
      requirements: asked.flatMap(({ requirements }) => requirements),
      rows: partsOf(places, parent).flatMap((part) =>
        asked.flatMap(({ kind, requirements, minutes }) => {
          const capacity = capacityIn(kind, part.code, part.code !== parent?.code)
          return requirements.map((one) => complianceOf(places.settlements, ages, part, one, { minutes, capacity }))
        }),
      ),
    } satisfies ComplianceReport
  }
  return { report, csv: async (ask) => writeComplianceCsv(await report(ask)) }
}

/** The standard as a requirement of each class, and then what else the region requires. */
function requirementsOf({ kind, names, standard, source, requirements = [] }: Standard): Requirement[] {
  const ofClass = areaClasses.map((name) => ({ class: name, minutes: standard[name], ...(source !== undefined && { source }) }))
  return [...ofClass, ...requirements].map((one, number) => ({ service: kind, names, number, ...one }))
}

type CapacityIn = (kind: string, area: string, withBelow: boolean) => number | undefined

async function readRest(pool: Pool, places: Places) {
  const facilities = await pool.query<{ kind: string; area: string | null; capacity: number | null }>(
    'select kind, area, capacity from analytics.facility',
  )
  const own = new Map<string, number>()
  const whole = new Map<string, number>()
  const add = (to: Map<string, number>, kind: string, area: string, capacity: number) =>
    to.set(`${kind} ${area}`, (to.get(`${kind} ${area}`) ?? 0) + capacity)
  for (const { kind, area, capacity } of facilities) {
    // What is not known stays so in every sum that it is in.
    const units = capacity ?? Number.NaN
    if (area !== null) add(own, kind, area, units)
    for (let at = area ?? undefined; at !== undefined; at = places.areas.get(at)?.parent) add(whole, kind, at, units)
  }
  const capacityIn: CapacityIn = (kind, area, withBelow) => {
    const units = (withBelow ? whole : own).get(`${kind} ${area}`) ?? 0
    return Number.isNaN(units) ? undefined : units
  }
  return { ages: blurAges(await readAges(pool, places.settlements.ids), places.settlements.people), capacityIn }
}

function writeComplianceCsv({ requirements, rows }: ComplianceReport): string {
  const known = new Map(requirements.map((one) => [`${one.service} ${one.number}`, one]))
  const cells = rows.map((row): Cell[] => {
    const one = known.get(`${row.service} ${row.number}`)
    const people = row.isSuppressed ? undefined : row.population
    return [
      row.area,
      row.names.en ?? Object.values(row.names)[0],
      row.class,
      row.service,
      row.number,
      one?.class,
      one?.ages?.join(' '),
      one?.minutes,
      one?.minutes === undefined ? undefined : (one.share ?? 1),
      one?.per1000,
      people,
      row.reached,
      row.share,
      row.capacity,
      row.per1000,
      row.isMet,
      row.isSuppressed ?? false,
      one?.source,
    ]
  })
  const header =
    'area,name,class,service,number,for_class,for_ages,minutes,share_required,per_1000_required,population,reached,share'
  return writeTable(`${header},capacity,per_1000,met,suppressed,source`, cells)
}

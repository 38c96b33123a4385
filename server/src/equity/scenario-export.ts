import type { Scenario, ScenarioGroup, ScenarioMeasure } from '#contract'
import { writeTable } from './csv.ts'
import type { PointLayer } from './geopackage.ts'
import { type Compared, toComparison, toFacilities, toSettlements } from './scenario-compare.ts'

export const scenarioMeasures = [
  'reached',
  'share',
  'meanMinutes',
  'medianMinutes',
  'secondNearest',
  'capacityPerThousand',
  'gini',
  'theil',
  'theilBetween',
  'ruralToUrban',
  'daysReached',
  'online',
  'shareWithOnline',
  'jointPerThousand',
  'jointGini',
] as const satisfies readonly ScenarioMeasure[]

/** Before and after as a table: a row per class (or everybody), area or settlement. */
export function writeScenarioCsv(scenario: Scenario, compared: Compared, by: 'class' | 'area' | 'settlement', at: Date): string {
  if (by === 'settlement') return writeSettlements(compared)
  const { all, classes, areas } = toComparison(compared, undefined, at)
  const rows: (readonly [name: string | undefined, group: ScenarioGroup])[] =
    by === 'class'
      ? [[undefined, all], ...classes.map((group) => [group.class, group] as const)]
      : areas.map((group) => [group.area, group] as const)
  const figures = scenarioMeasures.flatMap((name) => [`${name}_before`, `${name}_after`])
  return writeTable(
    ['scenario', 'version', 'service', by, 'population', 'suppressed', 'won', 'lost', ...figures].join(','),
    rows.map(([name, group]) => [
      scenario.name,
      scenario.version,
      scenario.kind,
      name,
      group.population,
      group.isSuppressed ?? false,
      group.won,
      group.lost,
      ...scenarioMeasures.flatMap((measure) => [group.figures[measure]?.before, group.figures[measure]?.after]),
    ]),
  )
}

function writeSettlements(compared: Compared): string {
  return writeTable(
    'settlement,longitude,latitude,class,population,suppressed,minutes_before,minutes_after,change',
    toSettlements(compared, undefined).map((one) => [
      one.id,
      one.position[0],
      one.position[1],
      one.class,
      one.isSuppressed ? undefined : one.population,
      one.isSuppressed ?? false,
      one.before,
      one.after,
      one.change,
    ]),
  )
}

/** Settlements with their minutes before and after, and facilities with what becomes of them (GeoJSON, RFC 7946). */
export function writeScenarioFeatures({ name, version }: Scenario, compared: Compared): string {
  const features = [
    ...toSettlements(compared, undefined).map(({ id, position, population, ...properties }) => ({
      type: 'Feature',
      id,
      geometry: { type: 'Point', coordinates: position },
      properties: { what: 'settlement', ...properties, ...(!properties.isSuppressed && { population }) },
    })),
    ...toFacilities(compared).map(({ id, position, ...properties }) => ({
      type: 'Feature',
      id,
      geometry: { type: 'Point', coordinates: position },
      properties: { what: 'facility', service: compared.kind, ...properties },
    })),
  ]
  return JSON.stringify({ type: 'FeatureCollection', name, version, features })
}

/** Settlements and facilities as layers of a GeoPackage. */
export function scenarioLayers({ name, version }: Scenario, compared: Compared): PointLayer[] {
  const description = `${name}, version ${version}`
  return [
    {
      name: 'settlements',
      description,
      columns: {
        ...{ settlement: 'TEXT', class: 'TEXT', population: 'REAL', suppressed: 'BOOLEAN' },
        ...{ minutes_before: 'REAL', minutes_after: 'REAL', change: 'TEXT' },
      },
      rows: toSettlements(compared, undefined).map(({ isSuppressed = false, population, ...one }) => ({
        position: one.position,
        values: [
          ...[one.id, one.class, isSuppressed ? undefined : population, isSuppressed],
          ...[one.before, one.after, one.change],
        ],
      })),
    },
    {
      name: 'facilities',
      description,
      columns: { facility: 'TEXT', service: 'TEXT', capacity: 'REAL', opening_hours: 'TEXT', days: 'TEXT', change: 'TEXT' },
      rows: toFacilities(compared).map(({ id, position, capacity, openingHours, days, change }) => ({
        position,
        values: [id, compared.kind, capacity, openingHours, days?.join(','), change],
      })),
    },
  ]
}

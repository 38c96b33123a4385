import type { HealthBand, Measure } from '#contract'

const bands = ['good', 'fair', 'moderate', 'poor', 'very-poor', 'extremely-poor'] as const satisfies readonly HealthBand[]

/** The highest concentration of each band but the last, in µg/m³. */
const limits: Readonly<Record<string, readonly number[]>> = {
  pm25: [5, 15, 50, 90, 140],
  pm10: [15, 45, 120, 195, 270],
  no2: [10, 25, 60, 100, 150],
  o3: [60, 100, 120, 160, 180],
  so2: [20, 40, 125, 190, 275],
}

const perMicrogram: Readonly<Record<string, number>> = { GQ: 1, GP: 1000 }

/**
 * The band of the European Air Quality Index for one pollutant. The index is defined on hourly means; here it is read from the
 * newest value of a station, whatever that averages over, and is therefore an indication and not the official index.
 *
 * @param measure in µg/m³ (`GQ`, also where no unit is given) or mg/m³ (`GP`), rounded to whole µg/m³, in which the bands are given
 * @returns undefined for what the index does not cover, for other units and for values below zero
 * @see European Environment Agency, European Air Quality Index, bands as revised in 2024 after the WHO guidelines of 2021
 *   (ETC HE Report 2024/17); https://airindex.eea.europa.eu
 */
export function findBand({ name, value, unitCode = 'GQ' }: Measure): HealthBand | undefined {
  const steps = Object.hasOwn(limits, name) ? limits[name] : undefined
  const factor = perMicrogram[unitCode]
  if (steps === undefined || factor === undefined || !(value >= 0)) return undefined
  const step = steps.findIndex((limit) => Math.round(value * factor) <= limit)
  return bands[step < 0 ? steps.length : step]
}

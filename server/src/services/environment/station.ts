import type { Measure, Station } from '#contract'
import { type EntityView, namesIn, numberIn, positionIn } from '#trust'

export const typesOf = {
  air: 'AirQualityObserved',
  water: 'WaterObserved',
  weather: 'WeatherObserved',
} as const satisfies Readonly<Record<Station['kind'], string>>

/** No reading is missed before this, however often a station reports. */
const leastPatience = 15 * 60_000
/** How many of its usual intervals a station may be silent. */
const patience = 3
/** From which part of its alert height a river counts as near it. */
const nearAlert = 0.9

/** Undefined for an entity of another type. */
export function kindOf(view: EntityView): Station['kind'] | undefined {
  return (Object.keys(typesOf) as Station['kind'][]).find((kind) => view.types.includes(typesOf[kind]))
}

/**
 * A station with its newest measures, each with its own time: a sensor that fell silent does not look fresh beside its neighbours.
 *
 * @param usual milliseconds between two readings of the station; undefined where too few are known to say
 */
export function toStation(view: EntityView, kind: Station['kind'], usual: number | undefined, now: Date): Station {
  const measures = toMeasures(view)
  const position = positionIn(view)
  const newest = Math.max(...measures.map(({ observedAt }) => observedAt?.getTime() ?? Number.NEGATIVE_INFINITY))
  return {
    id: view.id,
    kind,
    names: namesIn(view),
    measures,
    isStale: now.getTime() - newest > Math.max(leastPatience, patience * (usual ?? 8 * 3_600_000)),
    ...(position !== undefined && { position }),
    ...(Number.isFinite(newest) && { observedAt: new Date(newest) }),
    ...(view.metres !== undefined && { metres: view.metres }),
  }
}

/** Every number that was observed; what is known once and for all, such as the alert height, is no measure. */
export function toMeasures(view: EntityView): Measure[] {
  const alertHeight = numberIn(view, 'alertHeight')
  return Object.entries(view.facts).flatMap(([name, { unitCode, observedAt, about }]): Measure[] => {
    const value = numberIn(view, name)
    if (value === undefined || observedAt === undefined) return []
    const alert =
      name === 'height' && alertHeight !== undefined ? { at: alertHeight, state: stateOf(value, alertHeight) } : undefined
    return [
      {
        name,
        value,
        observedAt,
        ...(unitCode !== undefined && { unitCode }),
        ...(typeof about.quality === 'string' && { flag: about.quality }),
        ...(alert !== undefined && { alert }),
      },
    ]
  })
}

function stateOf(height: number, alertHeight: number): 'below' | 'near' | 'above' {
  if (height >= alertHeight) return 'above'
  return height >= nearAlert * alertHeight ? 'near' : 'below'
}

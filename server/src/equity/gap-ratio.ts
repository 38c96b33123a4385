import type { GapOfService } from '#contract'
import type { Settlements, Span, Standard } from './places.ts'
import { areaClasses } from './places.ts'
import { ratioOfRural } from './ratio.ts'
import type { Slice } from './reach.ts'

type Ratios = Pick<GapOfService, 'ruralToUrban' | 'interval' | 'minutesRuralToUrban' | 'minutesInterval'>

/** The countryside by the city: shares reached, and minutes of those who reach anything, each with its interval. */
export function ratiosOfGap(
  { people, classes }: Settlements,
  { standard }: Standard,
  slices: readonly Slice[],
  [from, to]: Span,
): Ratios {
  const own = classes.subarray(from, to)
  const residents = people.subarray(from, to)
  const [reached, served, travelled] = [residents.map(() => 0), residents.map(() => 0), residents.map(() => 0)]
  for (const { share, minutes } of slices)
    residents.forEach((here, i) => {
      const time = minutes[from + i] as number
      const promised = standard[areaClasses[own[i] as number] ?? 'rural']
      if (time <= promised) reached[i] = (reached[i] as number) + share * here
      if (time === Number.POSITIVE_INFINITY) return
      served[i] = (served[i] as number) + share * here
      travelled[i] = (travelled[i] as number) + share * here * time
    })
  const shares = ratioOfRural(own, reached, residents)
  const minutes = ratioOfRural(own, travelled, served)
  return {
    ...(shares && { ruralToUrban: shares.value }),
    ...(shares?.interval && { interval: shares.interval }),
    ...(minutes && { minutesRuralToUrban: minutes.value }),
    ...(minutes?.interval && { minutesInterval: minutes.interval }),
  }
}

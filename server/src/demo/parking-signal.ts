import { bell, localTime } from './local-time.ts'
import { noise1 } from './noise.ts'
import { hashPoint } from './random.ts'

/** What people come for decides when a car park is full. */
export type ParkingUse = 'work' | 'shopping' | 'hospital' | 'market' | 'sights'

type Rhythm = (hour: number, weekday: number) => number

const isWeekend = (weekday: number): boolean => weekday > 4

/** Share of spaces taken at an hour of a day of the week, before weather and chance. */
const rhythms: Readonly<Record<ParkingUse, Rhythm>> = {
  work: (hour, weekday) => 0.07 + (isWeekend(weekday) ? 0.14 : 0.78) * plateau(hour, 8.2, 17.6, 1.1),
  shopping: (hour, weekday) =>
    0.06 +
    (isWeekend(weekday) ? 0.88 : 0.5) * plateau(hour, 10.4, 20.6, 1.6) +
    (weekday === 4 ? 0.2 : 0.12) * bell(hour, 18.6, 1.6),
  hospital: (hour, weekday) =>
    0.2 + (isWeekend(weekday) ? 0.25 : 0.62) * plateau(hour, 7.8, 16.4, 1) + 0.14 * bell(hour, 19, 1.2),
  market: (hour, weekday) =>
    0.05 + (weekday === 2 || weekday === 5 ? 0.82 : 0.34) * bell(hour, 9.2, 2.2) + 0.18 * plateau(hour, 8, 17, 1.5),
  sights: (hour, weekday) => 0.03 + (isWeekend(weekday) ? 0.86 : 0.2) * bell(hour, 13, 3.1),
}

/**
 * Cars in a car park, which may be a few more than it has spaces.
 *
 * @param rain mm in an hour: keeps people from the sights, and brings them to the shops by car
 */
export function carsIn(seed: number, use: ParkingUse, spaces: number, rain: number, at: Date): number {
  const { hour, weekday, hours } = localTime(at)
  const day = Math.floor((hours + 10) / 24)
  const special = 0.9 + 0.2 * hashPoint(seed, day, 1)
  const wet = Math.min(1, rain / 3)
  const weather = use === 'sights' ? 1 - 0.6 * wet : use === 'shopping' ? 1 + 0.08 * wet : 1
  const share = rhythms[use](hour, weekday) * special * weather
  const chance =
    0.035 * noise1(seed + 1, hours * 1.5) + 0.022 * noise1(seed + 2, hours * 12) + 0.012 * noise1(seed + 3, hours * 55)
  return Math.max(0, Math.round(spaces * (share + chance * (0.3 + share))))
}

function plateau(hour: number, from: number, to: number, slope: number): number {
  const rise = (x: number): number => 1 / (1 + Math.exp((-4 * x) / slope))
  return rise(hour - from) * (1 - rise(hour - to))
}

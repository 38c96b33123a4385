/** Access in the made-up world: minutes from its settlements, or so much less capacity the farther they are. */
import type {
  AccessHead,
  AccessOfClass,
  AccessService,
  Area,
  AreaClass,
  GapOfSettlement,
  MeasureName,
} from '@datong/server/contract'

const classes: readonly AreaClass[] = ['urban', 'town', 'rural']
const burdens = new Set<MeasureName>(['nearest', 'k-th', 'amount', 'balancing', 'rational-agent'])
export function makeAccess(clock: () => Date, areas: readonly Area[], settlements: readonly GapOfSettlement[]): AccessService {
  const valueIn = ({ minutes = 0 }: GapOfSettlement, isBurden: boolean) => (isBurden ? minutes : Math.max(0, 1 - minutes / 80))
  const headOf = (measure: MeasureName): AccessHead => ({
    at: clock(),
    unit: burdens.has(measure) ? 'minutes' : 'capacity',
    isBurden: burdens.has(measure),
    mode: 'car',
    travel: [{ by: 'line', pairs: 4_000 }],
    unknownHours: 0,
  })
  return {
    days: async (service) => ({
      since: '2026-03-01',
      // The clinics came in three steps; nothing else ever changed.
      days:
        service === 'clinic'
          ? [
              { day: '2026-10-12', opened: 1, closed: 0, changed: 2 },
              { day: '2026-06-02', opened: 3, closed: 1, changed: 0 },
            ]
          : [],
    }),
    report: async ({ measure }) => ({
      ...headOf(measure),
      classes: classes.map((name) => summary(name, settlements, (one) => valueIn(one, burdens.has(measure)))),
      ruralToUrban: 0.62,
      interval: { low: 0.55, high: 0.71 },
      ...(!burdens.has(measure) && {
        inequality: {
          gini: 0.31,
          theil: { total: 0.2, between: 0.05, within: 0.15 },
          atkinson: 0.1,
          hoover: 0.22,
          palma: 2.4,
          lorenz: [0, 0.02, 0.06, 0.12, 0.19, 0.28, 0.39, 0.51, 0.65, 0.81, 1],
        },
      }),
      bins: Array.from({ length: 6 }, (_, column) => ({
        from: column * 10,
        to: column * 10 + 10,
        people: { urban: column > 2 ? 0 : 9_000, town: 2_000, rural: column === 5 ? undefined : 1_200 },
      })),
    }),
    byArea: async ({ area, measure }) => ({
      ...headOf(measure),
      areas: areas
        .filter((one) => one.parent === (area ?? '90'))
        .map((one, index) => ({
          area: one.code,
          names: one.names,
          ...(one.class && { class: one.class }),
          ...(index === 3
            ? { isSuppressed: true as const }
            : { population: one.population, mean: 0.9 - index * 0.2, unreached: index * 100 }),
        })),
    }),
    settlements: async ({ measure }) => ({
      ...headOf(measure),
      settlements: settlements.map((one) => ({
        settlement: one.id,
        area: '9000',
        names: { en: one.id, 'zh-Hans': one.id },
        population: one.population,
        position: one.position,
        class: one.class,
        value: valueIn(one, burdens.has(measure)),
      })),
    }),
  }
}

function summary(
  name: AreaClass,
  settlements: readonly GapOfSettlement[],
  valueIn: (one: GapOfSettlement) => number,
): AccessOfClass {
  const mine = settlements.filter((one) => one.class === name)
  const population = mine.reduce((sum, one) => sum + one.population, 0)
  const total = mine.reduce((sum, one) => sum + one.population * valueIn(one), 0)
  return { class: name, population, mean: total / population, unreached: 0 }
}

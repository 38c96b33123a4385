import type { Settlement } from './people.ts'
import { randomFor } from './random.ts'

/** What residents of one settlement have to use services at a distance, as shares. */
export type DigitalMeans = {
  readonly settlement: string
  readonly coverage: number
  readonly device: number
  readonly skill: number
  readonly helper: number
  readonly kiosks: number
}

const usual = {
  urban: { coverage: 0.99, device: 0.9, skill: 0.86, helper: 0.35 },
  town: { coverage: 0.97, device: 0.84, skill: 0.74, helper: 0.4 },
  rural: { coverage: 0.9, device: 0.74, skill: 0.62, helper: 0.45 },
} as const

/**
 * Networks thin out with distance from the city, and devices and skill with age: by one part in three among those over sixty, and
 * by two in three among those over eighty. Neighbours help more in villages. A kiosk stands in about one village of twelve, where
 * more people live rather than fewer.
 */
export function equip(seed: number, settlements: readonly Settlement[]): DigitalMeans[] {
  const random = randomFor(seed, 'digital')
  const chance = (part: number) => random.between(0, 1) < part
  return settlements.map(({ id, class: name, remoteness, ages, population }) => {
    const means = usual[name]
    const old = (ages['60-79'] + 2 * ages['80+']) / Math.max(1, population)
    const share = (value: number) => Number(Math.min(1, Math.max(0, value + 0.02 * random.normal())).toFixed(3))
    const isHub = name === 'rural' ? population > 900 && chance(0.15) : name === 'town' && chance(0.3)
    return {
      settlement: id,
      coverage: share(means.coverage - (name === 'rural' ? 0.22 * remoteness ** 2 : 0)),
      device: share(means.device * (1 - old / 3)),
      skill: share(means.skill * (1 - old / 3)),
      helper: share(means.helper),
      kiosks: Number(isHub),
    }
  })
}

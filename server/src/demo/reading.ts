import { airAt } from './air-signal.ts'
import type { DemoDevice } from './device.ts'
import { powerAt, waterAt } from './meter-signal.ts'
import { carsIn } from './parking-signal.ts'
import { hashPoint } from './random.ts'
import { riverAt } from './river-signal.ts'
import { rainAt, type Sky, skyAt } from './sky.ts'

/** What a device measures at one time: attribute → value, in the units of the device. */
export type Reading = { readonly at: Date; readonly values: Readonly<Record<string, number>> }

const hour = 3_600_000
const day = 24 * hour
/** Monday 5 January 1970, 00:00 on the island. */
const firstMonday = 4 * day - 10 * hour

/**
 * What a device says at a time, with its faults; undefined while it is silent. Asking again for the same device and time gives
 * the same answer.
 */
export function reading(device: DemoDevice, at: Date): Reading | undefined {
  if (isSilent(device, at)) return undefined
  const values = measure(device, stuckSince(device, at) ?? at)
  return { at, values: drifted(device, at, values) }
}

function measure(device: DemoDevice, at: Date): Record<string, number> {
  const { signal, seeds } = device
  const sky = (): Sky => skyAt(seeds.island, device.point, device.height, at)
  switch (signal.sort) {
    case 'parking': {
      const rain = rainAt(seeds.island, device.point, device.height, at.getTime() / hour)
      return { occupiedSpotNumber: carsIn(seeds.own, signal.use, signal.spaces, rain, at) }
    }
    case 'air':
      return rounded({ ...airAt(seeds.island, seeds.own, signal.traffic, sky(), at), temperature: sky().temperature }, 10)
    case 'river':
      return rounded(riverAt(seeds.island, seeds.own, signal.gauge, at), 1000)
    case 'weather': {
      const { temperature, humidity, wind, rain } = sky()
      return {
        ...rounded({ temperature, windSpeed: wind, precipitation: rain }, 10),
        relativeHumidity: Math.round(humidity * 100) / 100,
      }
    }
    case 'power':
      return rounded({ totalActivePower: powerAt(seeds.own, signal.use, signal.size, sky(), at) }, 100)
    case 'water':
      return { waterConsumption: waterAt(signal.litresPerWeek, at) }
  }
}

/** Lines are down for a few hours at a time. */
function isSilent({ temper, seeds }: DemoDevice, at: Date): boolean {
  return hashPoint(seeds.own, Math.floor(at.getTime() / (3 * hour)), 1) < temper.silence
}

/** The moment whose figure a stuck device still shows; undefined while it works. */
function stuckSince({ temper, seeds }: DemoDevice, at: Date): Date | undefined {
  if (!temper.isStuck) return undefined
  const spell = Math.floor(at.getTime() / (2 * day))
  return hashPoint(seeds.own, spell, 2) < 0.6 ? new Date(spell * 2 * day) : undefined
}

/** A meter that counts cannot drift back when it is set right, so only the others drift. */
function drifted({ temper, signal }: DemoDevice, at: Date, values: Record<string, number>): Record<string, number> {
  if (temper.driftPerDay === 0 || signal.sort === 'water') return values
  const sinceSetRight = ((at.getTime() - firstMonday) % (14 * day)) / day
  const factor = 1 + temper.driftPerDay * sinceSetRight
  const off = Object.entries(values).map(([name, value]) => [name, value * factor] as const)
  return signal.sort === 'parking' ? rounded(Object.fromEntries(off), 1) : rounded(Object.fromEntries(off), 1000)
}

function rounded(values: Readonly<Record<string, number>>, parts: number): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Math.round(value * parts) / parts]))
}

import type { AreaClass, TravelMode } from '#contract'
import { car, foot, inSeason, motorcycle, type Profile } from './road-profile.ts'

type ByClass = Readonly<Record<AreaClass, number>>

type OfMode = {
  readonly speed?: ByClass
  readonly roads?: Readonly<Record<string, number>>
  readonly surfaces?: Readonly<Record<string, number>>
  readonly offRoad?: number
}

/** How people of a region get about, as `region.json` has it; speeds in km/h. */
export type TravelSettings = {
  readonly detour: number
  readonly speed: ByClass
  /** The usual mode; `car` where none is named. */
  readonly mode?: TravelMode
  readonly modes?: Readonly<Partial<Record<TravelMode, OfMode>>>
  readonly seasons?: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly season?: string
  /** By land cover: speed across it, by mode. */
  readonly land?: Readonly<Record<string, Readonly<Partial<Record<TravelMode, number>>>>>
  readonly departure?: { readonly day: string; readonly time: string }
}

export const travelModes: readonly TravelMode[] = ['car', 'motorcycle', 'bus', 'foot']

const profiles: Readonly<Record<TravelMode, Profile>> = { car, motorcycle, foot, bus: foot }
const walking: ByClass = { urban: 4.8, town: 4.8, rural: 4.8 }

/** How a mode goes on roads here and in a season. By bus, one walks to the stop. */
export function profileOf(settings: TravelSettings, mode: TravelMode, season: string | undefined): Profile {
  const usual = profiles[mode]
  const own = settings.modes?.[mode === 'bus' ? 'foot' : mode] ?? {}
  const profile: Profile = {
    ...usual,
    speeds: { ...usual.speeds, ...own.roads },
    mostOn: { ...usual.mostOn, ...own.surfaces },
    offRoad: own.offRoad ?? usual.offRoad,
  }
  const left = season === undefined ? undefined : settings.seasons?.[season]
  return left === undefined ? profile : inSeason(profile, left)
}

/** km/h along straight lines with detour, by class of area: those of the region for engines, walking pace for people on foot. */
export function lineSpeeds({ speed, modes }: TravelSettings, mode: TravelMode): ByClass {
  return modes?.[mode]?.speed ?? (mode === 'foot' || mode === 'bus' ? (modes?.foot?.speed ?? walking) : speed)
}

/** km/h across each land cover; 0 where it cannot be crossed. */
export function landSpeeds({ land = {} }: TravelSettings, mode: TravelMode): ReadonlyMap<string, number> {
  return new Map(Object.entries(land).map(([cover, speeds]) => [cover, speeds[mode === 'bus' ? 'foot' : mode] ?? 0]))
}

/** How somebody moves on roads: data, so that a region may bring its own. Speeds are km/h in everyday traffic. */
export type Profile = {
  readonly name: string
  /** By value of the tag `highway`, and `ferry`; a class that is missing cannot be used. */
  readonly speeds: Readonly<Record<string, number>>
  /** The access tags that concern it, from the most general on: the last that is there decides. */
  readonly access: readonly string[]
  /** Goes only along the direction of one-way roads. */
  readonly keepsDirection: boolean
  /** How much of a signed speed limit is driven; missing where limits do not matter. */
  readonly shareOfLimit?: number
  /** The most on a surface, by value of the tag `surface`. */
  readonly mostOn: Readonly<Record<string, number>>
  /** Values of the tag `barrier` that stop it unless an access tag says otherwise. */
  readonly barriers: readonly string[]
  /** Waiting at a point tagged as a traffic light. */
  readonly secondsAtLights: number
  /** km/h between a place and the nearest point of the network. */
  readonly offRoad: number
  /** Kilometres from the network up to which a place is on it. */
  readonly furthestOff: number
}

const unpaved = { unpaved: 35, compacted: 45, gravel: 30, fine_gravel: 35, dirt: 25, ground: 25, earth: 25, sand: 15, mud: 10 }
const rough = { ...unpaved, cobblestone: 25, sett: 30, grass: 15 }
const closedToEngines = [
  'block',
  'bollard',
  'chain',
  'jersey_barrier',
  'log',
  'turnstile',
  'cycle_barrier',
  'kissing_gate',
  'stile',
]

export const car: Profile = {
  name: 'car',
  speeds: {
    motorway: 95,
    motorway_link: 50,
    trunk: 75,
    trunk_link: 45,
    primary: 55,
    primary_link: 40,
    secondary: 48,
    secondary_link: 35,
    tertiary: 40,
    tertiary_link: 30,
    unclassified: 35,
    residential: 28,
    living_street: 12,
    service: 15,
    road: 30,
    track: 15,
    ferry: 10,
  },
  access: ['access', 'vehicle', 'motor_vehicle', 'motorcar'],
  keepsDirection: true,
  shareOfLimit: 0.9,
  mostOn: rough,
  barriers: closedToEngines,
  secondsAtLights: 2,
  offRoad: 4,
  furthestOff: 5,
}

/** Lighter than a car: narrow ways are open to it, and traffic holds it up less. */
export const motorcycle: Profile = {
  ...car,
  name: 'motorcycle',
  speeds: { ...car.speeds, motorway: 80, trunk: 65, residential: 30, living_street: 15, track: 20, path: 12 },
  access: ['access', 'vehicle', 'motor_vehicle', 'motorcycle'],
  barriers: closedToEngines.filter((barrier) => !['bollard', 'cycle_barrier'].includes(barrier)),
}

const walking = 4.8

export const foot: Profile = {
  name: 'foot',
  speeds: {
    ...Object.fromEntries(
      ['trunk', 'primary', 'secondary', 'tertiary', 'trunk_link', 'primary_link', 'secondary_link', 'tertiary_link']
        .concat(['unclassified', 'residential', 'living_street', 'service', 'road', 'track', 'path', 'bridleway'])
        .concat(['footway', 'pedestrian', 'platform', 'corridor', 'cycleway'])
        .map((value) => [value, walking]),
    ),
    steps: 2.4,
    ferry: 10,
  },
  access: ['access', 'foot'],
  keepsDirection: false,
  mostOn: { sand: 3.5, mud: 2.5 },
  barriers: [],
  secondsAtLights: 0,
  offRoad: 4,
  furthestOff: 5,
}

/**
 * A profile in another season: its speeds times what the season leaves of them, by class of road or by surface.
 *
 * @param left for example `{ track: 0.5, dirt: 0.4 }` in the rains; 0 closes the class, or the surface
 * @throws {RangeError} for a share that is negative or not a number
 */
export function inSeason(profile: Profile, left: Readonly<Record<string, number>>): Profile {
  for (const share of Object.values(left)) if (!(share >= 0)) throw new RangeError(`a season cannot leave ${share} of a speed`)
  const slow = (speeds: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(speeds).map(([key, speed]) => [key, speed * (left[key] ?? 1)]))
  return { ...profile, speeds: slow(profile.speeds), mostOn: slow(profile.mostOn) }
}

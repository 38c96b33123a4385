/** Every page there is. */

import type { LivePart } from '../site/live.tsx'
import type { Route } from '../site/page.ts'
import { about } from './everyone/about.tsx'
import { interfaces } from './everyone/interfaces.tsx'
import { device } from './integrators/device.tsx'
import { devices } from './integrators/devices.tsx'
import { notifications } from './integrators/notifications.tsx'
import { integrators } from './integrators/overview.tsx'
import { quarantine } from './integrators/quarantine.tsx'
import { signIn } from './integrators/sign-in.tsx'
import { gap } from './planners/gap.tsx'
import { area } from './residents/area.tsx'
import { environment } from './residents/environment.tsx'
import { facilities } from './residents/facilities.tsx'
import { home } from './residents/home.tsx'
import { parking } from './residents/parking.tsx'
import { parkingPart } from './residents/parking-card.tsx'
import { parkingSite } from './residents/parking-site.tsx'
import { station } from './residents/station.tsx'
import { stationPart } from './residents/station-card.tsx'

export const pages: readonly Route[] = [
  home,
  area,
  facilities,
  parking,
  parkingSite,
  environment,
  station,
  gap,
  integrators,
  devices,
  device,
  quarantine,
  notifications,
  signIn,
  about,
  interfaces,
]

export const liveParts: readonly LivePart[] = [parkingPart, stationPart]

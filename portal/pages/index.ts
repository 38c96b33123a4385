/** Every page there is. */

import type { LivePart } from '../site/live.tsx'
import type { Route } from '../site/page.ts'
import { code } from './account/code.tsx'
import { delegations } from './account/delegations.tsx'
import { details } from './account/details.tsx'
import { devices as ownDevices } from './account/devices.tsx'
import { account } from './account/home.tsx'
import { newAccount } from './account/new-account.tsx'
import { openidNew } from './account/openid.tsx'
import { paper } from './account/paper.tsx'
import { signIn as enter } from './account/sign-in.tsx'
import { apps } from './developers/apps.tsx'
import { consent } from './developers/consent.tsx'
import { testConsole } from './developers/console.tsx'
import { newApp } from './developers/new-app.tsx'
import { about } from './everyone/about.tsx'
import { demoPeople } from './everyone/demo-people.tsx'
import { interfaces } from './everyone/interfaces.tsx'
import { agreement } from './exchange/agreement.tsx'
import { newAgreement } from './exchange/agreement-new.tsx'
import { agreementUse } from './exchange/agreement-use.tsx'
import { agreements } from './exchange/agreements.tsx'
import { catalogue } from './exchange/catalogue.tsx'
import { dataset } from './exchange/dataset.tsx'
import { datasetNew } from './exchange/dataset-new.tsx'
import { publish } from './exchange/publish.tsx'
import { askUnderAgreement } from './exchange/query.tsx'
import { receipts } from './exchange/receipts.tsx'
import { system } from './exchange/system.tsx'
import { systemNew } from './exchange/system-new.tsx'
import { device } from './integrators/device.tsx'
import { devices } from './integrators/devices.tsx'
import { notifications } from './integrators/notifications.tsx'
import { integrators } from './integrators/overview.tsx'
import { quarantine } from './integrators/quarantine.tsx'
import { signIn } from './integrators/sign-in.tsx'
import { help } from './officers/help.tsx'
import { helpCodes } from './officers/help-codes.tsx'
import { helpNew } from './officers/help-new.tsx'
import { invite } from './officers/invite.tsx'
import { join } from './officers/join.tsx'
import { officerHome } from './officers/officer-home.tsx'
import { officers } from './officers/officers.tsx'
import { gap } from './planners/gap.tsx'
import { gapWeek } from './planners/gap-week.tsx'
import { methods } from './planners/methods.tsx'
import { plan } from './planners/plan.tsx'
import { plans } from './planners/plans.tsx'
import { scenario } from './planners/scenario.tsx'
import { scenarios } from './planners/scenarios.tsx'
import { workbench } from './planners/workbench.tsx'
import { area } from './residents/area.tsx'
import { environment } from './residents/environment.tsx'
import { facilities } from './residents/facilities.tsx'
import { home } from './residents/home.tsx'
import { parking } from './residents/parking.tsx'
import { parkingPart } from './residents/parking-card.tsx'
import { parkingSite } from './residents/parking-site.tsx'
import { station } from './residents/station.tsx'
import { stationPart } from './residents/station-card.tsx'
import { askConsent } from './rights/ask-consent.tsx'
import { consents } from './rights/consents.tsx'
import { deleteAccount } from './rights/delete-account.tsx'
import { editLaw } from './rights/edit-law.tsx'
import { emergencies } from './rights/emergencies.tsx'
import { keepLaws } from './rights/keep-laws.tsx'
import { ownData } from './rights/kept.tsx'
import { looks } from './rights/looks.tsx'
import { personFile } from './rights/person-file.tsx'
import { protection } from './rights/protection.tsx'
import { publicFigures } from './rights/public-figures.tsx'
import { rights } from './rights/rights.tsx'
import { unusual } from './rights/unusual.tsx'
import { unusualOfficer } from './rights/unusual-officer.tsx'
import { useReport } from './rights/use-report.tsx'
import { checkpoints } from './trust/checkpoints.tsx'
import { laws } from './trust/laws.tsx'

export const pages: readonly Route[] = [
  home,
  area,
  facilities,
  parking,
  parkingSite,
  environment,
  station,
  gap,
  gapWeek,
  workbench,
  plans,
  plan,
  scenarios,
  scenario,
  methods,
  integrators,
  devices,
  device,
  quarantine,
  notifications,
  signIn,
  about,
  checkpoints,
  laws,
  interfaces,
  enter,
  code,
  paper,
  newAccount,
  openidNew,
  consent,
  apps,
  newApp,
  testConsole,
  account,
  details,
  deleteAccount,
  ownDevices,
  delegations,
  officers,
  officerHome,
  invite,
  join,
  help,
  helpNew,
  helpCodes,
  demoPeople,
  consents,
  looks,
  rights,
  ownData,
  askConsent,
  personFile,
  emergencies,
  protection,
  unusual,
  unusualOfficer,
  useReport,
  publicFigures,
  catalogue,
  datasetNew,
  dataset,
  publish,
  systemNew,
  system,
  agreements,
  newAgreement,
  agreement,
  askUnderAgreement,
  agreementUse,
  receipts,
  keepLaws,
  editLaw,
]

export const liveParts: readonly LivePart[] = [parkingPart, stationPart]

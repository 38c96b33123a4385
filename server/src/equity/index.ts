/**
 * Equity: who is not reached by which service, in city and countryside. Knows no person and no other module: it reads the views
 * that the others publish in the schema `analytics`.
 */

export { balancingTime, minutesToKth, minutesToNearest, minutesToReach } from './access.ts'
export { registerAccess } from './access-routes.ts'
export { createAccessService } from './access-service.ts'
export { noDemand, offersOf, perPerson, perPersonByBlocks, type Rows } from './catchment.ts'
export {
  balanced,
  type CatchmentMethod,
  huffThreeStep,
  modifiedTwoStep,
  spatialAvailability,
  threeStep,
  twoStep,
} from './catchment-methods.ts'
export { printCompliance } from './compliance-print.ts'
export { registerCompliance } from './compliance-routes.ts'
export { createComplianceService } from './compliance-service.ts'
export { type Decay, weigh, within } from './decay.ts'
export { registerFeatures } from './feature-routes.ts'
export { solveCenter } from './locate-center.ts'
export { type Choice, toChoice } from './locate-choice.ts'
export { solveClasses } from './locate-classes.ts'
export { solveCover, toCover } from './locate-cover.ts'
export { type Flow, toRooms } from './locate-rooms.ts'
export { solveRooms } from './locate-rooms-solve.ts'
export type { Rounds } from './locate-rounds.ts'
export { solveRounds } from './locate-rounds-solve.ts'
export { type Chosen, solveChoice } from './locate-solve.ts'
export { type Stops, solveStops } from './locate-stops.ts'
export { type Found, gapOf, unwatched, type Watch } from './locate-watch.ts'
export { cumulativeOpportunities, gravity, intervalOpportunities } from './opportunities.ts'
export { type Pairs, sliceRows, toPairs } from './pairs.ts'
export type { PlanOptions } from './plan-options.ts'
export { printPlan } from './plan-print.ts'
export { planObjectives } from './plan-problem.ts'
export { registerPlans } from './plan-routes.ts'
export { type PlanDeps, startPlans } from './plan-service.ts'
export { type PrintOptions, printGap } from './print.ts'
export { registerGapCommands } from './print-commands.ts'
export { rationalAgentAccess } from './raam.ts'
export { measureReach, type Reach } from './reach.ts'
export type { Points } from './road-join.ts'
export { type RoadMap, readRoadMap } from './road-map.ts'
export { buildNetwork, type RoadNetwork } from './road-network.ts'
export { pairByRoad, type RoadPairs } from './road-pairs.ts'
export { car, foot, inSeason, motorcycle, type Profile } from './road-profile.ts'
export { registerEquity } from './routes.ts'
export { registerScenarios } from './scenario-routes.ts'
export { createScenarioService, type ScenarioDeps } from './scenario-service.ts'
export { createGapService, type GapDeps } from './service.ts'
export type { IsOpen } from './supply.ts'
export { type Feed, readFeed } from './transit-feed.ts'
export { pairByTransit, type TransitPairs, type Walks, type Window } from './transit-pairs.ts'
export { createRider, type Rider } from './transit-raptor.ts'
export { buildTimetable, type Timetable } from './transit-timetable.ts'
export { type Goals, modeOf, modesOf, seasonOf, startTravel, type Travel, type TravelAsk } from './travel-service.ts'
export { type Departure, type Journeys, travelMethods } from './travel-task.ts'
export { printUse } from './use-print.ts'
export { registerUse } from './use-routes.ts'
export { createUseService } from './use-service.ts'
export { type Digital, jointAccess, shareAble, virtualTwoStep } from './virtual.ts'
export { keepGapWarm } from './warm.ts'
export { printWhy } from './why-print.ts'
export { registerWhy } from './why-routes.ts'
export { createWhyService } from './why-service.ts'

import type { Migrations } from '#kernel'

export const equitySchema: Migrations = { module: 'equity', folder: new URL('./schema/', import.meta.url) }

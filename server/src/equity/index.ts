/**
 * Equity: who is not reached by which service, in city and countryside. Knows no person and no other module: it reads the views
 * that the others publish in the schema `analytics`.
 */
export { cumulativeOpportunities, minutesToNearest } from './access.ts'
export { type Pairs, toPairs } from './pairs.ts'
export { type PrintOptions, printGap } from './print.ts'
export { measureReach, type Reach } from './reach.ts'
export type { Points } from './road-join.ts'
export { type RoadMap, readRoadMap } from './road-map.ts'
export { buildNetwork, type RoadNetwork } from './road-network.ts'
export { pairByRoad, type RoadPairs } from './road-pairs.ts'
export { car, foot, inSeason, motorcycle, type Profile } from './road-profile.ts'
export { registerEquity } from './routes.ts'
export { createGapService } from './service.ts'

/**
 * Region: the lens on places. Areas with their urban–rural class, settlements with their people, facilities with their hours; how
 * they arrive as a region pack, and how they are found again. Knows no country: what is particular stands in the pack.
 */
import type { Migrations } from '#kernel'

export { type CoordinateSystem, fromWgs84, toWgs84 } from './coordinates.ts'
export type { Geometry } from './geojson.ts'
export { importPackFolder, type NodeAddress } from './import-client.ts'
export { type ImportDeps, type ImportOptions, type ImportSummary, importPack, type Progress } from './import-pack.ts'
export { type KindRule, parseKindRule } from './kind-rules.ts'
export type { MadePack } from './made-pack.ts'
export { readHours } from './open-now.ts'
export { isOpenAt, type OpeningHours, parseOpeningHours } from './opening-hours.ts'
export type { Pack, PackArea, PackDraft, PackFacility, PackFeature, PackSettlement } from './pack.ts'
export { registerPackCommands } from './pack-commands.ts'
export { describeFault, type PackFault } from './pack-fault.ts'
export { type NbsOptions, packNbs } from './pack-nbs.ts'
export { type PointsOptions, packPoints } from './pack-points.ts'
export { type ParsedPack, packFiles, parsePack } from './parse-pack.ts'
export { startRegion } from './projection.ts'
export type { RegionDocument } from './region-document.ts'
export { type RegionDeps, registerRegion } from './routes.ts'
export { createRegionService } from './service.ts'
export { writePack } from './write-pack.ts'
export { roadsFile } from './write-roads.ts'
export { zipFile } from './write-zip.ts'

export const regionSchema: Migrations = { module: 'region', folder: new URL('./schema/', import.meta.url) }

/** Demo: a made-up island with people, services and living devices, all from one seed. Nothing else may depend on it. */
export { type Land, makeLand, usualSeed } from './land.ts'
export { makePack, type PackFiles, writePack } from './pack.ts'

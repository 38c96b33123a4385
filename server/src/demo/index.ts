/** Demo: a made-up island with people, services and living devices, all from one seed. Nothing else may depend on it. */
export type { DemoDevice, Description, Signal, Temper } from './device.ts'
export { demoDevices } from './devices.ts'
export { type Land, makeLand, usualSeed } from './land.ts'
export { type ArmedDevice, type LivingDevices, type LivingOptions, startDemoDevices } from './living.ts'
export { type DemoDeps, loadDemo } from './load.ts'
export { attributesOf, messagesAt, tickBefore } from './messages.ts'
export { makePack, type PackFiles, regionId, writePack } from './pack.ts'
export { type Reading, reading } from './reading.ts'

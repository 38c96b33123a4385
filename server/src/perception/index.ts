/**
 * Perception: bytes to entities. Devices over MQTT and HTTP, tables through declarative mappings, and quarantine for what is bad.
 * Knows nothing of areas, services, or what a reading is used for.
 */
export { type Line, readCsv } from './csv.ts'
export { type Device, topicOf } from './device.ts'
export { registerDeviceCommands } from './device-commands.ts'
export { createDeviceService } from './device-service.ts'
export type { DeviceDraft } from './device-view.ts'
export { type Registered, rotateSecret } from './devices.ts'
export { importFile } from './import-file.ts'
export { type Intake, type IntakeOptions, openIntake } from './intake.ts'
export { type Mapping, readMapping } from './mapping.ts'
export type { Act, May } from './may.ts'
export { type Mqtt, type MqttOptions, startMqtt } from './mqtt.ts'
export { askNode } from './node-client.ts'
export { type PerceptionDeps, registerPerception } from './register.ts'
export { registerDevices } from './register-devices.ts'

import type { Migrations } from '#kernel'

export const perceptionSchema: Migrations = { module: 'perception', folder: new URL('./schema/', import.meta.url) }

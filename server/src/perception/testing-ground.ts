/** What the tests of this module share: an application with its routes over a real database, and an operator's way in. Not part of the product. */
import { after } from 'node:test'
import { startWriter } from '#context'
import { type App, createHttp, createMetrics, SignInNeeded, uuidv7 } from '#kernel'
import { quiet, testPool } from '#testing'
import { type Intake, openIntake } from './intake.ts'
import type { May } from './may.ts'
import { registerPerception } from './register.ts'
import { registerDevices } from './register-devices.ts'

export const operatorKey = 'operator-key'

const may: May = ({ headers }) => {
  if (headers.authorization !== `Bearer ${operatorKey}`) throw new SignInNeeded('Only an operator may do this.')
}

export type Ground = { readonly app: App; readonly intake: Intake; readonly url: string }

let shared: Promise<Ground> | undefined

/** One application for the tests of a file, listening on a free port; ends by itself. */
export function ground(): Promise<Ground> {
  shared ??= open()
  return shared
}

async function open(): Promise<Ground> {
  const pool = await testPool()
  const writer = startWriter(pool, { clock: () => new Date(), logger: quiet })
  const intake = openIntake({ pool, writer, clock: () => new Date(), logger: quiet })
  const app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerPerception(app, { intake, may })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, intake, url }
}

after(async () => {
  const open = await shared
  await open?.app.close()
  await open?.intake.stop()
  await open?.intake.writer.stop()
})

/** A new device of its own for a test. */
export async function newDevice(
  kind = 'AirQualityObserved',
  more: object = {},
): Promise<{ id: string; secret: string; entity: string }> {
  const { intake } = await ground()
  const id = `test-${uuidv7()}`
  const [device] = await registerDevices(intake, [{ id, kind, ...more }])
  return { id, secret: device?.secret ?? '', entity: `urn:ngsi-ld:${kind}:${id}` }
}

import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DemoDevice } from './device.ts'
import type { ArmedDevice } from './living.ts'

/** To be raised when the devices of a seed become others. */
const edition = 1
const file = 'demo-devices.json'

type Kept = {
  readonly edition: number
  readonly secrets: Readonly<Record<string, string>>
  readonly devices: readonly DemoDevice[]
}

/** Keeps the made-up devices and their secrets for the next start, readable by the owner of the data folder alone. */
export async function keepDevices(dataDir: string, armed: readonly ArmedDevice[]): Promise<void> {
  const kept: Kept = {
    edition,
    secrets: Object.fromEntries(armed.map(({ device, secret }) => [device.id, secret])),
    devices: armed.map(({ device }) => device),
  }
  const draft = join(dataDir, `${file}.new`)
  await writeFile(draft, JSON.stringify(kept), { mode: 0o600 })
  await rename(draft, join(dataDir, file))
}

/** The devices of an earlier start; undefined when there was none, or one of another edition. */
export async function readKeptDevices(dataDir: string): Promise<ArmedDevice[] | undefined> {
  const text = await readFile(join(dataDir, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  const kept = text === undefined ? undefined : (JSON.parse(text) as Kept)
  if (kept?.edition !== edition) return undefined
  return kept.devices.flatMap((device) => {
    const secret = kept.secrets[device.id]
    return secret === undefined ? [] : [{ device, secret }]
  })
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findHolder } from '#kernel'
import flags from '../node-flags.json' with { type: 'json' }

/** A node in a process of its own, as a user would run it: what endurance tests, browser tests and benchmarks talk to. */
export type SpawnedNode = {
  readonly url: string
  readonly mqttPort: number
  readonly operatorKey: string
  readonly process: ChildProcess
  /** What it has printed of late. */
  output(): string
  /** Ends it as a user would. @returns the exit code */
  stop(): Promise<number | null>
  /** Ends it as a power switch would. */
  kill(): Promise<void>
}

export type SpawnOptions = {
  readonly dataDir: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds until it must answer. */
  readonly patience?: number
}

/** The database of whoever runs the tests is none of theirs. */
const ownSettings = { PORT: '0', MQTT_PORT: '0', DATABASE_URL: '', PUBLIC_URL: '', LOG_LEVEL: 'warn', NODE_NO_WARNINGS: '1' }

const main = join(import.meta.dirname, '../src/main.ts')

/** Starts a node on free ports and, unless `env` names one, on a database of its own. @throws what it printed, when it ends before it is ready */
export async function spawnNode({ dataDir, args = [], env = {}, patience = 120_000 }: SpawnOptions): Promise<SpawnedNode> {
  const child = spawn(process.execPath, [...flags, main, ...args], {
    env: { ...process.env, ...ownSettings, ...env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Whoever ends without ending it, as a test that failed, leaves no node behind.
  const follow = () => child.kill('SIGKILL')
  process.once('exit', follow)
  child.once('exit', () => process.off('exit', follow))
  let output = ''
  const keep = (data: Buffer) => {
    output = (output + data).slice(-20_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const { url, mqttPort } = await whenReady(dataDir, child, patience, () => output)
  return {
    url,
    mqttPort,
    operatorKey: (await readFile(join(dataDir, 'operator.key'), 'utf8')).trim(),
    process: child,
    output: () => output,
    stop: () => end(child, 'SIGTERM'),
    kill: async () => void (await end(child, 'SIGKILL')),
  }
}

async function whenReady(dataDir: string, child: ChildProcess, patience: number, output: () => string) {
  const deadline = Date.now() + patience
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The node ended with ${child.exitCode}:\n${output()}`)
    const holder = await findHolder(dataDir)
    if (holder?.pid === child.pid && holder?.url !== undefined && holder.mqttPort !== undefined)
      return { url: holder.url, mqttPort: holder.mqttPort }
    await sleep(50)
  }
  child.kill('SIGKILL')
  throw new Error(`The node was not ready after ${patience} ms:\n${output()}`)
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  child.kill(signal)
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

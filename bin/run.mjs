#!/usr/bin/env node
// Starts any command of the project on a fresh clone: installs what is missing, then hands over to the pinned Node. Runs on Node 18 or later.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const node = `${root}node_modules/node/bin/node`

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP']

/** What the Node of a server is told: young objects have 48 MB, and old ones double before it looks for garbage, not grow to several times what is in use. */
const serverFlags = JSON.parse(readFileSync(`${root}server/node-flags.json`, 'utf8'))

/** Each command as the programs it runs, in order, by the pinned Node; what the caller adds goes to the last. */
const commands = {
  start: [
    ['portal/build.ts', '--if-stale'],
    [...serverFlags, 'server/src/main.ts'],
  ],
  test: [['server/tools/check.ts', 'all']],
  check: [['server/tools/check.ts', 'quick']],
  bench: [['portal/build.ts', '--if-stale'], ['server/bench/bench.ts']],
  screenshots: [['portal/build.ts', '--if-stale'], ['portal/tools/screenshots.ts']],
  datong: [[...serverFlags, 'server/src/cli.ts']],
}

const [name = '', ...rest] = process.argv.slice(2)
const steps = commands[name]
if (steps === undefined) {
  console.error(`Unknown command "${name}". There are: ${Object.keys(commands).join(', ')}.`)
  process.exit(2)
}
install()
for (const [index, step] of steps.entries()) {
  const status = await run(index === steps.length - 1 ? [...step, ...rest] : step)
  if (status !== 0) process.exit(status)
}

/** Runs `npm ci` unless the lock file is the one of the last install. */
function install() {
  const stamp = `${root}node_modules/.datong-install`
  const wanted = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex')
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('Installing what is missing (once, a minute or so) …')
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (error !== undefined) console.error(`npm could not be run: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(stamp, wanted)
}

/** Hands the terminal and the signals over, and waits for the end. */
function run(step) {
  const script = step.findIndex((word) => word.endsWith('.ts'))
  const child = spawn(
    node,
    step.map((word, index) => (index === script ? root + word : word)),
    {
      stdio: 'inherit',
      env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: `${root}node_modules/.cache/compiled` },
    },
  )
  // One sent to this process alone must reach the child, too; one typed at a terminal reaches it twice, and it takes it once.
  const pass = (signal) => child.kill(signal)
  for (const signal of signals) process.on(signal, pass)
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      for (const signal of signals) process.off(signal, pass)
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}

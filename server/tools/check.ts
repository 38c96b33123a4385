/**
 * What `npm test` (all) and `npm run check` (quick: without the browser) run, one after the other. Everything runs even when an
 * earlier step failed, and the last line counts the tests.
 */
import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

type Counts = { passed: number; failed: number; skipped: number }
type Step = {
  readonly name: string
  readonly command: readonly string[]
  readonly count?: (output: string) => Promise<Counts> | Counts
}

type BrowserStats = { expected: number; unexpected: number; skipped: number; flaky: number }

const root = join(import.meta.dirname, '../..')
/** Written by the browser's test runner; one of an earlier run must not be counted. */
const report = join(root, 'portal/test-results/report.json')
const node = process.execPath
const bin = (name: string) => [node, join(root, 'node_modules', name)]
/** A test that hangs is told by its name instead of holding up everything. */
const testing = ['--test', '--test-concurrency=2', '--test-timeout=600000', '--test-global-setup=server/tools/test-setup.ts']
const tsc = bin('typescript/bin/tsc')

const quick: readonly Step[] = [
  { name: 'format and lint', command: [...bin('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '.'] },
  { name: 'types of the server', command: [...tsc, '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'types of the portal', command: [...tsc, '--noEmit', '-p', 'portal/tsconfig.json'] },
  { name: 'the portal builds', command: [node, 'portal/build.ts', '--if-stale'] },
  {
    name: 'tests of the server and the portal',
    command: [node, ...testing, '--test-reporter=spec', 'server/**/*.test.ts', 'portal/**/*.test.ts'],
    count: countNodeTests,
  },
]
const browser: Step = {
  name: 'tests in the browser',
  command: [...bin('@playwright/test/cli.js'), 'test', '--config', 'portal/playwright.config.ts'],
  count: countBrowserTests,
}

const steps = process.argv[2] === 'all' ? [...quick, browser] : quick
await rm(report, { force: true })
const total: Counts = { passed: 0, failed: 0, skipped: 0 }
const broken: string[] = []
for (const { name, command, count } of steps) {
  const started = Date.now()
  console.log(`\n── ${name}`)
  const { status, output } = await run(command)
  const counts = (await count?.(output)) ?? { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key]
  if (status !== 0) broken.push(name)
  console.log(`── ${name}: ${status === 0 ? 'good' : 'FAILED'} after ${Math.round((Date.now() - started) / 1000)} s`)
}
if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = broken.length > 0 ? 1 : 0

function run([program = '', ...args]: readonly string[]): Promise<{ status: number; output: string }> {
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  })
  let output = ''
  child.stdout.on('data', (data: Buffer) => {
    output += data
    process.stdout.write(data)
  })
  return new Promise((resolve) => child.on('close', (status) => resolve({ status: status ?? 1, output })))
}

function countNodeTests(output: string): Counts {
  const last = (word: string) => Number([...output.matchAll(new RegExp(`^ℹ ${word} (\\d+)`, 'gm'))].at(-1)?.[1] ?? 0)
  return { passed: last('pass'), failed: last('fail') + last('cancelled'), skipped: last('skipped') }
}

async function countBrowserTests(): Promise<Counts> {
  const text = await readFile(report, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const { expected, unexpected, skipped, flaky } = (JSON.parse(text) as { stats: BrowserStats }).stats
  return { passed: expected + flaky, failed: unexpected, skipped }
}

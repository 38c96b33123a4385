/** `npm run bench -- NAME [--small] [--flag value …]`: measures one thing against its yardstick in the same run; the last line is JSON. */
import { audit } from './audit.ts'
import { concurrency } from './concurrency.ts'
import { context } from './context.ts'
import { equity } from './equity.ts'
import { fuzz } from './fuzz.ts'
import { gate } from './gate.ts'
import { ingest } from './ingest.ts'
import { notify } from './notify.ts'
import { pages } from './pages.ts'
import { pmedian } from './pmedian.ts'
import { read } from './read.ts'
import type { Bench, Result } from './result.ts'
import { sharded } from './sharded.ts'
import { travel } from './travel.ts'
import { truth } from './truth.ts'

const benches: Readonly<Record<string, Bench>> = {
  audit,
  concurrency,
  context,
  equity,
  fuzz,
  gate,
  ingest,
  notify,
  pages,
  pmedian,
  read,
  sharded,
  travel,
  truth,
}

const [name = '', ...options] = process.argv.slice(2)
const bench = benches[name]
if (bench === undefined) {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(benches).join(', ')}.\n`)
  process.exit(2)
}
const results: Result[] = []
const flags = Object.fromEntries(
  options.flatMap((option, index) => (option.startsWith('--') ? [[option.slice(2), options[index + 1]]] : [])),
)
const databaseUrl = process.env.DATABASE_URL || undefined
for await (const result of bench({ small: options.includes('--small'), databaseUrl, flags })) {
  results.push(result)
  const { name: what, ours, yardstick, unit, ratio, goal, holds } = result
  process.stdout.write(
    `${what}: ${round(ours)} ${unit} beside ${round(yardstick)}: ratio ${round(ratio)} (goal ${round(goal)}) ${holds ? 'holds' : 'MISSED'}\n`,
  )
}
process.stdout.write(`${JSON.stringify({ bench: name, results })}\n`)

function round(value: number): number {
  return Number(value.toPrecision(3))
}

/** `npm run bench -- NAME [--small]`: measures one thing against its yardstick in the same run; the last line is JSON. */
import { ingest } from './ingest.ts'
import { pages } from './pages.ts'
import { read } from './read.ts'
import type { Bench, Result } from './result.ts'

const benches: Readonly<Record<string, Bench>> = { ingest, read, pages }

const [name = '', ...options] = process.argv.slice(2)
const bench = benches[name]
if (bench === undefined) {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(benches).join(', ')}.\n`)
  process.exit(2)
}
const results: Result[] = []
for await (const result of bench({ small: options.includes('--small'), databaseUrl: process.env.DATABASE_URL })) {
  results.push(result)
  const { name: what, ours, yardstick, unit, ratio, goal, holds } = result
  process.stdout.write(
    `${what}: ${round(ours)} ${unit} beside ${round(yardstick)}: ratio ${round(ratio)} (goal ${goal}) ${holds ? 'holds' : 'MISSED'}\n`,
  )
}
process.stdout.write(`${JSON.stringify({ bench: name, results })}\n`)

function round(value: number): number {
  return Number(value.toPrecision(3))
}

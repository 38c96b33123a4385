/** The command line behind `bin/datong`: each command talks to the node over HTTP, and where none runs, starts one for as long as it takes. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { registerContextCommands } from '#context'
import { type PlanOptions, planObjectives, printPlan, registerGapCommands } from '#equity'
import { registerExchangeCommands } from '#exchange'
import { type Config, createLogger, findHolder, readConfig } from '#kernel'
import { startNode } from '#node'
import { askNode, importFile, registerDeviceCommands } from '#perception'
import { importPackFolder, registerPackCommands } from '#region'
import { registerAuditCommands, registerSealingCommands } from '#trust'

/** Where a node answers, and the key that it asks for. */
type NodeAddress = { readonly url: string; readonly key: string }

const program = new Command('datong')
  .description('A smart-society platform for a city and the towns and villages around it.')
  .addHelpText('after', '\nCommands use the node on DATA_DIR (default ./data), or DATONG_URL with DATONG_KEY for one elsewhere.')
  .showHelpAfterError()

program
  .command('start')
  .description('start the node, as npm start does')
  .option('--no-demo', 'without the made-up region')
  .option('--open-context', 'let nobody in particular use the NGSI-LD API (loopback only)')
  .action(async () => {
    process.argv.splice(2, 1)
    await import('./main.ts')
  })

program
  .command('import')
  .description('import a region pack (a folder), or a table of readings (a file, with --map)')
  .argument('<path>', 'a folder with region.json, or a CSV file')
  .option('--map <file>', 'the mapping from rows to entities')
  .option('--replace', "let a region pack take the place of another region's")
  .action(async (path: string, { map, replace = false }: { map?: string; replace?: boolean }) => {
    const isFolder = (await stat(path)).isDirectory()
    if (!isFolder && map === undefined) throw new Error(`${path} is a file: name the mapping with --map MAPPING.json`)
    await withNode<unknown>((node) =>
      isFolder ? importPackFolder(node, path, process.stdout, { replace }) : importFile(node, path, map ?? '', process.stdout),
    )
  })

registerGapCommands(program, withNode)

program
  .command('plan')
  .description('where to build next: sites, before and after, and how far from the best that can be')
  .requiredOption('--service <kind>', 'what is to be given there')
  .addOption(new Option('--objective <aim>', 'what the sites are to bring about').choices(planObjectives).default('reached'))
  .option('--count <number>', 'new sites; or a budget')
  .option('--budget <amount>', 'what all new sites may cost')
  .option('--candidates <file>', 'CSV of where a site may be: id, lon, lat, name, cost (default: every settlement)')
  .option('--within <minutes>', 'who is reached (default: the standard of each class)')
  .option('--limit <minutes>', 'no way longer than this is looked for (default 120)')
  .option('--capacity <residents>', 'how many each new site can serve (default: as many as come)')
  .option('--mode <mode>', 'car, motorcycle, bus or foot (default: as usual in the region)')
  .option('--season <name>', 'one of the seasons of the region')
  .option('--area <code>', 'one area instead of the region')
  .option('--line <file>', 'stops: CSV of where the line goes, in order: lon, lat')
  .option('--route <route>', 'stops: as a route of the timetable goes, by its id or number')
  .option('--settlements <ids>', 'stops: from settlement to settlement, separated by commas', list)
  .option('--spacing <metres>', 'stops: from stop to stop at least (default 300)')
  .option('--every <metres>', 'stops: also between the places of the line, at every so many metres')
  .option('--dwell <minutes>', 'stops: what a stop takes of the riders’ time, in which a budget is (default 0.5)')
  .option('--days <days>', 'rounds: the days of the week, such as Mo,We,Fr', list)
  .option('--units <number>', 'rounds: mobile units (default 1)')
  .option('--stops <number>', 'rounds: places in one round, 1 to 3 (default 1)')
  .option('--base <lon,lat>', 'rounds: where each begins and ends')
  .option('--day-minutes <minutes>', 'rounds: a working day with the ways (default 480)')
  .option('--stay-minutes <minutes>', 'rounds: at each stop (default 120)')
  .option('--no-existing', 'as if there were no facilities today')
  .option('--scenario <name>', 'save the sites as a scenario, to be looked at before and after')
  .option('--seconds <seconds>', 'the longest that may be computed (default 60); Ctrl+C ends it with the best so far')
  .option('--language <tag>', 'which names to print', 'en')
  .addOption(new Option('--csv', 'the sites as CSV').conflicts('json'))
  .addOption(new Option('--json', 'everything as JSON').conflicts('csv'))
  .action(async (options: PlanOptions) => {
    const stopping = new AbortController()
    process.once('SIGINT', () => stopping.abort())
    await withNode((node) => printPlan(node, options, { out: process.stdout, progress: process.stderr, signal: stopping.signal }))
  })

registerDeviceCommands(program, withNode)
registerContextCommands(program, (method, path, body) => withNode((node) => askNode(node, method, path, body)))
registerPackCommands(program)
registerAuditCommands(program, withNode)
registerSealingCommands(program, withNode)
registerExchangeCommands(program, (method, path, body) => withNode((node) => askNode(node, method, path, body)))

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
})

function list(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}

/** Runs a command against the running node, or against one that starts for it on the same data folder. */
async function withNode<T>(use: (node: NodeAddress) => Promise<T>): Promise<T> {
  if (process.env.DATONG_URL) return use({ url: process.env.DATONG_URL, key: process.env.DATONG_KEY ?? '' })
  const config = readConfig({ LOG_LEVEL: 'warn', ...process.env }, [])
  const holder = await findHolder(config.dataDir)
  if (holder?.url !== undefined) return use({ url: holder.url, key: await readKey(config) })
  const logger = createLogger(config.logLevel)
  const node = await startNode(
    { ...config, host: '127.0.0.1', port: 0, mqttPort: 0, demo: false },
    { logger, say: () => undefined },
  )
  try {
    return await use({ url: node.url, key: await readKey(config) })
  } finally {
    await node.stop()
  }
}

async function readKey({ dataDir }: Config): Promise<string> {
  return (await readFile(join(dataDir, 'operator.key'), 'utf8')).trim()
}

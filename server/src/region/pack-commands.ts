import { readFile } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import type { AreaClass, Level, Names } from '#contract'
import type { CoordinateSystem } from './coordinates.ts'
import { parseKindRule } from './kind-rules.ts'
import type { MadePack } from './made-pack.ts'
import { levels } from './pack.ts'
import { packNbs } from './pack-nbs.ts'
import { parseAreaColumn, parseBounds, parseColumns, parseName } from './pack-options.ts'
import { packPoints } from './pack-points.ts'
import { parsePack } from './parse-pack.ts'
import type { RegionDocument } from './region-document.ts'
import { sayWarnings, withFaults } from './say-faults.ts'

type Common = { readonly out: string; readonly id: string; readonly name: Names; readonly region?: string }

/** `datong pack …`: makes region packs of tables, and checks them. */
export function registerPackCommands(program: Command, out: NodeJS.WritableStream = process.stdout): void {
  const pack = program.command('pack').description('make a region pack of tables, or check one')
  registerNbs(pack, out)
  registerPoints(pack, out)
  pack
    .command('check')
    .description('read a pack and name every fault')
    .argument('<folder>', 'the pack')
    .action(async (folder: string) => {
      const parsed = await parsePack(folder)
      sayWarnings(parsed.ok ? parsed.warnings : parsed.faults, out)
      if (!parsed.ok) throw new Error(`${folder} cannot be imported.`)
      const { areas, settlements, facilities } = parsed.pack
      out.write(`${areas.length} areas, ${settlements.length} settlements, ${facilities.length} facilities.\n`)
    })
}

type NbsFlags = Common & { readonly population: string; readonly coordinates: CoordinateSystem }

function registerNbs(pack: Command, to: NodeJS.WritableStream): void {
  common(pack.command('nbs'))
    .description('of Chinese statistical divisions (20 columns, no header, points in GCJ-02)')
    .argument('<files...>', 'one or more tables')
    .option('--population <people>', 'people assumed to live in each village', '0')
    .addOption(coordinates('GCJ-02'))
    .action((files: readonly string[], { out, id, name, region, population, coordinates }: NbsFlags) =>
      say(to, async () =>
        packNbs({
          files,
          out,
          id,
          names: name,
          coordinates,
          populationPerVillage: Number(population),
          region: await readPart(region),
        }),
      ),
    )
}

type PointFlags = Common & {
  readonly timeZone: string
  readonly currency: string
  readonly class: AreaClass
  readonly level: Level
  readonly settlements: string
  readonly settlementColumns: string
  readonly facilities?: string
  readonly facilityColumns?: string
  readonly kind?: readonly string[]
  readonly area?: readonly string[]
  readonly bounds?: string
  readonly villages: boolean
  readonly coordinates: CoordinateSystem
}

function registerPoints(pack: Command, to: NodeJS.WritableStream): void {
  common(pack.command('points'))
    .description('of a table of settlements and a table of facilities, as CSV with a header')
    .requiredOption('--time-zone <name>', 'for example Asia/Kolkata')
    .requiredOption('--currency <code>', 'ISO 4217, for example INR')
    .requiredOption('--settlements <file>', 'where people live')
    .requiredOption('--settlement-columns <list>', 'id=…,name=…,population=…,lon=…,lat=…')
    .option('--facilities <file>', 'where services are given')
    .option('--facility-columns <list>', 'id=…,name=…,lon=…,lat=… and kind=…, capacity=…, openingHours=…, settlement=…')
    .option('--kind <rule...>', 'COLUMN=VALUE:KIND or COLUMN~PATTERN:KIND; the first that fits decides')
    .option('--area <column...>', 'LEVEL=COLUMN or LEVEL=COLUMN/NAMES, from the top down')
    .addOption(new Option('--level <level>', 'the level of the region itself').choices(levels).default('province'))
    .addOption(new Option('--class <class>', 'of every settlement').choices(['urban', 'town', 'rural']).default('rural'))
    .option('--bounds <w,s,e,n>', 'where its points must lie; derived where it is not given')
    .option('--no-villages', 'settlements are not areas of their own')
    .addOption(coordinates('WGS84'))
    .action((flags: PointFlags) => say(to, () => makePoints(flags)))
}

async function makePoints({ name, facilities, bounds, coordinates, ...flags }: PointFlags): Promise<MadePack> {
  const { out, id, timeZone, currency, level } = flags
  return packPoints({
    out,
    id,
    timeZone,
    currency,
    level,
    class: flags.class,
    names: name,
    areas: (flags.area ?? []).map(parseAreaColumn),
    settlementsAreVillages: flags.villages,
    settlements: { file: flags.settlements, columns: parseColumns(flags.settlementColumns, settlementColumns) },
    region: { ...(await readPart(flags.region)), coordinates },
    ...(bounds !== undefined && { bounds: parseBounds(bounds) }),
    ...(facilities !== undefined && {
      facilities: {
        file: facilities,
        columns: parseColumns(flags.facilityColumns ?? '', facilityColumns),
        kinds: (flags.kind ?? []).map(parseKindRule),
      },
    }),
  })
}

const settlementColumns = { required: ['id', 'name', 'lon', 'lat'], optional: ['population'] } as const
const facilityColumns = {
  required: ['id', 'name', 'lon', 'lat'],
  optional: ['kind', 'capacity', 'openingHours', 'settlement'],
} as const

function common(command: Command): Command {
  return command
    .requiredOption('--out <folder>', 'the pack to write')
    .requiredOption('--id <id>', 'a short name in lower case, for example guiyang')
    .addOption(new Option('--name <name>', 'LANGUAGE=TEXT, once for each language').argParser(parseName).makeOptionMandatory())
    .option('--region <file>', 'further parts of region.json: services, travel, attribution')
}

function coordinates(usual: CoordinateSystem): Option {
  return new Option('--coordinates <system>', 'of the points').choices(['WGS84', 'GCJ-02', 'BD-09']).default(usual)
}

async function readPart(file: string | undefined): Promise<Partial<RegionDocument>> {
  return file === undefined ? {} : (JSON.parse(await readFile(file, 'utf8')) as Partial<RegionDocument>)
}

/** Makes a pack and tells what it holds, what was assumed and what is doubtful. */
async function say(out: NodeJS.WritableStream, make: () => Promise<MadePack>): Promise<void> {
  const { folder, counts, notes, warnings } = await make().catch((error: unknown) => {
    throw withFaults(error)
  })
  sayWarnings(warnings, out)
  for (const note of notes) out.write(`${note}\n`)
  const areas = Object.entries(counts.areas).map(([level, count]) => `${level} ${count}`)
  out.write(`${folder}: areas ${areas.join(', ')}; settlements ${counts.settlements} with ${counts.population} people; `)
  out.write(`facilities ${counts.facilities}; doubtful ${warnings.length}.\n`)
}

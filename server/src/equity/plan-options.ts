import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { PlanCandidate, PlanLine, PlanQuestion, PlanRounds, Position, Weekday } from '#contract'

/** What `datong plan` may be told. */
export type PlanOptions = Pick<PlanQuestion, 'objective' | 'mode' | 'season' | 'area'> & {
  readonly service: string
  readonly count?: string
  readonly budget?: string
  readonly within?: string
  readonly limit?: string
  readonly capacity?: string
  readonly seconds?: string
  /** A CSV file: id, lon, lat, and perhaps name and cost. */
  readonly candidates?: string
  /** Of stops: a CSV file with lon and lat in the order of the line, a route of the timetable, or settlements by their ids. */
  readonly line?: string
  readonly route?: string
  readonly settlements?: readonly string[]
  readonly spacing?: string
  readonly every?: string
  readonly dwell?: string
  /** Of rounds. */
  readonly days?: readonly Weekday[]
  readonly units?: string
  readonly stops?: string
  /** Longitude and latitude. */
  readonly base?: string
  readonly dayMinutes?: string
  readonly stayMinutes?: string
  /** False: as if there were no facilities today. */
  readonly existing?: boolean
  readonly csv?: boolean
  readonly json?: boolean
  /** Saves the sites as a scenario of this name. */
  readonly scenario?: string
  /** Which of the names to print. */
  readonly language?: string
}

/** The question that options ask. @throws an Error that names the file and row, or the option, that cannot be read */
export async function readQuestion(options: PlanOptions): Promise<PlanQuestion> {
  const { service, objective, area, mode, season, existing, candidates } = options
  return {
    kind: service,
    objective,
    ...numbersOf(options, ['count', 'budget', 'within', 'limit', 'capacity', 'seconds']),
    ...(objective === 'stops' && { line: await readLine(options) }),
    ...(objective === 'rounds' && { rounds: readRounds(options) }),
    ...(area !== undefined && { area }),
    ...(mode !== undefined && { mode }),
    ...(season !== undefined && { season }),
    ...(existing === false && { existing: 'ignore' }),
    ...(candidates !== undefined && { candidates: await readCandidates(candidates) }),
  }
}

function numbersOf(options: PlanOptions, names: readonly (keyof PlanOptions)[]): Record<string, number> {
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, Number(options[name])]])))
}

async function readLine(options: PlanOptions): Promise<PlanLine> {
  const { line, route, settlements } = options
  return {
    ...(line !== undefined && { points: await readPoints(line) }),
    ...(route !== undefined && { route }),
    ...(settlements !== undefined && { settlements }),
    ...numbersOf(options, ['spacing', 'every', 'dwell']),
  }
}

function readRounds(options: PlanOptions): PlanRounds {
  const { days = [], base } = options
  const position = base?.split(',').map(Number)
  if (position !== undefined && (position.length !== 2 || !position.every(Number.isFinite)))
    throw new Error('--base is longitude,latitude, for example 107.12,26.65.')
  return {
    days,
    ...numbersOf(options, ['units', 'stops', 'dayMinutes', 'stayMinutes']),
    ...(position !== undefined && { base: position as unknown as Position }),
  }
}

async function readPoints(file: string): Promise<Position[]> {
  const rows = parse(await readFile(file), { columns: true, bom: true, trim: true }) as Record<string, string | undefined>[]
  return rows.map(({ lon, lat }, row) => {
    if (!lon || !lat || !Number.isFinite(Number(lon)) || !Number.isFinite(Number(lat)))
      throw new Error(`${file}, row ${row + 1}: a line needs lon and lat, in columns of these names.`)
    return [Number(lon), Number(lat)]
  })
}

async function readCandidates(file: string): Promise<PlanCandidate[]> {
  const rows = parse(await readFile(file), { columns: true, bom: true, trim: true }) as Record<string, string | undefined>[]
  return rows.map(({ id = '', lon, lat, name, cost }, row) => {
    const position = [Number(lon), Number(lat)] as const
    if (id === '' || !position.every(Number.isFinite))
      throw new Error(`${file}, row ${row + 1}: a candidate needs id, lon and lat, in columns of these names.`)
    return { id, position, ...(name ? { names: { en: name } } : {}), ...(cost ? { cost: Number(cost) } : {}) }
  })
}

import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'
import type { TravelMode } from '#contract'
import { travelModes } from './travel-settings.ts'

/** Minutes from settlements to facilities that were computed elsewhere: row `r` is one pair, for one mode or for all. */
export type TravelTable = {
  /** Numbers by id. */
  readonly settlements: ReadonlyMap<string, number>
  readonly facilities: ReadonlyMap<string, number>
  readonly from: Uint32Array
  readonly to: Uint32Array
  readonly minutes: Float32Array | Float64Array
  /** Places in `travelModes`, or 255 for every mode. */
  readonly modes: Uint8Array
}

const everyMode = 255

/** Reads `travel.csv`, which the import has checked. @throws an Error that names the file where it cannot be read */
export async function readTravelTable(file: string): Promise<TravelTable> {
  const settlements = new Map<string, number>()
  const facilities = new Map<string, number>()
  const [from, to, modes]: number[][] = [[], [], []]
  const minutes: number[] = []
  const numberOf = (ids: Map<string, number>, id: string) => {
    const known = ids.get(id) ?? ids.size
    ids.set(id, known)
    return known
  }
  const columns = (header: string[]) => header.map((cell) => cell.trim())
  const rows = parse({ bom: true, columns, relax_column_count: true, skip_empty_lines: true, trim: true })
  try {
    await pipeline(createReadStream(file), rows, async (parsed: AsyncIterable<Readonly<Record<string, string>>>) => {
      for await (const { settlement = '', facility = '', minutes: time, mode = '' } of parsed) {
        from?.push(numberOf(settlements, settlement))
        to?.push(numberOf(facilities, facility))
        minutes.push(Number(time))
        modes?.push(mode === '' ? everyMode : travelModes.indexOf(mode as TravelMode))
      }
    })
  } catch (error) {
    throw new Error(`travel.csv cannot be read: ${(error as Error).message}`, { cause: error })
  }
  return {
    settlements,
    facilities,
    from: Uint32Array.from(from ?? []),
    to: Uint32Array.from(to ?? []),
    minutes: Float64Array.from(minutes),
    modes: Uint8Array.from(modes ?? []),
  }
}

/** Calls back with each pair of the table for a mode; a row for the mode stands above one for every mode. */
export function visitTable(
  table: TravelTable,
  mode: TravelMode,
  ids: { readonly settlements: readonly string[]; readonly facilities: readonly string[] },
  found: (settlement: number, facility: number, minutes: number) => void,
): void {
  const place = (numbers: ReadonlyMap<string, number>, names: readonly string[]) => {
    const places = new Int32Array(numbers.size).fill(-1)
    names.forEach((name, i) => {
      const number = numbers.get(name)
      if (number !== undefined) places[number] = i
    })
    return places
  }
  const [homes, goals] = [place(table.settlements, ids.settlements), place(table.facilities, ids.facilities)]
  const wanted = travelModes.indexOf(mode)
  const own = new Set<number>()
  const width = Math.max(1, ids.facilities.length)
  for (const pass of [wanted, everyMode])
    table.modes.forEach((given, r) => {
      const [s, f] = [homes[table.from[r] as number] as number, goals[table.to[r] as number] as number]
      if (given !== pass || s < 0 || f < 0 || own.has(s * width + f)) return
      own.add(s * width + f)
      found(s, f, table.minutes[r] as number)
    })
}

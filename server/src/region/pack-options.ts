import type { Names } from '#contract'
import { Invalid } from '#kernel'
import { levels } from './pack.ts'
import type { Bounds } from './pack-cells.ts'
import type { AreaColumn } from './point-areas.ts'

/** Options of `datong pack` as they stand on the command line. All throw {@link Invalid} with what was expected. */

/** `en=Sikkim`, added to the names before it. */
export function parseName(text: string, before: Names | undefined): Names {
  const match = /^([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)=(.+)$/.exec(text)
  const [, language = '', name = ''] = match ?? []
  if (match === null) throw new Invalid(`"${text}" is not a name: write LANGUAGE=TEXT, for example en=Sikkim.`)
  return { ...before, [language]: name }
}

/** `county=DISTRICT` or `county=DISTRICT/DISTRICT_NAME`. */
export function parseAreaColumn(text: string): AreaColumn {
  const match = /^(?<level>[a-z]+)=(?<column>[^/]+)(?:\/(?<nameColumn>.+))?$/.exec(text)
  const level = levels.find((known) => known === match?.groups?.level)
  const { column = '', nameColumn } = match?.groups ?? {}
  if (level === undefined) throw new Invalid(`"${text}" is not LEVEL=COLUMN with a level of ${levels.join(', ')}.`)
  return { level, column, ...(nameColumn !== undefined && { nameColumn }) }
}

/** `88,27,89,28.2`: west, south, east, north. */
export function parseBounds(text: string): Bounds {
  const [west = 0, south = 0, east = 0, north = 0, ...more] = text.split(',').map(Number)
  if (west < east && south < north && more.length === 0) return [west, south, east, north]
  throw new Invalid(`"${text}" is not west,south,east,north in degrees.`)
}

/** `id=HAB_ID,name=HAB_NAME,…`: which columns of a table hold what. */
export function parseColumns<Required extends string, Optional extends string>(
  text: string,
  { required, optional }: { readonly required: readonly Required[]; readonly optional: readonly Optional[] },
): Record<Required, string> & Partial<Record<Optional, string>> {
  const given = new Map(text.split(',').map((pair) => splitOnce(pair)))
  const missing = required.filter((key) => !given.get(key))
  if (missing.length > 0) throw new Invalid(`"${text}" does not name the column of ${missing.join(', ')}.`)
  const known = new Set<string>([...required, ...optional])
  const unknown = [...given.keys()].filter((key) => !known.has(key))
  if (unknown.length > 0) throw new Invalid(`"${unknown.join(', ')}" is none of ${[...known].join(', ')}.`)
  return Object.fromEntries(given) as Record<Required, string> & Partial<Record<Optional, string>>
}

function splitOnce(pair: string): readonly [string, string] {
  const at = pair.indexOf('=')
  return at < 0 ? [pair.trim(), ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
}

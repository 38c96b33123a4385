import { createReadStream } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { SourceColumn, SourceSpec, SystemSpec } from '#contract'
import type { Fault } from '#kernel'
import type { Connection, RawRow } from './source-connection.ts'
import { sheetLines, sheetsOf } from './source-excel.ts'
import { kindOfAll } from './source-kinds.ts'
import { sourceLimits } from './source-limits.ts'
import { SourceAway } from './source-trouble.ts'

type Spec = Extract<SystemSpec, { kind: 'files' }>

/** Reads a table of text: each line with its number, and why it cannot be read where that is so. */
export type ReadCsv = (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<{
  readonly number: number
  readonly read:
    | { readonly ok: true; readonly record: Readonly<Record<string, string>> }
    | { readonly ok: false; readonly detail: string }
}>

type Line = { readonly at: string; readonly values: Readonly<Record<string, unknown>>; readonly fault?: string }

const isTable = (name: string) => /^[^.~].*\.(csv|tsv|txt|xlsx)$/i.test(name)
const isWorkbook = (file: string) => /\.xlsx$/i.test(file)
const mostFaults = 20

/**
 * A folder in which a department drops its tables. The newest file is the one that counts; what begins with a dot or a tilde is still
 * being written.
 *
 * @param root the department's own folder: nothing outside of it is read, whatever leads there
 */
export function connectFiles({ folder }: Spec, root: string, readCsv: ReadCsv): Connection {
  const newest = () => newestFile(root, folder)
  const lines = (file: string, source: SourceSpec, signal?: AbortSignal) =>
    isWorkbook(file) ? sheetLines(file, sheetIn(source)) : csvLines(file, readCsv, signal)
  return {
    places: async () => {
      const file = await newest()
      if (!isWorkbook(file)) return [{ kind: 'file' }]
      return (await sheetsOf(file)).slice(0, sourceLimits.places).map((sheet) => ({ kind: 'file', sheet }))
    },
    describe: async (source) => describe(lines(await newest(), source)),
    find: async (source, { identifier, identifiers, fields, signal }) => {
      const people = new Set(identifiers)
      const found: RawRow[] = []
      const faults: Fault[] = []
      for await (const { at, values, fault } of lines(await newest(), source, signal)) {
        if (signal.aborted) throw new SourceAway('too-slow')
        if (fault !== undefined) {
          faults.push({ pointer: at, message: fault })
          if (faults.length === mostFaults) break
          continue
        }
        requireColumns(values, fields)
        if (people.has(String(values[identifier] ?? '').trim())) found.push({ at, values })
        if (found.length > sourceLimits.rows) break
      }
      if (faults.length > 0) throw new SourceAway('wrong-rows', { faults })
      return found
    },
    close: async () => undefined,
  }
}

const sheetIn = (source: SourceSpec) => (source.kind === 'file' ? source.sheet : undefined)

function requireColumns(values: Readonly<Record<string, unknown>>, fields: readonly string[]): void {
  const gone = fields.filter((name) => !(name in values))
  if (gone.length > 0)
    throw new SourceAway('not-there', { faults: gone.map((name) => ({ message: `The file has no column ${name}.` })) })
}

/** @throws {SourceAway} also where a link leads out of the department's folder */
async function newestFile(root: string, folder: string): Promise<string> {
  try {
    const top = await realpath(root)
    const inside = await realpath(join(top, folder))
    requireWithin(top, inside)
    const names = (await readdir(inside)).filter(isTable)
    const files = await Promise.all(
      names.map(async (name) => {
        const file = await realpath(join(inside, name))
        const { mtimeMs } = await stat(file)
        return { name, file, mtimeMs }
      }),
    )
    const [first] = files.sort((a, b) => b.mtimeMs - a.mtimeMs || (a.name < b.name ? 1 : -1))
    if (first === undefined) throw new SourceAway('not-there', { faults: [{ message: 'There is no table in the folder.' }] })
    requireWithin(top, first.file)
    return first.file
  } catch (cause) {
    throw cause instanceof SourceAway ? cause : new SourceAway('not-there', { cause })
  }
}

function requireWithin(top: string, path: string): void {
  if (path !== top && !path.startsWith(top + sep)) throw new SourceAway('not-there')
}

async function* csvLines(file: string, readCsv: ReadCsv, signal?: AbortSignal): AsyncGenerator<Line> {
  try {
    for await (const { number, read } of readCsv(createReadStream(file, { ...(signal && { signal }) }))) {
      const at = `line ${number}`
      yield read.ok ? { at, values: read.record } : { at, values: {}, fault: read.detail }
    }
  } catch (cause) {
    if (signal?.aborted) throw new SourceAway('too-slow', { cause })
    throw new SourceAway('unreadable', { cause, faults: [{ message: (cause as Error).message }] })
  }
}

const sampled = 500

/** The kinds that all of the first rows are of. */
async function describe(lines: AsyncIterable<Line>): Promise<readonly SourceColumn[]> {
  const seen = new Map<string, unknown[]>()
  let count = 0
  for await (const { values, fault } of lines) {
    if (fault !== undefined) continue
    for (const [name, value] of Object.entries(values)) seen.set(name, [...(seen.get(name) ?? []), value])
    count += 1
    if (count === sampled) break
  }
  return [...seen].map(([name, values]) => ({ name, kind: kindOfAll(values) }))
}

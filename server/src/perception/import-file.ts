import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { SingleBar } from 'cli-progress'
import type { Import, Progress } from './imports.ts'
import { askNode, type NodeAddress, type Out, streamToNode } from './node-client.ts'

/** One line of what the node says while it imports. */
type Told = Progress & Pick<Import, 'state' | 'detail'>

/**
 * Sends a table and its mapping to a node and shows how far it is: a bar on a terminal, lines elsewhere, a summary at the end.
 *
 * @throws {Error} in plain words when the mapping is wrong or the table cannot be read to its end
 */
export async function importFile(node: NodeAddress, file: string, mappingFile: string, out: Out): Promise<Progress> {
  const mapping = await readMappingFile(mappingFile)
  await askNode(node, 'PUT', `/perception/v1/mappings/${encodeURIComponent(mapping.name)}`, mapping)
  const { size } = await stat(file)
  const query = new URLSearchParams({ mapping: mapping.name, file: basename(file) })
  const answer = await streamToNode(node, `/perception/v1/imports?${query}`, createReadStream(file))
  const show = out.isTTY ? showBar(size) : showLines(size, out)
  let last: Told | undefined
  try {
    for await (const line of createInterface({ input: answer })) {
      last = JSON.parse(line) as Told
      if (last.bytes !== undefined) show.update(last)
    }
  } catch (cause) {
    throw new Error(`${lost} Import the file again: the rest is added.`, { cause })
  } finally {
    show.end()
  }
  if (last?.state === 'done') {
    out.write(`${summaryOf(last)}\n`)
    return last
  }
  if (last?.rows !== undefined) out.write(`${summaryOf(last)}\n`)
  throw new Error(`The import of ${file} ended early: ${last?.detail ?? lost}`)
}

const lost = 'The connection to the node was lost.'

async function readMappingFile(path: string): Promise<{ name: string }> {
  const text = await readFile(path, 'utf8')
  try {
    const mapping: unknown = JSON.parse(text)
    if (typeof (mapping as { name?: unknown } | null)?.name === 'string') return mapping as { name: string }
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`, { cause: error })
  }
  throw new Error(`${path} is not a mapping: it has no name`)
}

type Show = { update(progress: Progress): void; end(): void }

function showBar(size: number): Show {
  const bar = new SingleBar({ format: '{bar} {percentage} %  {rows} rows  {duration} s', hideCursor: true })
  bar.start(size, 0, { rows: 0 })
  return { update: ({ bytes, rows }) => bar.update(bytes, { rows: rows.toLocaleString('en') }), end: () => bar.stop() }
}

const betweenLines = 2_000

function showLines(size: number, out: Out): Show {
  let shown = performance.now()
  return {
    update: ({ bytes, rows }) => {
      if (performance.now() - shown < betweenLines) return
      shown = performance.now()
      out.write(`${Math.floor((100 * bytes) / Math.max(size, 1))} %, ${rows.toLocaleString('en')} rows\n`)
    },
    end: () => undefined,
  }
}

function summaryOf({ rows, kept, late, duplicates, flagged, quarantined }: Progress): string {
  const line = (name: string, count: number, note = '') =>
    `${name.padEnd(14)}${count.toLocaleString('en').padStart(11)}${count > 0 ? note : ''}`
  return [
    line('rows', rows),
    line('  kept', kept),
    line('  late', late, '  older than what is known: in the history only'),
    line('  duplicates', duplicates),
    line('  quarantined', quarantined, '  the page for integrators, and /perception/v1/quarantine, say why'),
    line('flagged', flagged, '  of those kept or late: doubtful, kept as measured'),
  ].join('\n')
}

import { openAsBlob } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { SingleBar } from 'cli-progress'
import type { Fault, Problem } from '#kernel'
import { type ImportSummary, type Progress, readPack } from './import-pack.ts'
import { packFiles } from './parse-pack.ts'
import { lineOf, sayWarnings, withFaults } from './say-faults.ts'

/** Where a node answers, and the operator key that it asks for. */
export type NodeAddress = { readonly url: string; readonly key: string }

type Line = { readonly progress?: Progress; readonly summary?: ImportSummary; readonly problem?: Problem }

/**
 * Sends a region pack to a node, showing how far it is and what came of it. The pack is checked here first, so that its faults
 * are told before anything is sent.
 *
 * @throws with every fault of the pack, or why the node refused it
 */
export async function importPackFolder(
  node: NodeAddress,
  folder: string,
  out: NodeJS.WritableStream,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<ImportSummary> {
  await readPack(folder).catch((error: unknown) => {
    throw withFaults(error)
  })
  const response = await fetch(new URL(`/region/v1/packs?replace=${replace}`, node.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${node.key}` },
    body: await formOf(folder),
  })
  if (!response.ok || response.body === null) throw await refusalOf(response)
  const summary = await showProgress(response.body, out)
  sayWarnings(summary.warnings, out)
  out.write(`${describe(summary)}\n`)
  return summary
}

async function formOf(folder: string): Promise<FormData> {
  const form = new FormData()
  const present = new Set(await readdir(folder))
  for (const file of packFiles) if (present.has(file)) form.append('file', await openAsBlob(join(folder, file)), file)
  return form
}

async function showProgress(body: ReadableStream, out: NodeJS.WritableStream): Promise<ImportSummary> {
  const bar = new SingleBar({ format: '{bar} {percentage} % | {value} of {total} places', hideCursor: true, stream: out })
  bar.start(1, 0)
  try {
    for await (const text of createInterface({ input: Readable.fromWeb(body) })) {
      const { progress, summary, problem } = JSON.parse(text) as Line
      if (progress !== undefined) bar.setTotal(progress.total)
      if (progress !== undefined) bar.update(progress.done)
      if (problem !== undefined) throw new Error(problem.detail ?? problem.title)
      if (summary !== undefined) return summary
    }
  } finally {
    bar.stop()
  }
  throw new Error('The node stopped answering before the import was done. Import the pack again: it goes on where it was.')
}

async function refusalOf(response: Response): Promise<Error> {
  const text = await response.text()
  if (!response.headers.get('content-type')?.includes('json')) return new Error(`The node answered ${response.status}: ${text}`)
  const { title, detail, faults = [] } = JSON.parse(text) as { title: string; detail?: string; faults?: readonly Fault[] }
  return new Error([detail ?? title, ...faults.map(lineOf)].join('\n'))
}

function describe({ region, areas, settlements, facilities, ...tally }: ImportSummary): string {
  const { created, updated, unchanged, removed } = tally
  return `Region ${region}: ${areas} areas, ${settlements} settlements, ${facilities} facilities (${created} new, ${updated} changed, ${unchanged} as before, ${removed} removed).`
}

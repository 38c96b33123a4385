import { readFile } from 'node:fs/promises'

/** What a process keeps in memory, in megabytes; `largest` is its largest piece, which is the heap of an embedded database. */
export type Resident = { readonly all: number; readonly largest: number }

/** @param pid of a process on this machine, which must be Linux */
export async function residentMemory(pid: number): Promise<Resident> {
  const pieces = [...(await readFile(`/proc/${pid}/smaps`, 'utf8')).matchAll(/^Rss:\s+(\d+) kB$/gm)].map(
    (match) => Number(match[1]) / 1024,
  )
  return { all: pieces.reduce((sum, piece) => sum + piece, 0), largest: Math.max(...pieces) }
}

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

/** Milliseconds of processor time that a process has used, all its threads together. The kernel counts in hundredths of a second. */
export async function processorTime(pid: number): Promise<number> {
  const [, rest = ''] = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')
  const fields = rest.split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

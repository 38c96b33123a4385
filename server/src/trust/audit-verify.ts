import type { ExportLine, HeadLine, RecordLine } from './audit-export.ts'
import { type Fault, placeOf, type Verdict } from './audit-fault.ts'
import { type Claim, contradictions, parseClaim } from './audit-heads.ts'
import { endWalk, startWalk, type Walk, walkOn } from './audit-walk.ts'

export type VerifyOptions = {
  /** Signed notes that somebody kept, each with a name for it. */
  readonly kept: readonly { readonly name: string; readonly note: string }[]
  /** Verifier keys that are trusted; where there are none, the first key that the export names. */
  readonly keys: readonly string[]
}

type Lines = () => AsyncIterable<string>

/**
 * Whether an export is complete, unchanged, and what was signed in every checkpoint, its own and those that are given. Asks no
 * node and believes none: the hashes in the export count only as far as a signature covers them.
 *
 * @param lines of the export from the beginning, each time it is called: a second reading finds where a record belongs
 */
export async function verifyExport(lines: Lines, options: VerifyOptions): Promise<Verdict> {
  const { head, walk, faults } = await readAll(lines, options)
  if (head === undefined || walk === undefined)
    return { holds: false, origin: head?.origin ?? '', records: 0, erased: 0, checkpoints: 0, keys: [], faults }
  const homes = await findHomes(lines, walk)
  const all = [...walk.faults, ...faults].map((fault) => withHome(fault, homes))
  return {
    holds: all.length === 0,
    origin: head.origin,
    records: walk.kept.size,
    erased: walk.erased,
    checkpoints: walk.agreed,
    keys: walk.keyring.used,
    faults: all.sort((a, b) => placeOf(a) - placeOf(b)),
  }
}

type ReadAll = { readonly head: HeadLine | undefined; readonly walk: Walk | undefined; readonly faults: Fault[] }

async function readAll(lines: Lines, { kept, keys }: VerifyOptions): Promise<ReadAll> {
  const claims = kept.map(({ name, note }) => parseClaim(note, name))
  const faults: Fault[] = []
  let head: HeadLine | undefined
  let walk: Walk | undefined
  let [number, hasEnded] = [0, false]
  const begin = (head: HeadLine) => {
    const readable = claims.filter((claim): claim is Claim => 'head' in claim)
    faults.push(...claims.filter((claim): claim is Fault => 'kind' in claim), ...contradictions(readable, head))
    return startWalk(
      head,
      readable.filter((claim) => claim.head.origin === head.origin),
      keys,
    )
  }
  for await (const text of lines()) {
    number += 1
    const line = readLine(text)
    if (line === undefined) faults.push({ kind: 'unreadable', message: `Line ${number} of the export cannot be read.` })
    else if ('datong-record' in line) head ??= line
    else if (head === undefined) break
    else if ('checkpoint' in line) claims.push(parseClaim(line.checkpoint, `the checkpoint on line ${number}`))
    else {
      walk ??= begin(head)
      if ('index' in line) walkOn(walk, line)
      else hasEnded = true
    }
  }
  if (head === undefined) return { head, walk, faults: [...faults, notAnExport] }
  walk ??= begin(head)
  endWalk(walk)
  return { head, walk, faults: [...faults, ...atTheEnd(head, walk, hasEnded, claims)] }
}

const notAnExport: Fault = { kind: 'unreadable', message: 'It is not an export of the record: its first line would say so.' }

function atTheEnd({ size }: HeadLine, walk: Walk, hasEnded: boolean, claims: readonly (Claim | Fault)[]): Fault[] {
  const count = walk.kept.size
  const faults: Fault[] = []
  if (!hasEnded) faults.push({ kind: 'incomplete', message: `The export is cut off after ${count} of ${size} records.` })
  else if (count < size)
    faults.push({ kind: 'removed', index: count, message: `The records ${count} to ${size - 1} were removed.` })
  if (count > size)
    faults.push({ kind: 'inserted', index: size, message: `Records were put behind the ${size} that there were.` })
  if (!claims.some((claim) => 'head' in claim && claim.head.size === count))
    faults.push({ kind: 'incomplete', message: `No checkpoint covers all ${count} records of the export.` })
  return faults
}

function readLine(text: string): ExportLine | undefined {
  let line: Partial<HeadLine & RecordLine & { checkpoint: string; end: number }> | null
  try {
    line = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof line !== 'object' || line === null) return undefined
  const { keys, size, checkpoint, index, hash } = line
  if ('datong-record' in line) return Array.isArray(keys) && isCount(size) ? (line as HeadLine) : undefined
  if ('checkpoint' in line) return typeof checkpoint === 'string' ? { checkpoint } : undefined
  if ('index' in line) return isCount(index) && ['string', 'undefined'].includes(typeof hash) ? (line as RecordLine) : undefined
  return 'end' in line ? (line as { end: number }) : undefined
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0

/** Where in the tree records belong that stand in a wrong place, by the place where they stand. */
async function findHomes(lines: Lines, { strangers }: Walk): Promise<Map<number, number>> {
  const homes = new Map<number, number>()
  if (strangers.size === 0) return homes
  const places = new Map([...strangers].map(([place, hash]) => [hash.toString('base64'), place]))
  for await (const text of lines()) {
    const line = readLine(text)
    const place = line !== undefined && 'index' in line ? places.get(line.hash ?? '') : undefined
    if (place !== undefined) homes.set(place, (line as RecordLine).index)
  }
  return homes
}

function withHome(fault: Fault, homes: ReadonlyMap<number, number>): Fault {
  const home = fault.kind === 'changed' ? homes.get(fault.index) : undefined
  if (fault.kind !== 'changed' || home === undefined) return fault
  const { index } = fault
  return {
    kind: 'reordered',
    index,
    message: `At place ${index} stands the record of place ${home}: they were put into another order.`,
  }
}

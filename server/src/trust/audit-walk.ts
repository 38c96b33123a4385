import type { HeadLine, RecordLine } from './audit-export.ts'
import type { Fault } from './audit-fault.ts'
import { type Claim, createKeyring, type Keyring } from './audit-heads.ts'
import { type Growing, growTree } from './merkle-grow.ts'
import type { Hash } from './merkle-hash.ts'
import { type FullRecord, hashOf } from './record-sealed.ts'
import { parseFull } from './record-shape.ts'

/** How far a verification has come: two trees grow side by side, of the hashes that are kept and of the records themselves. */
export type Walk = {
  readonly kept: Growing
  readonly made: Growing
  readonly faults: Fault[]
  readonly keyring: Keyring
  /** Still to come, by size. */
  readonly claims: Claim[]
  /** Hashes of records that are not what is kept for their place, by that place. */
  readonly strangers: Map<number, Hash>
  /** What does not fit since the last checkpoint: named once that shows which of the two was changed. */
  suspects: Fault[]
  /** Size of the last checkpoint. */
  settled: number
  agreed: number
  erased: number
  /** From some record on no root can be made any more, so that checkpoints have nothing to be held against. */
  isLost: boolean
}

const mostStrangers = 10_000

/** @param keys trusted; where there are none, the first that the export names */
export function startWalk({ keys: own }: HeadLine, claims: readonly Claim[], keys: readonly string[]): Walk {
  return {
    kept: growTree(),
    made: growTree(),
    faults: [],
    keyring: createKeyring(keys.length > 0 ? keys : own.slice(0, 1).map(({ verifier }) => verifier)),
    claims: [...claims].sort((a, b) => a.head.size - b.head.size),
    strangers: new Map(),
    suspects: [],
    settled: 0,
    agreed: 0,
    erased: 0,
    isLost: false,
  }
}

/** Takes the next record of the export. */
export function walkOn(walk: Walk, { index, hash, record: value }: RecordLine): void {
  if (index < walk.kept.size) {
    walk.faults.push({ kind: 'inserted', index, message: `A record was inserted: place ${index} is taken by another.` })
    return
  }
  while (walk.kept.size < index) missing(walk, walk.kept.size)
  if (hash === undefined) {
    missing(walk, index)
    return
  }
  const kept = Buffer.from(hash, 'base64')
  const record = value === undefined ? undefined : parseFull(value)
  const made = record === undefined ? undefined : hashOf(record)
  if (record !== undefined) note(walk, record, index)
  if (value === undefined) suspect(walk, 'removed', index)
  else if (made === undefined || !made.equals(kept)) suspect(walk, 'changed', index, made)
  grow(walk, kept, made)
}

/** What is still open at the end. */
export function endWalk(walk: Walk): void {
  walk.faults.push(...walk.suspects)
  walk.suspects = []
}

function missing(walk: Walk, index: number): void {
  walk.faults.push({ kind: 'removed', index, message: `Record ${index} was removed, and its hash with it.` })
  walk.isLost = true
  grow(walk, nothing, undefined)
}

function suspect(walk: Walk, kind: 'removed' | 'changed', index: number, made?: Hash): void {
  walk.suspects.push({ kind, index, message: `Record ${index} was ${kind}.` })
  if (made !== undefined && walk.strangers.size < mostStrangers) walk.strangers.set(index, made)
}

const nothing = Buffer.alloc(32)

function grow(walk: Walk, kept: Hash, made: Hash | undefined): void {
  walk.kept.add(kept)
  walk.made.add(made ?? nothing)
  for (let next = walk.claims[0]; next?.head.size === walk.kept.size; next = walk.claims[0]) {
    walk.claims.shift()
    settle(walk, next)
  }
}

/** Holds both trees against a checkpoint: what it does not fit was changed. */
function settle(walk: Walk, claim: Claim): void {
  const wrong = walk.keyring.check(claim)
  if (wrong !== undefined) walk.faults.push(wrong)
  if (wrong !== undefined || walk.isLost) return
  const { settled: from, suspects } = walk
  const { size, root } = claim.head
  walk.suspects = []
  walk.settled = size
  if (walk.kept.root().equals(root)) walk.faults.push(...suspects)
  else if (!walk.made.root().equals(root)) {
    walk.faults.push(bothChanged(from, size, claim), ...suspects)
    walk.isLost = true
    return
  } else if (suspects.length > 0) walk.faults.push(hashesChanged(from, size, claim))
  walk.agreed += 1
}

/** A key that takes the place of another is announced in the record itself. */
function note(walk: Walk, record: FullRecord, index: number): void {
  if (hasSeal(record)) walk.erased += 1
  const { kind, action, actor, detail } = record
  if (kind !== 'policy' || action !== 'rotate-key' || actor.kind !== 'system') return
  const { verifier } = (detail?.value ?? {}) as { verifier?: unknown }
  if (typeof verifier === 'string') walk.keyring.announce(verifier, index)
}

function hasSeal({ actor, onBehalfOf, subjects, resource, reason, basis, detail }: FullRecord): boolean {
  return [actor.id, onBehalfOf, ...subjects, resource, reason, basis?.ref, detail].some(
    (held) => held !== undefined && held.value === undefined,
  )
}

const hashesChanged = (from: number, size: number, { source }: Claim): Fault => ({
  kind: 'tampered',
  from,
  to: size - 1,
  message: `Of the records ${from} to ${size - 1}, the hashes that are kept were changed; the records are as they were signed (${source}).`,
})

const bothChanged = (from: number, size: number, { source }: Claim): Fault => ({
  kind: 'tampered',
  from,
  to: size - 1,
  message: `The first record that is not as it was signed is one of ${from} to ${size - 1}: it was changed together with its hash, or put in or taken out, and ${source} fits no more.`,
})

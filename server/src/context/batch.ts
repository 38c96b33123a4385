import { type Clock, type Event, Refusal } from '#kernel'
import { apply, remove } from './apply.ts'
import { noteDeparture, noteRewriting, noteTouched, nothingRewritten, type Rewritten } from './batch-rewritten.ts'
import { type Tally, tally } from './census.ts'
import { defaultInstance, type Entity } from './entity.ts'
import { before as beforeOf } from './event-before.ts'
import { type HistoryRow, historyRow } from './history-row.ts'
import { sameJson } from './json.ts'
import { pastOf } from './observe.ts'
import { keyText, locationName, type Stored } from './store.ts'
import type { TemporalFacts } from './temporal-apply.ts'
import type { Applied, Write, Written } from './write.ts'

/** The rows that one batch of writes comes to; the members of each row are named like the columns. */
export type Batch = {
  readonly entities: unknown[]
  readonly gone: { tenant: string; id: string; version: number }[]
  readonly typed: TypeRow[]
  readonly untyped: TypeRow[]
  readonly census: Tally
  readonly history: HistoryRow[]
  readonly events: Event[]
  readonly rewritten: Rewritten
  /** The events tell what was there before a change. */
  readonly keepsBefore: boolean
}

type TypeRow = { tenant: string; type: string; id: string }

type Facts = {
  readonly current: ReadonlyMap<string, Stored>
  /** What the history holds of the readings in question: keys by entity. */
  readonly past: ReadonlyMap<string, ReadonlySet<string>>
  /** What a write to the history has to know of it; such a write is alone in its batch. */
  readonly temporal?: TemporalFacts
  readonly clock: Clock
  /** Whether somebody wants to see, in events, what was there before a change. */
  readonly keepsBefore: boolean
  /** Tells of an error that is ours, not the caller's. */
  readonly onBug: (error: unknown) => Refusal
}

export type Decided = {
  readonly results: readonly Written[]
  readonly batch: Batch
  /** Every entity that changed, as it will be stored, or undefined where it will be gone, by `keyText`. */
  readonly after: ReadonlyMap<string, Stored | undefined>
}

/**
 * Decides a batch in the order of arrival, each write upon what the ones before it left, so that several may meet in one
 * entity. A refused write leaves its neighbours alone.
 */
export function decide(writes: readonly Write[], facts: Facts): Decided {
  const next = new Map<string, Entity | undefined>(facts.current)
  const touched = new Set<string>()
  const now = facts.clock()
  const pasts = new Map<string, ReturnType<typeof pastOf>>()
  const batch: Batch = { ...emptyBatch(), keepsBefore: facts.keepsBefore }
  const results = writes.map((write): Written => {
    const key = keyText({ tenant: write.tenant, id: write.entity.id })
    const known = next.get(key)
    const before = known && isExpired(known, now) ? undefined : known
    try {
      const past = pasts.get(key) ?? pastOf(facts.past.get(key))
      if (known !== before) {
        note(batch, { ...write, mode: 'delete' }, known, remove(known as Entity, now))
        touched.add(key)
        next.set(key, undefined)
      }
      const applied = apply(before, write, laterOf(now, before?.modifiedAt), past, facts.temporal)
      past.add(applied.history)
      pasts.set(key, past)
      note(batch, write, before, applied)
      if (applied.next !== before) touched.add(key)
      next.set(key, applied.next)
      return { ok: true, outcome: applied.outcome, ...(applied.notUpdated && { notUpdated: applied.notUpdated }) }
    } catch (error) {
      return { ok: false, refusal: error instanceof Refusal ? error : facts.onBug(error) }
    }
  })
  noteTouched(batch.rewritten, batch.history, now)
  const after = new Map<string, Stored | undefined>()
  for (const key of touched)
    after.set(key, settle(batch, key.slice(0, key.indexOf(' ')), facts.current.get(key), next.get(key), now))
  return { results, batch, after }
}

const isExpired = ({ expiresAt }: Entity, now: Date) => expiresAt != null && expiresAt <= now

/** For one entity time never goes back, though the clocks of two servers differ. */
const laterOf = (now: Date, before: Date | undefined) => (before !== undefined && before > now ? before : now)

export const emptyBatch = (): Batch => ({
  entities: [],
  gone: [],
  typed: [],
  untyped: [],
  census: new Map(),
  history: [],
  events: [],
  rewritten: nothingRewritten(),
  keepsBefore: false,
})

function note(batch: Batch, { tenant, mode, entity: { id } }: Write, before: Entity | undefined, applied: Applied): void {
  for (const { attribute, instance } of applied.history) {
    const row = historyRow(tenant, id, attribute, instance)
    batch.history.push(row)
    if (instance.deletedAt !== undefined) batch.rewritten.lost.push({ tenant, id, attribute: row.attribute })
  }
  if (applied.rewritten !== undefined) noteRewriting(batch.rewritten, { tenant, id }, applied.rewritten)
  if (mode === 'temporal-upsert' && before === undefined) batch.rewritten.born.push({ tenant, id })
  if (applied.next === before) return
  const { types, scopes, attributes, createdAt, modifiedAt, expiresAt } = applied.next ?? (before as Entity)
  const { changed } = applied
  const kind = before === undefined ? 'entity-created' : applied.next === undefined ? 'entity-deleted' : 'entity-updated'
  batch.events.push({
    tenant,
    kind,
    subject: id,
    body: {
      types,
      scopes,
      changed,
      attributes,
      createdAt,
      modifiedAt,
      ...(expiresAt && { expiresAt }),
      ...beforeOf(before, applied, batch.keepsBefore),
    },
  })
}

/**
 * The first version of an entity. One that was deleted and made again must not come to a version it had before: another process
 * may remember it by that. Two that are made at once are no successors of each other.
 */
const firstVersion = (now: Date) => now.getTime() * 1024

/** Notes the rows of one entity, and tells what will be stored of it. */
function settle(
  batch: Batch,
  tenant: string,
  before: Stored | undefined,
  after: Entity | undefined,
  now: Date,
): Stored | undefined {
  const id = (after ?? before)?.id
  if (id === undefined) return undefined
  if (before !== undefined && after === undefined) {
    batch.gone.push({ tenant, id, version: before.version })
    noteDeparture(batch.rewritten, tenant, before, now)
  }
  if (before === undefined && after !== undefined) batch.rewritten.returned.push({ tenant, id })
  for (const type of after?.types ?? []) if (!before?.types.includes(type)) batch.typed.push({ tenant, type, id })
  for (const type of before?.types ?? []) if (!after?.types.includes(type)) batch.untyped.push({ tenant, type, id })
  tally(batch.census, tenant, before, after)
  if (after === undefined) return undefined
  const stored: Stored = { ...(after as Stored), version: before === undefined ? firstVersion(now) : before.version + 1 }
  batch.entities.push({
    tenant,
    id,
    types: stored.types,
    scopes: stored.scopes,
    document: stored.attributes,
    location: movedTo(before, after),
    created_at: stored.createdAt,
    modified_at: stored.modifiedAt,
    expires_at: stored.expiresAt ?? null,
    version: stored.version,
  })
  return stored
}

/** The geometry where it is new or different; the statement keeps the old one where this is null. */
function movedTo(before: Entity | undefined, after: Entity): unknown {
  const place = locationOf(after)
  return place === undefined || sameJson(place, before && locationOf(before)) ? null : place
}

const locationOf = ({ attributes }: Entity) => defaultInstance(attributes[locationName])?.value

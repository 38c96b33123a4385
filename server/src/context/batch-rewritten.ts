import { type HistoryRow, numberOf } from './history-row.ts'
import { shorten } from './names.ts'
import type { Key, Stored } from './store.ts'
import type { Rewriting } from './write.ts'

/** What becomes of the history beside the rows that are added to it. Attributes are named as there. */
export type Rewritten = {
  /** Rows that go: of an entity, of an attribute of it, of a dataset of that, at a time, up to a number. */
  readonly forgotten: {
    tenant: string
    id: string
    attribute: string | null
    dataset: string | null
    every: boolean
    at: string | null
    upto: number | null
  }[]
  readonly changed: (Omit<HistoryRow, 'recorded'> & { id: number })[]
  /** Entities that are there again, or whose whole past is gone. */
  readonly returned: Key[]
  readonly erased: Key[]
  readonly born: Key[]
  readonly departed: (Key & {
    types: readonly string[]
    scopes: readonly string[]
    created_at: Date
    modified_at: Date
    deleted_at: Date
  })[]
  readonly lost: (Key & { attribute: string })[]
  /** Days before today of series to which something was added: what was made of them is not true any more. */
  readonly touched: (Key & { attribute: string; day: string })[]
}

export const nothingRewritten = (): Rewritten => ({
  forgotten: [],
  changed: [],
  returned: [],
  erased: [],
  born: [],
  departed: [],
  lost: [],
  touched: [],
})

/** Notes the days of the past that rows are added to, each once for a series. */
export function noteTouched({ touched }: Rewritten, rows: readonly HistoryRow[], now: Date): void {
  const today = now.toISOString().slice(0, 10)
  let known: Set<string> | undefined
  for (const { tenant, entity_id: id, attribute, at } of rows) {
    const day = at.slice(0, 10)
    if (day >= today) continue
    known ??= new Set()
    const key = `${tenant} ${id} ${attribute} ${day}`
    if (!known.has(key)) touched.push({ tenant, id, attribute, day: dayOf(at) })
    known.add(key)
  }
}

/** Notes what a write makes of rows that are in the history. */
export function noteRewriting({ forgotten, changed, erased, touched }: Rewritten, key: Key, rewriting: Rewriting): void {
  const all = { ...key, attribute: null, dataset: null, every: true, at: null, upto: null }
  if ('forget' in rewriting && rewriting.forget === 'entity') {
    forgotten.push(all)
    erased.push(key)
    return
  }
  const attribute = shorten(rewriting.attribute)
  const series = { ...all, attribute, dataset: rewriting.datasetId ?? null, every: false }
  if (!('forget' in rewriting)) {
    // What the row had corrected must not come up in its place.
    forgotten.push({ ...series, at: rewriting.at, upto: rewriting.row - 1 })
    const { instance, row, at } = rewriting
    const moved = instance.observedAt ?? at
    touched.push({ ...key, attribute, day: dayOf(at) }, { ...key, attribute, day: dayOf(moved) })
    changed.push({
      tenant: key.tenant,
      entity_id: key.id,
      id: row,
      attribute,
      at: moved,
      number: numberOf(instance),
      instance,
    })
  } else if (rewriting.forget === 'row') forgotten.push({ ...series, at: rewriting.at, upto: rewriting.row })
  else forgotten.push({ ...series, every: rewriting.everyInstance })
}

const dayOf = (at: string) => `${at.slice(0, 10)}T00:00:00Z`

/** Notes that an entity is gone, and what it was, unless its past goes too. */
export function noteDeparture({ departed, erased }: Rewritten, tenant: string, before: Stored, deletedAt: Date): void {
  const { id, types, scopes, createdAt, modifiedAt } = before
  if (erased.some((key) => key.tenant === tenant && key.id === id)) return
  departed.push({ tenant, id, types, scopes, created_at: createdAt, modified_at: modifiedAt, deleted_at: deletedAt })
}

import { Counter, type Db, Histogram, nudgeFollowers, type Pool } from '#kernel'
import { type Batch, type Decided, decide } from './batch.ts'
import { NgsiLdError } from './errors.ts'
import { needsPast } from './observe.ts'
import { recentEntities } from './recent.ts'
import { findPast, keepMonths, type PastAsk, saveBatch } from './save.ts'
import { findStored, holdStored, type Key, keyText, type Stored } from './store.ts'
import { needsFacts } from './temporal-apply.ts'
import { findTemporalFacts } from './temporal-facts.ts'
import type { Write, Written } from './write.ts'
import type { WriterOptions } from './writer.ts'

const maxTries = 20
/** Entities kept in memory: those that are written most. */
const mostRecent = 5000
/** Another process changed an entity, or the two wait for each other: reading again and deciding again will do. */
const isRace = (code: string | undefined) => code === '40001' || code === '40P01'
/** The month of a row has no partition any more. */
const isMonthMissing = (code: string | undefined) => code === '23514'
/** PostgreSQL refuses the data itself: some write of the batch is to blame. */
const isBadData = (code: string | undefined) => code !== undefined && /^(22|23|54)/.test(code)

/** A function that reads, decides and writes one batch, again when others were quicker, and without a write that poisons it. */
export function committer(pool: Pool, options: WriterOptions): (writes: readonly Write[]) => Promise<readonly Written[]> {
  const { clock, logger } = options
  const measure = measures(options)
  const months = new Set<string>()
  const recent = recentEntities(mostRecent)
  let keepsBefore = false
  const onBug = (error: unknown) => {
    logger.error({ err: error }, 'a write could not be decided')
    return new NgsiLdError('InternalError', 'The write could not be handled.')
  }

  const decideOn = async (db: Db, writes: readonly Write[], current: ReadonlyMap<string, Stored>): Promise<Decided> => {
    const past = await findPast(db, pastAsks(writes, current))
    const [first] = writes
    const temporal = first && needsFacts(first.mode) ? { temporal: await findTemporalFacts(db, first) } : {}
    return decide(writes, { current, past, clock, keepsBefore, onBug, ...temporal })
  }

  /** What was remembered serves only where the versions of what is written will prove it; else it is read again. */
  const decideAll = async (writes: readonly Write[]): Promise<Decided> => {
    const keys = keysOf(writes)
    const { known, unknown } = recent.recall(keys)
    const read = unknown.length === 0 ? [] : await findStored(pool, unknown)
    const decided = await decideOn(pool, writes, new Map([...known, ...read]))
    if ([...known.keys()].every((key) => decided.after.has(key))) return decided
    return decideOn(pool, writes, await findStored(pool, keys))
  }

  const save = async (db: Db, decided: Decided): Promise<Decided> => {
    await keepNewMonths(db, months, decided.batch, clock())
    keepsBefore = await saveBatch(db, decided.batch)
    return decided
  }

  /** Once others were quicker, the entities are held from reading to writing: so that whoever comes second is not last for ever. */
  const attempt = async (writes: readonly Write[], isHolding: boolean): Promise<readonly Written[]> => {
    const { results, batch, after } = isHolding
      ? await pool.transaction(async (tx) => save(tx, await decideOn(tx, writes, await holdStored(tx, keysOf(writes)))))
      : await save(pool, await decideAll(writes))
    for (const [key, stored] of after) stored === undefined ? recent.forget(key) : recent.remember(key, stored)
    if (batch.events.length > 0) nudgeFollowers()
    return results
  }

  const commit = async (writes: readonly Write[], tries = 1): Promise<readonly Written[]> => {
    if (writes.length > 1 && writes.some(({ mode }) => needsFacts(mode))) return halves(writes)
    try {
      return await attempt(writes, tries > 1)
    } catch (error) {
      for (const key of keysOf(writes)) recent.forget(keyText(key))
      const code = (error as { code?: string }).code
      if (isMonthMissing(code)) months.clear()
      if (isRace(code)) keepsBefore = true
      if ((isRace(code) || isMonthMissing(code)) && tries < maxTries) return commit(writes, tries + 1)
      if (!isBadData(code)) throw error
      return writes.length === 1 ? [refusePoison(error as Error)] : halves(writes)
    }
  }

  const halves = async (writes: readonly Write[]): Promise<readonly Written[]> => {
    const middle = Math.ceil(writes.length / 2)
    return [...(await commit(writes.slice(0, middle))), ...(await commit(writes.slice(middle)))]
  }

  const refusePoison = (error: Error): Written => {
    logger.warn({ err: error }, 'the database refused a write')
    return { ok: false, refusal: new NgsiLdError('BadRequestData', `The entity cannot be stored: ${error.message}.`) }
  }

  return (writes) => measure(writes, () => commit(writes))
}

function keysOf(writes: readonly Write[]): Key[] {
  const keys = new Map<string, Key>()
  for (const { tenant, entity } of writes) keys.set(keyText({ tenant, id: entity.id }), { tenant, id: entity.id })
  return [...keys.values()]
}

/** What must be known of the history: readings that are not newer than what is there or than another of the same batch. */
function pastAsks(writes: readonly Write[], current: ReadonlyMap<string, Stored>): PastAsk[] {
  const asks: PastAsk[] = []
  for (const { tenant, mode, entity } of writes) {
    if (mode !== 'observe' && mode !== 'temporal-upsert' && mode !== 'temporal-append') continue
    const known = current.get(keyText({ tenant, id: entity.id }))
    for (const [attribute, instances] of Object.entries(entity.attributes)) {
      for (const instance of instances) {
        const old = known?.attributes[attribute]?.find((one) => one.datasetId === instance.datasetId)
        if (needsPast(old, instance)) asks.push({ tenant, id: entity.id, attribute, at: instance.observedAt as string })
      }
    }
  }
  return asks
}

/** The months that rows fall into, and always this one and the next, made before anybody needs them. */
async function keepNewMonths(db: Db, known: Set<string>, batch: Batch, now: Date): Promise<void> {
  const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1))
  const needed = new Set([now.toISOString().slice(0, 7), next.toISOString().slice(0, 7)])
  for (const { at } of [...batch.history, ...batch.rewritten.changed]) needed.add(at.slice(0, 7))
  const missing = [...needed].filter((month) => !known.has(month))
  await keepMonths(db, missing.sort())
  for (const month of missing) known.add(month)
}

function measures({ metrics }: WriterOptions) {
  if (metrics === undefined) return (_: readonly Write[], work: () => Promise<readonly Written[]>) => work()
  const seconds = new Histogram({
    name: 'datong_context_commit_seconds',
    help: 'Time to decide and store one batch of writes.',
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [metrics],
  })
  const written = new Counter({
    name: 'datong_context_writes_total',
    help: 'Writes by outcome.',
    labelNames: ['outcome'],
    registers: [metrics],
  })
  return async (_: readonly Write[], work: () => Promise<readonly Written[]>) => {
    const stop = seconds.startTimer()
    const results = await work()
    stop()
    const outcomes = new Map<string, number>()
    for (const result of results) {
      const outcome = result.ok ? result.outcome : 'refused'
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
    for (const [outcome, count] of outcomes) written.inc({ outcome }, count)
    return results
  }
}

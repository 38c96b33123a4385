import type { Db } from '#kernel'
import type { Instance } from './entity.ts'
import { datasetSql, isDeletionSql, readRow } from './history-row.ts'
import { writeInstant } from './instant.ts'
import { shorten } from './names.ts'
import type { PastRow, TemporalFacts } from './temporal-apply.ts'
import type { Write } from './write.ts'

type Row = { id: number; at: Date; recorded: Date; number: number | null; instance: Instance | null }

const seriesSql = 'h.tenant = $1 and h.entity_id = $2 and h.attribute = $3'

/** What the history says about the target of a write to it. */
export async function findTemporalFacts(db: Db, { tenant, entity, everyInstance = false, row }: Write): Promise<TemporalFacts> {
  const [[attribute, instances] = ['', []]] = Object.entries(entity.attributes)
  const series = [tenant, entity.id, shorten(attribute)]
  const [known] = await db.prepared<Omit<TemporalFacts, 'row' | 'newestOther'>>(
    `select exists (select from context.born_of_history where tenant = $1 and id = $2) as "isBornOfHistory",
       exists (select from context.departed where tenant = $1 and id = $2) as "hasDeparted",
       exists (select from context.history h where ${seriesSql} and ($4 or ${datasetSql} is not distinct from $5)
         and not ${isDeletionSql}) as "hasAttribute"`,
    [...series, everyInstance, instances[0]?.datasetId ?? null],
  )
  if (known === undefined) throw new Error('facts of the history were not answered')
  if (row === undefined) return known
  const found = await findRow(db, series, row)
  if (found === undefined) return known
  const newestOther = await findNewestOther(db, series, found)
  return { ...known, row: found, ...(newestOther && { newestOther }) }
}

async function findRow(db: Db, series: readonly string[], row: number): Promise<PastRow | undefined> {
  const [found] = await db.prepared<Row>(
    `select id, at, recorded, number, instance from context.history h where ${seriesSql} and h.id = $4 and not ${isDeletionSql}`,
    [...series, row],
  )
  return found && { row, at: found.at.toISOString(), instance: withTimes(found) }
}

async function findNewestOther(db: Db, series: readonly string[], { at, instance }: PastRow): Promise<Instance | undefined> {
  const [found] = await db.prepared<Row>(
    `select id, at, recorded, number, instance from context.history h
     where ${seriesSql} and h.at <> $4 and ${datasetSql} is not distinct from $5 and not ${isDeletionSql}
     order by at desc, id desc limit 1`,
    [...series, at, instance.datasetId ?? null],
  )
  return found && withTimes(found)
}

const withTimes = (row: Row): Instance => ({ ...readRow(row), createdAt: writeInstant(row.recorded) })

import { randomInt } from 'node:crypto'
import type { UseReport, UseService } from '#contract'
import { type Clock, NotFound, type Pool } from '#kernel'
import { writeUseCsv } from './use-csv.ts'
import { figuresOf } from './use-figures.ts'
import { gatherMonths, lastMonth, readBatches, usedServices } from './use-store.ts'
import { warnOfGrowth } from './use-trend.ts'

/** Months that a report looks back on. */
const months = 12

const byChance = () => randomInt(2 ** 32) / 2 ** 32

/**
 * The gap as it shows in use, from what services told through `analytics.tell_use`. The months that are over are gathered when
 * somebody asks.
 *
 * @throws NotFound, from every function, for an area that the region does not have or a service that nobody used
 */
export function createUseService(pool: Pool, clock: Clock): UseService {
  const report: UseService['report'] = async ({ area, service } = {}) => {
    await gatherMonths(pool, clock(), byChance)
    const path = area === undefined ? '' : await pathOf(pool, area)
    if (service !== undefined) await requireUsed(pool, service)
    const batches = await readBatches(pool, { months, path, ...(service !== undefined && { service }) })
    const until = await lastMonth(pool)
    const from = until === undefined ? undefined : monthsBefore(until, months - 1)
    const figures = [...Map.groupBy(batches, (batch) => batch.service)].map(([name, members]) => figuresOf(name, members))
    const warnings = warnOfGrowth(figures.flatMap(({ trends }) => trends))
    return {
      ...(area !== undefined && { area }),
      at: clock(),
      ...(until !== undefined && from !== undefined && { from, until }),
      services: figures.map(({ told, trends }, i) => ({
        ...told,
        warnings: trends.flatMap((_, k) => warnings[i * trends.length + k] ?? []),
      })),
    } satisfies UseReport
  }
  return { report, csv: async (ask) => writeUseCsv(await report(ask)) }
}

async function pathOf(pool: Pool, area: string): Promise<string> {
  const [row] = await pool.query<{ path: string }>('select path from analytics.area where code = $1', [area])
  if (row === undefined) throw new NotFound(`There is no area ${area} in this region.`)
  return row.path
}

async function requireUsed(pool: Pool, service: string): Promise<void> {
  const used = await usedServices(pool)
  if (used.includes(service)) return
  const known = used.length === 0 ? 'No service has told of any use yet.' : `There is: ${used.join(', ')}.`
  throw new NotFound(`Nothing is known of the use of ${service}. ${known}`)
}

function monthsBefore(month: string, count: number): string {
  const date = new Date(`${month}-01T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() - count)
  return date.toISOString().slice(0, 7)
}

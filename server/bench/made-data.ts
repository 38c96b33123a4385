import { setTimeout as sleep } from 'node:timers/promises'
import { name, rollHistory } from '#context'
import { connect, migrate, type Pool } from '#kernel'
import { allSchemas } from '../src/schemas.ts'
import { createNamed } from '../tools/database.ts'

/** How much there is before anything is measured. */
export type Size = { readonly entities: number; readonly history: number }

export const madeTypes = 5
/** The first entities have a value of `pm25` for every hour of this year; how many of them, the size of the history says. */
const year = 2025
const hoursOfYear = 8760
/** Entities lie on a grid of cells of one thousandth of a degree from here, a thousand to a row. */
export const origin = [106, 26] as const

export const madeId = (index: number) => `urn:ngsi-ld:Bench:${String(index).padStart(7, '0')}`
export const seriesOf = ({ entities, history }: Size) => Math.max(1, Math.min(entities, Math.round(history / hoursOfYear)))

/**
 * A database on a PostgreSQL server that holds just so much, made at the first run and kept for the next ones under a name that
 * says what is in it.
 */
export async function keptDatabase(server: string, size: Size): Promise<string> {
  const url = await createNamed(server, `datong_bench_${size.entities}_${size.history}`)
  const pool = connect({ url }, fail)
  await makeData(pool, size).finally(pool.close)
  return url
}

const fail = (error: Error) => {
  throw error
}

/** Makes the entities and their history, in steps which each tell how far they are; what an earlier run made is left as it is. */
export async function makeData(pool: Pool, size: Size): Promise<void> {
  await migrate(pool, allSchemas)
  await pool.query('create table if not exists public.bench_step (name text primary key)')
  const step = async (what: string, work: () => Promise<unknown>) => {
    const done = await pool.query('select 1 from public.bench_step where name = $1', [what])
    if (done.length > 0) return
    const started = performance.now()
    await work()
    await pool.query('insert into public.bench_step values ($1) on conflict do nothing', [what])
    process.stderr.write(`made ${what} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`)
  }
  for (let from = 0; from < size.entities; from += 100_000)
    await step(`entities from ${from}`, () => makeEntities(pool, from, Math.min(from + 100_000, size.entities)))
  const series = seriesOf(size)
  const hours = Math.min(hoursOfYear, Math.ceil(size.history / series))
  for (let month = 0; month < 12; month++)
    await step(`history of month ${month + 1}`, () => makeMonth(pool, month, series, hours))
  await step('hours of the history', () => rollHistory(pool, new Date()))
  await step('statistics', async () => {
    await pool.query('vacuum analyze context.entity')
    await pool.query('vacuum analyze context.entity_type')
    await pool.query('vacuum analyze context.history')
    await pool.query('vacuum analyze context.history_hour')
    await sleep(1000)
  })
}

async function makeEntities(pool: Pool, from: number, to: number): Promise<void> {
  const instance = (members: string) =>
    `jsonb_build_array(jsonb_build_object('type', 'Property', ${members},
       'createdAt', '2025-01-01T00:00:00.000Z', 'modifiedAt', '2025-12-31T23:00:00.000Z'))`
  const observed = `'observedAt', '2025-12-31T23:00:00Z'`
  await pool.transaction(async (tx) => {
    await tx.query(
      `insert into context.entity (tenant, id, types, scopes, document, geometry, created_at, modified_at)
       select '', 'urn:ngsi-ld:Bench:' || lpad(i::text, 7, '0'), array['${name('Bench')}' || i % ${madeTypes}], '{}',
         jsonb_build_object(
           '${name('name')}', ${instance(`'value', 'Bench entity ' || i`)},
           '${name('pm25')}', ${instance(`'value', i % 997, ${observed}, 'unitCode', 'GQ'`)},
           '${name('temperature')}', ${instance(`'value', (i % 300) / 10.0, ${observed}, 'unitCode', 'CEL'`)},
           '${name('location')}', jsonb_build_array(jsonb_build_object('type', 'GeoProperty',
             'value', jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(x, y)),
             'createdAt', '2025-01-01T00:00:00.000Z', 'modifiedAt', '2025-01-01T00:00:00.000Z'))),
         st_setsrid(st_makepoint(x, y), 4326), '2025-01-01Z', '2025-12-31T23:00:00Z'
       from (select i, ${origin[0]} + (i % 1000) / 1000.0 as x, ${origin[1]} + (i / 1000) / 1000.0 as y
             from generate_series($1::int, $2::int) i) made
       on conflict do nothing`,
      [from, to - 1],
    )
    await tx.query(
      `insert into context.entity_type (tenant, type, id)
       select '', '${name('Bench')}' || i % ${madeTypes}, 'urn:ngsi-ld:Bench:' || lpad(i::text, 7, '0')
       from generate_series($1::int, $2::int) i on conflict do nothing`,
      [from, to - 1],
    )
    await tx.query(
      `insert into context.census_change (tenant, type, attribute, kind, count)
       select '', any_or_one, a, case a when '' then '' when '${name('location')}' then 'GeoProperty' else 'Property' end, count(*)
       from generate_series($1::int, $2::int) i cross join lateral (values (''), ('${name('Bench')}' || i % ${madeTypes})) t(any_or_one)
         cross join unnest($3::text[]) a group by 2, 3`,
      [from, to - 1, ['', ...['name', 'pm25', 'temperature', 'location'].map(name)]],
    )
  })
}

/** A month of history in the order in which readings arrive: every series has its value of an hour before the next hour begins. */
async function makeMonth(pool: Pool, month: number, series: number, hours: number): Promise<void> {
  const startOfYear = Date.UTC(year, 0, 1)
  const hourOf = (date: number) => Math.min(hours, (date - startOfYear) / 3_600_000)
  const [first, end] = [hourOf(Date.UTC(year, month, 1)), hourOf(Date.UTC(year, month + 1, 1))]
  if (first >= end) return
  await pool.query('select context.keep_month($1)', [new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10)])
  const hoursAtOnce = Math.max(1, Math.floor(500_000 / series))
  await pool.transaction(async (tx) => {
    for (let from = first; from < end; from += hoursAtOnce)
      await tx.query(
        `insert into context.history (tenant, entity_id, attribute, at, recorded, number, instance)
         select '', 'urn:ngsi-ld:Bench:' || lpad(i::text, 7, '0'), 'pm25', at, at, value, jsonb_build_object('type', 'Property',
           'value', value, 'observedAt', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'unitCode', 'GQ')
         from (select i, '${year}-01-01Z'::timestamptz + hour * interval '1 hour' as at, (i * 7 + hour * 13) % 200 as value
               from generate_series($1::int, $2::int) hour, generate_series(0, $3::int) i order by hour, i) made`,
        [from, Math.min(from + hoursAtOnce, end) - 1, series - 1],
      )
  })
}

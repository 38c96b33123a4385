import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAnalytics } from '#kernel'
import { testPool } from '#testing'

const pool = await testPool()

/** What PostGIS itself lets everybody read: systems of coordinates, and which columns are shapes. */
const ofPostgis = new Set(['public.spatial_ref_sys', 'public.geometry_columns', 'public.geography_columns'])

const tables = await pool.query<{ schema: string; name: string }>(
  `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_t%'`,
)

test('whoever measures can read no table but the views of analytics', async () => {
  const within: string[] = []
  for (const { schema, name } of tables) {
    const full = `${schema}.${name}`
    if (schema === 'analytics' || ofPostgis.has(full)) continue
    const read = readAnalytics(pool, (tx) => tx.query(`select * from "${schema}"."${name}" limit 1`))
    const code = await read.then(
      () => 'read',
      (error: { code?: string }) => error.code,
    )
    if (code !== '42501') within.push(`${full}: ${code}`)
  }
  assert.deepEqual(within, [])
  assert.ok(tables.filter(({ schema }) => schema === 'trust').length > 3, 'there are tables about people to be kept away from')
})

test('whoever measures reads every view of analytics, and writes none', async () => {
  for (const { schema, name } of tables.filter(({ schema }) => schema === 'analytics')) {
    await readAnalytics(pool, (tx) => tx.query(`select * from ${schema}.${name} limit 1`))
    const [may] = await pool.query<{ write: boolean }>(
      `select has_table_privilege('datong_analytics', $1, 'insert, update, delete, truncate') as write`,
      [`${schema}.${name}`],
    )
    assert.equal(may?.write, false)
  }
})

test('no view of analytics is made from what is kept about people', async () => {
  const used = await pool.query<{ view: string; source: string }>(
    `select distinct v.relname as view, n.nspname || '.' || t.relname as source
     from pg_rewrite r join pg_class v on v.oid = r.ev_class and v.relnamespace = 'analytics'::regnamespace
       join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
       join pg_class t on t.oid = d.refobjid and t.oid <> v.oid join pg_namespace n on n.oid = t.relnamespace
     where n.nspname = 'trust'`,
  )
  assert.deepEqual(used, [], 'counts of people come from a table that holds counts')
})

test('the role ends with its transaction', async () => {
  await readAnalytics(pool, (tx) => tx.query('select 1'))
  const [row] = await pool.query<{ isStill: boolean }>(`select current_user = 'datong_analytics' as "isStill"`)
  assert.equal(row?.isStill, false)
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, test } from 'node:test'
import fc from 'fast-check'
import type { Pool, Tx } from '#kernel'
import { testPool } from '#testing'
import { type RecordEntry, record, recordAll } from '#trust'

let pool: Pool

before(async () => {
  pool = await testPool()
})

const someRead = (resource: string): RecordEntry => ({
  kind: 'access',
  actor: { kind: 'officer', id: 'officer-1' },
  subjects: ['person-1'],
  action: 'read',
  resource,
  categories: ['personal'],
  decision: 'allow',
  reason: 'consent',
})

const countOf = async (resource: string) =>
  (await pool.query<{ count: number }>('select count(*) from trust.record where resource = $1', [resource]))[0]?.count

test('a record exists exactly when what it tells of does', async () => {
  const [kept, lost] = [randomUUID(), randomUUID()]
  await pool.transaction((tx) => record(tx, someRead(kept)))
  const work = pool.transaction(async (tx) => {
    await record(tx, someRead(lost))
    throw new Error('what it tells of did not happen')
  })
  await assert.rejects(work, /did not happen/)
  assert.equal(await countOf(kept), 1)
  assert.equal(await countOf(lost), 0)
})

test('what was recorded can be neither changed nor removed by mistake', async () => {
  const resource = randomUUID()
  await pool.transaction((tx) => record(tx, someRead(resource)))
  await assert.rejects(pool.query(`update trust.record set decision = 'deny' where resource = $1`, [resource]), /only appended/)
  await assert.rejects(pool.query('delete from trust.record where resource = $1', [resource]), /only appended/)
  assert.equal(await countOf(resource), 1)
})

const text = fc.oneof(
  fc.constantFrom('', 'a', '{"b"}', "it's", '\\', 'null', '河'),
  fc.string({ maxLength: 5 }).map((one) => one.replaceAll('\0', '')),
)
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined, freq: 2 })
const entries = fc
  .record({
    subjects: fc.array(text, { maxLength: 3 }),
    categories: fc.array(text, { maxLength: 2 }),
    onBehalfOf: maybe(text),
    purpose: maybe(text),
    basis: maybe(fc.record({ kind: text, ref: text })),
    area: maybe(text),
    detail: maybe(fc.oneof(text, fc.constant(null), fc.record({ list: fc.array(text, { maxLength: 2 }) }))),
    at: maybe(fc.constantFrom(new Date(0), new Date(86_400_000))),
    decision: fc.constantFrom('allow' as const, 'deny' as const),
    reason: text,
  })
  .map((one) => ({ ...someRead(''), ...Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) }))

/** As they are kept, in the order in which they came. */
async function keep(tx: Tx, all: readonly RecordEntry[], write: (tx: Tx) => Promise<void>) {
  const [last] = await tx.query<{ n: number }>('select coalesce(max(n), 0) as n from trust.record')
  await write(tx)
  const rows = await tx.query("select to_jsonb(r) - array['xid', 'n'] as row from trust.record r where n > $1 order by n", [
    last?.n,
  ])
  assert.equal(rows.length, all.length)
  return rows
}

test('many records at once are kept as one by one, alike or not, in their order', async () => {
  const alike = fc
    .tuple(
      entries,
      fc.array(fc.record({ subjects: fc.array(text, { maxLength: 2 }), area: text, detail: text }), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    .map(([one, others]) => others.map((other, i) => ({ ...one, ...(i > 0 && other), resource: `r${i}` })))
  await fc.assert(
    fc.asyncProperty(fc.oneof(alike, fc.array(entries, { maxLength: 4 })), async (all) => {
      await pool.transaction(async (tx) => {
        const together = await keep(tx, all, (own) => recordAll(own, all))
        const apart = await keep(tx, all, async (own) => {
          for (const entry of all) await record(own, entry)
        })
        assert.deepEqual(together, apart)
      })
    }),
    { numRuns: 150 },
  )
})

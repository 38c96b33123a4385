import { setTimeout as sleep } from 'node:timers/promises'
import type { Db, Pool, Tx } from '#kernel'
import { completedBy } from './merkle-grow.ts'
import type { Hash } from './merkle-hash.ts'
import { impersonal, personsOf, type RecordRow, rowColumns, toFull } from './record-row.ts'
import { hashOf } from './record-sealed.ts'
import { makeSecrets } from './record-secrets.ts'

/** Records a time: so few that the database and the process stay free for others in between. */
const batch = 1000
const pauseMs = 20

type Tree = { readonly size: number; readonly xid: string; readonly n: number; readonly erasures: number }
type PendingRow = RecordRow & { readonly xid: string }

/**
 * Puts the next records into the tree, in the order of their commits, as far as every transaction before them has ended. What it
 * writes is one transaction that holds only if nobody else has come in between, so a process that dies, or two that try at the
 * same time, lose and double nothing.
 *
 * @returns how many; `isMore` when others wait, or had to be left for another try
 */
export async function sequenceRecords(pool: Pool): Promise<{ readonly added: number; readonly isMore: boolean }> {
  const [tree] = await pool.prepared<Tree>('select size, xid, n, erasures from trust.tree')
  if (tree === undefined) throw new Error('The tree of the record is gone')
  const rows = await pool.prepared<PendingRow>(
    `select r.xid, ${rowColumns} from trust.record r where (r.xid, r.n) > ($1::xid8, $2::bigint)
       and r.xid < pg_snapshot_xmin(pg_current_snapshot()) order by r.xid, r.n limit ${batch}`,
    [tree.xid, tree.n],
  )
  const last = rows.at(-1)
  if (last === undefined) return { added: 0, isMore: false }
  const secretOf = await makeSecrets(pool, rows.flatMap(personsOf))
  const hashes = rows.map((row) => hashOf(toFull(row, secretOf)))
  const isKept = await pool.transaction(async (tx) => {
    if (!(await moveOn(tx, tree, rows.length, last))) return false
    await addLeaves(tx, tree, hashes, last)
    await addSubtrees(tx, tree.size, hashes)
    return true
  })
  return { added: isKept ? rows.length : 0, isMore: !isKept || rows.length === batch }
}

/** Everything that can be put into the tree now is in it afterwards. @returns how many came in */
export async function sequenceAll(pool: Pool, signal?: AbortSignal): Promise<number> {
  let sum = 0
  for (let isMore = true; isMore && !signal?.aborted; ) {
    const round = await sequenceRecords(pool)
    sum += round.added
    isMore = round.isMore
  }
  return sum
}

/** Waits until every record that is committed by now is in the tree: the transactions before it, of whatever database of the server, must end first. */
export async function catchUp(pool: Pool): Promise<void> {
  const [target] = await pool.prepared<{ xid: string; n: number }>(
    'select xid, n from trust.record order by xid desc, n desc limit 1',
  )
  const isIn = async () =>
    (await pool.prepared('select 1 from trust.tree where (xid, n) >= ($1::xid8, $2::bigint)', [target?.xid, target?.n])).length >
    0
  while (target !== undefined && !(await isIn())) if ((await sequenceAll(pool)) === 0) await sleep(pauseMs)
}

/** False where another process, or an erasure, was here since the tree was read. */
async function moveOn(tx: Tx, { size, erasures }: Tree, added: number, { xid, n }: PendingRow): Promise<boolean> {
  const moved = await tx.prepared(
    'update trust.tree set size = size + $3, xid = $4, n = $5 where size = $1 and erasures = $2 returning 1',
    [size, erasures, added, xid, n],
  )
  return moved.length > 0
}

/** The rows are final behind the horizon, so that asking for them again finds the same. */
async function addLeaves(tx: Tx, tree: Tree, hashes: readonly Hash[], last: PendingRow): Promise<void> {
  const rows = await tx.prepared<{ added: number }>(
    `with fresh as materialized (
       select $5::bigint + row_number() over (order by xid, n) - 1 as index, r.*
       from trust.record r where (xid, n) > ($1::xid8, $2::bigint) and (xid, n) <= ($3::xid8, $4::bigint)),
     concern as (
       insert into trust.concern (person, at, index)
       select distinct person, at, index from fresh,
         unnest(subjects || array[on_behalf_of, case when actor_kind <> all($7) then actor end]) as person
       where person is not null),
     leaf as (
       insert into trust.leaf (index, xid, n, hash)
       select index, xid, n, substring($6::bytea from (32 * (index - $5) + 1)::int for 32) from fresh returning 1)
     select count(*) as added from leaf`,
    [tree.xid, tree.n, last.xid, last.n, tree.size, Buffer.concat(hashes), impersonal],
  )
  if (rows[0]?.added !== hashes.length) throw new Error('The records before the horizon are not those that were read')
}

async function addSubtrees(tx: Tx, size: number, leaves: readonly Hash[]): Promise<void> {
  let [count, added] = [size, leaves]
  for (let level = 1; ; level++) {
    const tail = count % 256
    if (tail + added.length < 256) return
    added = completedBy(await readTail(tx, level - 1, count - tail, count), added)
    count = Math.floor(count / 256)
    await tx.prepared(
      `insert into trust.subtree (level, index, hash)
       select $1::smallint, $2::bigint + i, substring($3::bytea from 32 * i + 1 for 32) from generate_series(0, $4::int - 1) as i`,
      [level, count, Buffer.concat(added), added.length],
    )
  }
}

async function readTail(db: Db, level: number, from: number, to: number): Promise<Hash[]> {
  if (from === to) return []
  const table = level === 0 ? 'trust.leaf' : `trust.subtree`
  const rows = await db.prepared<{ hash: Hash }>(
    `select hash from ${table} where index >= $1 and index < $2 ${level === 0 ? '' : 'and level = $3'} order by index`,
    [from, to, ...(level === 0 ? [] : [level])],
  )
  return rows.map(({ hash }) => hash)
}

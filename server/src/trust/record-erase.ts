import type { Pool, Tx } from '#kernel'
import { idsInRecord } from './account-of-card.ts'
import type { Json } from './record-entry.ts'
import { ownerOf, personsOf, type RecordRow, rowColumns, toFull } from './record-row.ts'
import { type Held, type Sealable, sealOf } from './record-sealed.ts'
import { makeSecrets, type Secrets } from './record-secrets.ts'

type Row = RecordRow & { readonly xid: string }

/**
 * Takes a person out of the record: their id, what stood for their card, and what was about nobody but them. In the tree the seals
 * stay, which nobody can open any more, so that the record verifies as before. That it was done is for the caller to record, and
 * the account must still be there for its card to be known.
 *
 * @returns how many records named the person
 */
export async function erasePerson(pool: Pool, person: string): Promise<number> {
  return pool.transaction(async (tx) => {
    await tx.query('update trust.tree set erasures = erasures + 1')
    await tx.query(`set local datong.erasing = 'yes'`)
    let count = 0
    for (const id of await idsInRecord(tx, person)) count += await eraseId(tx, id)
    return count
  })
}

async function eraseId(tx: Tx, person: string): Promise<number> {
  const rows = await tx.query<Row>(
    `select r.xid, ${rowColumns} from trust.concern c join trust.leaf l using (index)
       join trust.record r on (r.xid, r.n) = (l.xid, l.n) where c.person = $1
     union all
     select r.xid, ${rowColumns} from trust.record r, trust.tree t
       where (r.xid, r.n) > (t.xid, t.n) and $1 = any(r.subjects || array[r.on_behalf_of, r.actor])`,
    [person],
  )
  const secretOf = await makeSecrets(tx, rows.flatMap(personsOf))
  for (const row of rows) await eraseFrom(tx, row, person, secretOf)
  await tx.query('delete from trust.concern where person = $1', [person])
  await tx.query('delete from trust.seal_secret where person = $1', [person])
  return rows.length
}

async function eraseFrom(tx: Tx, row: Row, person: string, secretOf: Secrets): Promise<void> {
  const seals = sealsOf(row, person, secretOf)
  const gone = (name: Sealable) => name in seals
  await tx.query(
    `update trust.record set erased = coalesce(erased, '{}') || $3::jsonb, actor = $4, on_behalf_of = $5, subjects = $6, resource = $7,
       basis_ref = $8, reason = $9, detail = $10 where xid = $1 and n = $2`,
    [
      row.xid,
      row.n,
      JSON.stringify(seals),
      gone('actor') ? null : row.actor,
      gone('onBehalfOf') ? null : row.onBehalfOf,
      row.subjects.map((subject, i) => (gone(`subject ${i}`) ? null : subject)),
      gone('resource') ? null : row.resource,
      gone('basis') ? null : row.basisRef,
      gone('reason') ? null : row.reason,
      gone('detail') || row.detail === null ? null : JSON.stringify(row.detail),
    ],
  )
}

/** The seals of all that is the person's own in a record. */
function sealsOf(row: RecordRow, person: string, secretOf: Secrets): Partial<Record<Sealable, string>> {
  const { actor, onBehalfOf, subjects, resource, basis, reason, detail } = toFull(row, secretOf)
  const isOwner = ownerOf(row) === person
  const own: [Sealable, Held<Json> | undefined, boolean][] = [
    ['actor', actor.id, row.actor === person],
    ['onBehalfOf', onBehalfOf, row.onBehalfOf === person],
    ...subjects.map((held, i): [Sealable, Held, boolean] => [`subject ${i}`, held, row.subjects[i] === person]),
    ['resource', resource, isOwner],
    ['basis', basis?.ref, isOwner],
    ['reason', reason, isOwner],
    ['detail', detail, isOwner],
  ]
  return Object.fromEntries(
    own.flatMap(([name, held, isOwn]) => {
      if (!isOwn || held?.value === undefined || held.salt === undefined) return []
      return [[name, sealOf(held.value, held.salt)]]
    }),
  )
}

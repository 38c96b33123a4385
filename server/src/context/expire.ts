import type { Pool } from '#kernel'
import type { Key } from './store.ts'
import type { Writer } from './writer.ts'

const atOnce = 1000

/** Deletes the transient entities whose time is over (GS CIM 009, 4.22), so that the log tells of it; answers how many. */
export async function expireEntities(pool: Pool, writer: Writer, now: Date): Promise<number> {
  let last: Key = { tenant: '', id: '' }
  for (let expired = 0; ; ) {
    const due = await pool.prepared<Key>(
      `select tenant, id from context.entity where expires_at <= $1 and (tenant, id) > ($2, $3)
       order by tenant, id limit ${atOnce}`,
      [now, last.tenant, last.id],
    )
    await writer.write(
      due.map(({ tenant, id }) => ({ tenant, mode: 'expire', entity: { id, types: [], scopes: [], attributes: {} } })),
    )
    expired += due.length
    if (due.length < atOnce) return expired
    last = due.at(-1) as Key
  }
}

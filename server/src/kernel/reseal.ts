import type { Pool } from './database.ts'
import type { Keyring } from './keyring.ts'

/** A column of sealed texts; what stands in it is sealed for `placeOf` its row. */
export type SealedColumn = { readonly table: string; readonly key: string; readonly column: string }

export const placeOf = ({ table, column }: SealedColumn, id: string): string => `${table}.${column} ${id}`

const batch = 500

/**
 * Gives the ring a new key and seals everything with it that was sealed with another, row by row while the node goes on. Broken off,
 * it loses nothing and can be begun again.
 *
 * @returns how many texts were sealed anew
 */
export async function renewKeys(pool: Pool, keyring: Keyring, columns: readonly SealedColumn[]): Promise<number> {
  keyring.renew()
  let count = 0
  for (const column of columns)
    for (let done = batch; done === batch; ) {
      done = await resealSome(pool, keyring, column)
      count += done
    }
  keyring.forget()
  return count
}

async function resealSome(pool: Pool, keyring: Keyring, sealed: SealedColumn): Promise<number> {
  const { table, key, column } = sealed
  const mark = keyring.currentMark()
  return pool.transaction(async (tx) => {
    const rows = await tx.query<{ id: string; bytes: Buffer }>(
      `select ${key} as id, ${column} as bytes from ${table} where ${column} is not null and substring(${column} from 1 for $1) <> $2
       order by ${key} limit ${batch} for update`,
      [mark.length, mark],
    )
    const anew = rows.map(({ id, bytes }) => keyring.seal(placeOf(sealed, id), keyring.open(placeOf(sealed, id), bytes)))
    await tx.query(
      `update ${table} as one set ${column} = anew.bytes from unnest($1::text[], $2::bytea[]) as anew(id, bytes)
       where one.${key} = anew.id`,
      [rows.map(({ id }) => id), anew],
    )
    return rows.length
  })
}

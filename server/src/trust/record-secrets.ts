import { randomBytes } from 'node:crypto'
import type { Db } from '#kernel'

type Row = { readonly person: string; readonly secret: Buffer }

export type Secrets = (person: string) => Uint8Array

/** The secrets that persons' ids are sealed with, made where there are none yet. */
export async function makeSecrets(db: Db, persons: readonly string[]): Promise<Secrets> {
  const found = await findSecrets(db, persons)
  const missing = [...new Set(persons)].filter((person) => !found.has(person))
  if (missing.length === 0) return lookIn(found)
  await db.prepared(
    `insert into trust.seal_secret (person, secret) select * from unnest($1::text[], $2::bytea[]) order by 1
     on conflict (person) do nothing`,
    [missing, missing.map(() => randomBytes(32))],
  )
  // Another process may have been quicker with some.
  return lookIn(new Map([...found, ...(await findSecrets(db, missing))]))
}

/** The secrets that there are; another person gets one that fits nothing, so that verification names what was put in their name. */
export async function readSecrets(db: Db, persons: readonly string[]): Promise<Secrets> {
  const found = await findSecrets(db, persons)
  return (person) => found.get(person) ?? fitsNothing
}

const fitsNothing = new Uint8Array(32)

async function findSecrets(db: Db, persons: readonly string[]): Promise<Map<string, Buffer>> {
  const rows = await db.prepared<Row>('select person, secret from trust.seal_secret where person = any($1)', [
    [...new Set(persons)],
  ])
  return new Map(rows.map(({ person, secret }) => [person, secret]))
}

function lookIn(secrets: ReadonlyMap<string, Buffer>): Secrets {
  return (person) => {
    const secret = secrets.get(person)
    if (secret === undefined) throw new Error('A person of the record has no secret, and what names them was not erased')
    return secret
  }
}

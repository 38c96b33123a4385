import { type Db, Invalid, NotFound } from '#kernel'
import { type Mapping, readMapping } from './mapping.ts'

/** Keeps a mapping under its name, in place of an earlier one. @throws {Invalid} with every fault and its place */
export async function saveMapping(db: Db, document: unknown): Promise<Mapping> {
  const read = readMapping(document)
  if (!read.ok) throw new Invalid('The mapping is not valid.', read.faults)
  await db.query(
    `insert into perception.mapping (name, document) values ($1, $2)
     on conflict (name) do update set document = excluded.document, modified_at = now()`,
    [read.mapping.name, JSON.stringify(read.mapping)],
  )
  return read.mapping
}

/** @throws {NotFound} */
export async function findMapping(db: Db, name: string): Promise<Mapping> {
  const [row] = await db.query<{ document: Mapping }>('select document from perception.mapping where name = $1', [name])
  if (row === undefined) throw new NotFound(`There is no mapping ${name}.`)
  return row.document
}

export async function listMappings(db: Db): Promise<{ name: string; description?: string; modifiedAt: Date }[]> {
  const rows = await db.query<{ name: string; description: string | null; modified_at: Date }>(
    `select name, document ->> 'description' as description, modified_at from perception.mapping order by name`,
  )
  return rows.map(({ name, description, modified_at }) => ({
    name,
    ...(description !== null && { description }),
    modifiedAt: modified_at,
  }))
}

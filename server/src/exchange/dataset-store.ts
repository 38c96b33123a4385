import type { Db, Tx } from '#kernel'
import type { Dataset } from './dataset.ts'

const columns = `id, department, titles, descriptions, keywords, identifier, area_field as "areaField", fields, system, source,
  published_at as "publishedAt", withdrawn_at as "withdrawnAt"`

type Row = Omit<Dataset, 'areaField' | 'withdrawnAt'> & {
  readonly areaField: string | null
  readonly withdrawnAt: Date | null
}

const toDataset = ({ areaField, withdrawnAt, ...dataset }: Row): Dataset => ({
  ...dataset,
  ...(areaField !== null && { areaField }),
  ...(withdrawnAt !== null && { withdrawnAt }),
})

/** Also one that was withdrawn: agreements still name it. */
export async function findDataset(db: Db, id: string): Promise<Dataset | undefined> {
  const [row] = await db.query<Row>(`select ${columns} from exchange.dataset where id = $1`, [id])
  return row && toDataset(row)
}

export type DatasetSearch = {
  readonly text?: string
  readonly department?: string
  /** Those that were withdrawn, too. */
  readonly withWithdrawn?: boolean
  readonly limit: number
  readonly offset: number
}

/** By department and id. The text may stand in a title, a description, a keyword, the department or the name of a field. */
export async function listDatasets(
  db: Db,
  { text = '', department, withWithdrawn = false, limit, offset }: DatasetSearch,
): Promise<{ readonly items: readonly Dataset[]; readonly count: number }> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const where = `($1 = '%%' or concat_ws(' ', id, department, jsonb_path_query_array(titles, '$.*'),
      jsonb_path_query_array(descriptions, '$.*'), array_to_string(keywords, ' '),
      jsonb_path_query_array(fields, '$[*].name'), jsonb_path_query_array(fields, '$[*].titles.*')) ilike $1)
    and ($2::text is null or department = $2) and ($3 or withdrawn_at is null)`
  const asked = [pattern, department ?? null, withWithdrawn]
  const rows = await db.query<Row>(
    `select ${columns} from exchange.dataset where ${where} order by department, id limit $4 offset $5`,
    [...asked, limit, offset],
  )
  const [total] = await db.query<{ count: number }>(`select count(*) from exchange.dataset where ${where}`, asked)
  return { items: rows.map(toDataset), count: total?.count ?? 0 }
}

/** Those that have published something, by name. */
export async function listDepartments(db: Db): Promise<readonly string[]> {
  const rows = await db.query<{ department: string }>(
    'select distinct department from exchange.dataset where withdrawn_at is null order by 1 limit 500',
  )
  return rows.map(({ department }) => department)
}

/** When something was last published or withdrawn; undefined where nothing was. */
export async function lastChange(db: Db): Promise<Date | undefined> {
  const [row] = await db.query<{ at: Date | null }>(
    'select max(greatest(published_at, withdrawn_at)) as at from exchange.dataset',
  )
  return row?.at ?? undefined
}

/** @returns false where there is one of that id already */
export async function saveDataset(tx: Tx, dataset: Dataset, by: string): Promise<boolean> {
  const rows = await tx.query(
    `insert into exchange.dataset (id, department, titles, descriptions, keywords, identifier, area_field, fields, system, source,
       published_by, published_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing returning id`,
    [
      dataset.id,
      dataset.department,
      JSON.stringify(dataset.titles),
      JSON.stringify(dataset.descriptions),
      dataset.keywords,
      dataset.identifier,
      dataset.areaField ?? null,
      JSON.stringify(dataset.fields),
      dataset.system,
      JSON.stringify(dataset.source),
      by,
      dataset.publishedAt,
    ],
  )
  return rows.length > 0
}

/** @returns false where the department has no such dataset that is still published */
export async function withdrawDataset(tx: Tx, id: string, department: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `update exchange.dataset set withdrawn_at = $3 where id = $1 and department = $2 and withdrawn_at is null returning id`,
    [id, department, now],
  )
  return rows.length > 0
}

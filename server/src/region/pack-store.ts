import type { Db, Pool, Tx } from '#kernel'
import { makeCurrent } from './file-store.ts'
import type { Pack } from './pack.ts'
import type { RegionDocument } from './region-document.ts'

export type StoredRegion = { readonly document: RegionDocument; readonly features: Pack['features']; readonly version: number }

/** The region of this node, or undefined while none was imported. */
export async function findRegion(db: Db): Promise<Omit<StoredRegion, 'features'> | undefined> {
  const [row] = await db.prepared<StoredRegion>(
    'select p.document, v.number as version from region.pack p cross join region.version v',
  )
  return row
}

export async function findFeatures(db: Db): Promise<Pack['features']> {
  const [row] = await db.prepared<StoredRegion>('select features from region.pack')
  return row?.features ?? []
}

/** Keeps what is particular to the region, with what is drawn under its map, and lets the files that arrived take their place. */
export async function saveRegion(pool: Pool, pack: Pack, files: readonly string[], at: Date): Promise<void> {
  const { region, features, digital } = pack
  await pool.transaction(async (tx) => {
    await tx.query(
      `insert into region.pack (id, document, features, imported_at) values ($1, $2, $3, $4)
       on conflict (one) do update set id = $1, document = $2, features = $3, imported_at = $4,
         since = case when pack.id = $1 then pack.since else now() end`,
      [region.id, JSON.stringify(region), JSON.stringify(features), at],
    )
    await saveDigital(tx, digital)
    await saveShares(tx, pack)
    await makeCurrent(tx, files)
    await tx.query('update region.version set number = number + 1')
  })
}

async function saveDigital(tx: Tx, digital: Pack['digital']): Promise<void> {
  await tx.query('delete from region.digital')
  await tx.query(
    `insert into region.digital (place, is_area, coverage, device, skill, helper, kiosks)
     select place, "isArea", coverage, device, skill, helper, kiosks from jsonb_to_recordset($1::jsonb)
       r (place text, "isArea" boolean, coverage float8, device float8, skill float8, helper float8, kiosks float8)`,
    [JSON.stringify(digital)],
  )
}

/** Who is entitled to what, and who is served in which language. */
async function saveShares(tx: Tx, { settlements, facilities }: Pack): Promise<void> {
  const shares = settlements.flatMap(({ id, shares = {} }) =>
    Object.entries(shares).map(([about, share]) => ({ settlement: id, about, share })),
  )
  const languages = facilities.flatMap(({ id, languages }) => (languages ? [{ facility: id, languages }] : []))
  await tx.query('delete from region.settlement_share')
  await tx.query('delete from region.facility_languages')
  await tx.query(
    `insert into region.settlement_share (settlement, about, share)
     select * from jsonb_to_recordset($1::jsonb) r (settlement text, about text, share float8)`,
    [JSON.stringify(shares)],
  )
  await tx.query(
    `insert into region.facility_languages (facility, languages)
     select distinct on (facility) * from jsonb_to_recordset($1::jsonb) r (facility text, languages text[])`,
    [JSON.stringify(languages)],
  )
}

/** Whether it is known who can use services at a distance. */
export async function knowsDigital(db: Db): Promise<boolean> {
  const [row] = await db.prepared<{ known: boolean }>('select exists (select 1 from region.digital) as known')
  return row?.known ?? false
}

/** Marks entities as brought by a run of the import. */
export async function claimEntities(db: Db, ids: readonly string[], run: string): Promise<void> {
  await db.prepared(
    `insert into region.pack_entity (id, run) select id, $2::uuid from unnest($1::text[]) id
     on conflict (id) do update set run = excluded.run`,
    [ids, run],
  )
}

/** The entities that an earlier run brought and this one did not. */
export async function findLeftovers(db: Db, run: string): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>('select id from region.pack_entity where run <> $1 order by id', [run])
  return rows.map((row) => row.id)
}

export async function forgetEntities(db: Db, ids: readonly string[]): Promise<void> {
  await db.query('delete from region.pack_entity where id = any($1)', [ids])
}

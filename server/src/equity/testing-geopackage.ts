import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

type Row = Readonly<Record<string, unknown>> & { readonly position: readonly number[] }

/** The layers of a GeoPackage, read by the letter of OGC 12-128r19: each with its rows, and where they are. */
export async function readGeoPackage(bytes: Uint8Array): Promise<Readonly<Record<string, readonly Row[]>>> {
  const folder = await mkdtemp(join(tmpdir(), 'datong-read-geopackage-'))
  const file = join(folder, 'read.gpkg')
  await writeFile(file, bytes)
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    const one = (sql: string) => Object.values(db.prepare(sql).get() ?? {})[0]
    assert.equal(one('pragma application_id'), Buffer.from('GPKG').readUInt32BE())
    assert.equal(one('pragma user_version'), 10_300)
    assert.equal(one('pragma integrity_check'), 'ok')
    assert.deepEqual(db.prepare('pragma foreign_key_check').all(), [])
    const known = db.prepare('select srs_id from gpkg_spatial_ref_sys order by srs_id').all()
    assert.deepEqual(
      known.map(({ srs_id: id }) => id),
      [-1, 0, 4326],
    )
    const layers = db.prepare(
      `select c.*, g.column_name, g.geometry_type_name from gpkg_contents c join gpkg_geometry_columns g using (table_name, srs_id)
       where c.data_type = 'features' and c.srs_id = 4326 and g.z = 0 and g.m = 0`,
    )
    return Object.fromEntries(layers.all().map((layer) => [String(layer.table_name), rowsOf(db, layer)]))
  } finally {
    db.close()
    await rm(folder, { recursive: true })
  }
}

function rowsOf(db: DatabaseSync, layer: Readonly<Record<string, unknown>>): Row[] {
  assert.deepEqual([layer.column_name, layer.geometry_type_name], ['geom', 'POINT'])
  assert.match(String(layer.last_change), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const rows = db.prepare(`select * from "${layer.table_name}" order by fid`).all()
  return rows.map(({ geom, ...row }) => {
    const position = readPoint(Buffer.from(geom as Uint8Array))
    assert.ok(position[0] >= Number(layer.min_x) && position[0] <= Number(layer.max_x))
    assert.ok(position[1] >= Number(layer.min_y) && position[1] <= Number(layer.max_y))
    return { ...row, position }
  })
}

/** Clause 2.1.3: the header, without an envelope, then well-known binary. */
function readPoint(bytes: Buffer): [number, number] {
  assert.equal(bytes.toString('latin1', 0, 2), 'GP')
  assert.deepEqual([bytes[2], bytes[3], bytes.readInt32LE(4)], [0, 1, 4326])
  assert.deepEqual([bytes[8], bytes.readUInt32LE(9), bytes.length], [1, 1, 29])
  return [bytes.readDoubleLE(13), bytes.readDoubleLE(21)]
}

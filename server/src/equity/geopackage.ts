import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { FastifyReply } from 'fastify'
import type { Position } from '#contract'

export type LayerValue = string | number | boolean | undefined

/** A layer of points. */
export type PointLayer = {
  /** Of the table: letters, digits and underscores. */
  readonly name: string
  readonly description: string
  readonly columns: Readonly<Record<string, 'TEXT' | 'REAL' | 'INTEGER' | 'BOOLEAN'>>
  /** Values in the order of the columns; what is undefined is missing. */
  readonly rows: readonly { readonly position: Position; readonly values: readonly LayerValue[] }[]
}

export const geopackage = 'application/geopackage+sqlite3'

/**
 * Points in WGS 84 as one GeoPackage, which QGIS and others open as it is.
 *
 * @see OGC 12-128r19 (GeoPackage 1.4), clauses 1.1 and 2.1
 */
export async function writeGeoPackage(layers: readonly PointLayer[], at: Date): Promise<Buffer> {
  const sqlite = await import('node:sqlite')
  const folder = await mkdtemp(join(tmpdir(), 'datong-geopackage-'))
  try {
    const file = join(folder, 'layers.gpkg')
    const db = new sqlite.DatabaseSync(file)
    try {
      db.exec(`begin; ${base}`)
      for (const layer of layers) writeLayer(db, layer, at)
      db.exec('commit')
    } finally {
      db.close()
    }
    return await readFile(file)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @param name of the file, without its ending */
export const sendGeoPackage = (reply: FastifyReply, name: string, bytes: Uint8Array): FastifyReply =>
  reply.type(geopackage).header('content-disposition', `attachment; filename="${name}.gpkg"`).send(Buffer.from(bytes))

/** "GPKG", and the version 1.3.0: nothing here is newer, and older readers take it without a warning. */
const base = `
pragma application_id = ${0x47504b47};
pragma user_version = 10300;
create table gpkg_spatial_ref_sys (
  srs_name text not null, srs_id integer primary key, organization text not null, organization_coordsys_id integer not null,
  definition text not null, description text);
create table gpkg_contents (
  table_name text not null primary key, data_type text not null, identifier text unique, description text default '',
  last_change datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  min_x double, min_y double, max_x double, max_y double, srs_id integer,
  constraint fk_gc_r_srs_id foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id));
create table gpkg_geometry_columns (
  table_name text not null, column_name text not null, geometry_type_name text not null, srs_id integer not null,
  z tinyint not null, m tinyint not null,
  constraint pk_geom_cols primary key (table_name, column_name), constraint uk_gc_table_name unique (table_name),
  constraint fk_gc_tn foreign key (table_name) references gpkg_contents (table_name),
  constraint fk_gc_srs foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id));
insert into gpkg_spatial_ref_sys values
  ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', null),
  ('Undefined geographic', 0, 'NONE', 0, 'undefined', null),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'Longitude and latitude in degrees');
`

function writeLayer(db: DatabaseSync, { name, description, columns, rows }: PointLayer, at: Date): void {
  const names = Object.keys(columns)
  const typed = Object.entries(columns).map(([column, type]) => `"${column}" ${type}`)
  db.exec(`create table "${name}" (fid integer primary key autoincrement not null, geom POINT, ${typed.join(', ')})`)
  const [xs, ys] = [rows.map(({ position }) => position[0]), rows.map(({ position }) => position[1])]
  const least = (values: readonly number[]) => values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
  const most = (values: readonly number[]) => values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY)
  const extent = rows.length === 0 ? [null, null, null, null] : [least(xs), least(ys), most(xs), most(ys)]
  db.prepare(`insert into gpkg_contents values (?, 'features', ?, ?, ?, ?, ?, ?, ?, 4326)`).run(
    ...[name, name, description, at.toISOString()],
    ...extent,
  )
  db.prepare(`insert into gpkg_geometry_columns values (?, 'geom', 'POINT', 4326, 0, 0)`).run(name)
  const insert = db.prepare(
    `insert into "${name}" (geom, ${names.map((each) => `"${each}"`).join(', ')}) values (?${', ?'.repeat(names.length)})`,
  )
  for (const { position, values } of rows) insert.run(blobOf(position), ...values.map(cellOf))
}

const cellOf = (value: LayerValue): string | number | null => {
  if (value === undefined) return null
  return typeof value === 'boolean' ? Number(value) : value
}

/** The header of a GeoPackage (little-endian, no envelope, SRS 4326), then the point in well-known binary. */
function blobOf([longitude, latitude]: Position): Uint8Array {
  const bytes = Buffer.alloc(29)
  bytes.write('GP', 0, 'latin1')
  bytes.writeUInt8(0, 2)
  bytes.writeUInt8(1, 3)
  bytes.writeInt32LE(4326, 4)
  bytes.writeUInt8(1, 8)
  bytes.writeUInt32LE(1, 9)
  bytes.writeDoubleLE(longitude, 13)
  bytes.writeDoubleLE(latitude, 21)
  return bytes
}

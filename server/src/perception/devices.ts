import { type Db, NotFound } from '#kernel'
import { type Device, hashSecret, newSecret } from './device.ts'

export type NewDevice = Omit<Device, 'createdAt' | 'lastSeen' | 'accepted' | 'refused'>

/** What a device is registered with, and the secret it proves itself by; the secret is kept nowhere else. */
export type Registered = { readonly id: string; readonly secret: string }

type DeviceRow = Omit<Device, 'position' | 'area' | 'createdAt' | 'lastSeen'> & {
  area: string | null
  longitude: number | null
  latitude: number | null
  created_at: Date
  last_seen: Date | null
}

const columns = 'id, name, kind, entity, area, longitude, latitude, decoder, units, created_at, last_seen, accepted, refused'

function toDevice({ area, longitude, latitude, created_at, last_seen, ...row }: DeviceRow): Device {
  return {
    ...row,
    ...(area !== null && { area }),
    ...(longitude !== null && latitude !== null && { position: [longitude, latitude] as const }),
    createdAt: created_at,
    ...(last_seen !== null && { lastSeen: last_seen }),
  }
}

/** Registers devices in one statement, each with a new secret; those whose id is taken are left out of the answer. */
export async function addDevices(db: Db, devices: readonly NewDevice[]): Promise<readonly Registered[]> {
  const secrets = new Map(devices.map(({ id }) => [id, newSecret()]))
  const rows = await db.query<{ id: string }>(
    `insert into perception.device (id, name, kind, entity, area, longitude, latitude, decoder, units, secret_hash)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[], $8::text[],
       $9::jsonb[], $10::bytea[])
     on conflict (id) do nothing returning id`,
    [
      devices.map(({ id }) => id),
      devices.map(({ name }) => name),
      devices.map(({ kind }) => kind),
      devices.map(({ entity }) => entity),
      devices.map(({ area }) => area ?? null),
      devices.map(({ position }) => position?.[0] ?? null),
      devices.map(({ position }) => position?.[1] ?? null),
      devices.map(({ decoder }) => decoder),
      devices.map(({ units }) => JSON.stringify(units)),
      devices.map(({ id }) => hashSecret(secrets.get(id) ?? '')),
    ],
  )
  return rows.map(({ id }) => ({ id, secret: secrets.get(id) ?? '' }))
}

export async function findDevice(db: Db, id: string): Promise<Device | undefined> {
  const [row] = await db.prepared<DeviceRow>(`select ${columns} from perception.device where id = $1`, [id])
  return row && toDevice(row)
}

/** A device with the digest of its secret, for whoever has to believe it. */
export async function findCredentials(db: Db, id: string): Promise<{ device: Device; secretHash: Buffer } | undefined> {
  const [row] = await db.prepared<DeviceRow & { secret_hash: Buffer }>(
    `select ${columns}, secret_hash from perception.device where id = $1`,
    [id],
  )
  if (row === undefined) return undefined
  const { secret_hash: secretHash, ...rest } = row
  return { device: toDevice(rest), secretHash }
}

/** Devices whose id, name or kind contains a text, by id. */
export async function listDevices(
  db: Db,
  { text = '', limit, offset }: { text?: string; limit: number; offset: number },
): Promise<{ devices: Device[]; count: number }> {
  const wanted = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
  const rows = await db.query<DeviceRow>(
    `select ${columns} from perception.device where id ilike $1 or name ilike $1 or kind ilike $1 order by id limit $2 offset $3`,
    [wanted, limit, offset],
  )
  const [counted] = await db.query<{ count: number }>(
    'select count(*) from perception.device where id ilike $1 or name ilike $1 or kind ilike $1',
    [wanted],
  )
  return { devices: rows.map(toDevice), count: counted?.count ?? 0 }
}

/** Gives a device a new secret; the old one is void at once. @throws {NotFound} */
export async function rotateSecret(db: Db, id: string): Promise<Registered> {
  const secret = newSecret()
  const rows = await db.query('update perception.device set secret_hash = $2 where id = $1 returning id', [
    id,
    hashSecret(secret),
  ])
  if (rows.length === 0) throw noDevice(id)
  return { id, secret }
}

/** Takes a device off the registry; what it measured stays. @throws {NotFound} */
export async function removeDevice(db: Db, id: string): Promise<void> {
  const rows = await db.query('delete from perception.device where id = $1 returning id', [id])
  if (rows.length === 0) throw noDevice(id)
}

export const noDevice = (id: string) => new NotFound(`There is no device ${id}.`)

import type { SystemKind } from '#contract'
import { type Db, type Keyring, placeOf, type SealedColumn, type Tx } from '#kernel'
import type { System } from './system.ts'

/** Passwords and tokens, each sealed for its own row. */
export const systemSecrets: SealedColumn = { table: 'exchange.system', key: 'id', column: 'secret' }

const columns = `id, department, name, spec, made_at as "madeAt", ended_at as "endedAt"`

type Row = Omit<System, 'endedAt'> & { readonly endedAt: Date | null }

const toSystem = ({ endedAt, ...system }: Row): System => ({ ...system, ...(endedAt !== null && { endedAt }) })

export async function saveSystem(
  tx: Tx,
  keyring: Keyring,
  system: Omit<System, 'endedAt'>,
  secret: string | undefined,
  by: string,
): Promise<void> {
  const { id, department, name, spec, madeAt } = system
  await tx.query(
    `insert into exchange.system (id, department, name, kind, spec, secret, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, department, name, spec.kind, JSON.stringify(spec), sealed(keyring, id, secret), by, madeAt],
  )
}

const sealed = (keyring: Keyring, id: string, secret: string | undefined) =>
  secret === undefined ? null : keyring.seal(placeOf(systemSecrets, id), secret)

export async function findSystem(db: Db, id: string): Promise<System | undefined> {
  const [row] = await db.query<Row>(`select ${columns} from exchange.system where id = $1`, [id])
  return row && toSystem(row)
}

/** With its password or token, for whoever connects to it and nobody else. */
export async function openSystem(
  db: Db,
  keyring: Keyring,
  id: string,
): Promise<{ readonly system: System; readonly secret: string } | undefined> {
  const [row] = await db.query<Row & { secret: Buffer | null }>(`select ${columns}, secret from exchange.system where id = $1`, [
    id,
  ])
  if (row === undefined) return undefined
  const { secret, ...rest } = row
  return { system: toSystem(rest), secret: secret === null ? '' : keyring.open(placeOf(systemSecrets, id), secret) }
}

/** Those that are connected, by name. */
export async function listSystems(db: Db, department: string): Promise<readonly System[]> {
  const rows = await db.query<Row>(
    `select ${columns} from exchange.system where department = $1 and ended_at is null order by name, id limit 500`,
    [department],
  )
  return rows.map(toSystem)
}

/** The entities of this node that are a department's own; it publishes of them as of any other system. */
export async function giveEntities(tx: Tx, department: string, types: readonly string[], now: Date): Promise<void> {
  await tx.query(
    `insert into exchange.system (id, department, name, kind, spec, made_by, made_at, ended_at)
     values ($1, $2, 'Datong', 'entities', $3, 'operator', $4, $5)
     on conflict (id) do update set spec = excluded.spec, ended_at = excluded.ended_at`,
    [`entities:${department}`, department, JSON.stringify({ kind: 'entities', types }), now, types.length === 0 ? now : null],
  )
}

/** What kind each of these systems is. */
export async function kindsOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, SystemKind>> {
  const rows = await db.query<{ id: string; kind: SystemKind }>('select id, kind from exchange.system where id = any($1)', [ids])
  return new Map(rows.map(({ id, kind }) => [id, kind]))
}

/** @returns false where the department has no such system that is connected */
export async function changeSecret(
  tx: Tx,
  keyring: Keyring,
  { id, department }: Pick<System, 'id' | 'department'>,
  secret: string,
): Promise<boolean> {
  const rows = await tx.query(
    `update exchange.system set secret = $3 where id = $1 and department = $2 and ended_at is null returning id`,
    [id, department, sealed(keyring, id, secret)],
  )
  return rows.length > 0
}

/** Its password is forgotten at once. @returns false where the department has no such system that is connected */
export async function endSystem(tx: Tx, id: string, department: string, now: Date): Promise<boolean> {
  const rows = await tx.query(
    `update exchange.system set ended_at = $3, secret = null where id = $1 and department = $2 and ended_at is null returning id`,
    [id, department, now],
  )
  return rows.length > 0
}

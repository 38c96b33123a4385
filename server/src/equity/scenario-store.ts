import type { PlanScopes, Scenario, ScenarioChange, ScenarioDraft } from '#contract'
import type { Db, Tx } from '#kernel'
import { liesInScopes } from './plan-store.ts'

const columns = `s.id, s.kind, v.version, v.name, v.note, v.ways, v.changes, s.created_at as "createdAt", v.saved_at as "savedAt",
  s.origin as "from"`

type Row = {
  readonly id: string
  readonly kind: string
  readonly version: number
  readonly name: string
  readonly note: string | null
  readonly ways: Pick<ScenarioDraft, 'within' | 'mode' | 'season' | 'area' | 'isPublished'>
  readonly changes: readonly ScenarioChange[]
  readonly createdAt: Date
  readonly savedAt: Date
  readonly from: string | null
}

/** @param version the newest without it */
export async function findScenario(db: Db, id: string, version?: number): Promise<Scenario | undefined> {
  const rows = await db.query<Row>(
    `select ${columns} from equity.scenario s join equity.scenario_version v on v.scenario = s.id
     where s.id = $1 and v.version = coalesce($2, s.version)`,
    [id, version ?? null],
  )
  return rows[0] && toScenario(rows[0])
}

type ListAsk = { readonly limit: number; readonly offset: number } & PlanScopes

export async function listScenarios(db: Db, { limit, offset, scopes }: ListAsk) {
  const among = `from equity.scenario s join equity.scenario_version v on v.scenario = s.id and v.version = s.version
     where ${liesInScopes(`v.ways->>'area'`, 1)}`
  const rows = await db.query<Row>(`select ${columns} ${among} order by s.saved_at desc, s.id limit $2 offset $3`, [
    scopes ?? null,
    limit,
    offset,
  ])
  const counted = await db.query<{ count: number }>(`select count(*) as count ${among}`, [scopes ?? null])
  return { items: rows.map(toScenario), count: counted[0]?.count ?? 0 }
}

/** Those that are open data, last saved first. */
export async function listPublished(db: Db, ask: { readonly scenario?: string; readonly service?: string }): Promise<Scenario[]> {
  const rows = await db.query<Row>(
    `select ${columns} from equity.scenario s join equity.scenario_version v on v.scenario = s.id and v.version = s.version
     where v.ways->>'isPublished' = 'true' and s.id = coalesce($1, s.id) and s.kind = coalesce($2, s.kind) order by s.saved_at desc, s.id`,
    [ask.scenario ?? null, ask.service ?? null],
  )
  return rows.map(toScenario)
}

export async function listVersions(db: Db, id: string) {
  return db.query<{ version: number; savedAt: Date; name: string }>(
    'select version, saved_at as "savedAt", name from equity.scenario_version where scenario = $1 order by version desc',
    [id],
  )
}

type New = { readonly id: string; readonly draft: ScenarioDraft; readonly at: Date; readonly from?: string | undefined }

export async function insertScenario(tx: Tx, { id, draft, at, from }: New): Promise<void> {
  await tx.query(`insert into equity.scenario (id, kind, version, created_at, saved_at, origin) values ($1, $2, 1, $3, $3, $4)`, [
    id,
    draft.kind,
    at,
    from ?? null,
  ])
  await insertVersion(tx, id, 1, draft, at)
}

/** @returns false where `version` is not the newest any more */
export async function saveOver(
  tx: Tx,
  over: { readonly id: string; readonly version: number },
  draft: ScenarioDraft,
  at: Date,
): Promise<boolean> {
  const rows = await tx.query(
    `update equity.scenario set version = version + 1, kind = $3, saved_at = $4 where id = $1 and version = $2 returning id`,
    [over.id, over.version, draft.kind, at],
  )
  if (rows.length === 0) return false
  await insertVersion(tx, over.id, over.version + 1, draft, at)
  return true
}

async function insertVersion(
  tx: Tx,
  id: string,
  version: number,
  { name, note, changes, within, mode, season, area, isPublished }: ScenarioDraft,
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into equity.scenario_version (scenario, version, name, note, ways, changes, saved_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, version, name, note ?? null, JSON.stringify({ within, mode, season, area, isPublished }), JSON.stringify(changes), at],
  )
}

/** @returns false where there is none */
export async function deleteScenario(db: Db, id: string): Promise<boolean> {
  return (await db.query('delete from equity.scenario where id = $1 returning id', [id])).length > 0
}

function toScenario({ note, from, ways, ...row }: Row): Scenario {
  return { ...row, ...ways, ...(note !== null && { note }), ...(from !== null && { from }) }
}

import type { PlanAnswer, PlanProgress, PlanQuestion, PlanScopes, PlanView } from '#contract'
import type { Db } from '#kernel'

/** A plan that runs and was not heard of for so long is lost: whoever computed it has gone. */
const silenceSeconds = 30

const columns = `id, state, question, created_at as "createdAt", ended_at as "endedAt", progress, answer, problem`

type Row = {
  readonly id: string
  readonly state: PlanView['state']
  readonly question: PlanQuestion
  readonly createdAt: Date
  readonly endedAt: Date | null
  readonly progress: PlanProgress
  readonly answer: PlanAnswer | null
  readonly problem: string | null
}

/** Whether the area of a code lies in one of the scope paths of a parameter; true where that is null. */
export const liesInScopes = (code: string, parameter: number): string => `($${parameter}::text[] is null or exists (
  select from analytics.area a cross join unnest($${parameter}::text[]) as s(path)
  where a.code = ${code} and starts_with(a.path || '/', rtrim(s.path, '/') || '/')))`

export async function insertPlan(
  db: Db,
  plan: { readonly id: string; readonly question: PlanQuestion; readonly at: Date },
): Promise<void> {
  await db.query(
    `insert into equity.plan (id, question, state, created_at, beat_at, progress) values ($1, $2, 'waiting', $3, $3, $4)`,
    [plan.id, JSON.stringify(plan.question), plan.at, JSON.stringify({ stage: 'waiting', seconds: 0 } satisfies PlanProgress)],
  )
}

export async function findPlan(db: Db, id: string): Promise<PlanView | undefined> {
  const rows = await db.query<Row>(`select ${columns} from equity.plan where id = $1`, [id])
  return rows[0] && toView(rows[0])
}

type ListAsk = { readonly limit: number; readonly offset: number } & PlanScopes

export async function listPlans(db: Db, { limit, offset, scopes }: ListAsk) {
  const among = `from equity.plan where ${liesInScopes(`question->>'area'`, 1)}`
  const rows = await db.query<Row>(`select ${columns} ${among} order by created_at desc, id limit $2 offset $3`, [
    scopes ?? null,
    limit,
    offset,
  ])
  const counted = await db.query<{ count: number }>(`select count(*) as count ${among}`, [scopes ?? null])
  return { items: rows.map(toView), count: counted[0]?.count ?? 0 }
}

/** The plan that has waited longest. */
export async function findWaiting(db: Db): Promise<string | undefined> {
  const rows = await db.query<{ id: string }>(
    `select id from equity.plan where state = 'waiting' and not is_stop_wanted order by created_at limit 1`,
  )
  return rows[0]?.id
}

/** Takes a plan that waits. @returns false where somebody else has, or it was stopped or removed meanwhile */
export async function takePlan(db: Db, id: string, at: Date): Promise<boolean> {
  const rows = await db.query(
    `update equity.plan set state = 'running', beat_at = $2 where id = $1 and state = 'waiting' and not is_stop_wanted returning id`,
    [id, at],
  )
  return rows.length > 0
}

/** Says how far a running plan is. @returns false where it is to end: somebody stopped or removed it */
export async function beatPlan(db: Db, id: string, at: Date, progress: PlanProgress): Promise<boolean> {
  const rows = await db.query<{ stop: boolean }>(
    `update equity.plan set beat_at = $2, progress = $3 where id = $1 and state = 'running' returning is_stop_wanted as stop`,
    [id, at, JSON.stringify(progress)],
  )
  return rows[0]?.stop === false
}

export type PlanEnd = {
  readonly state: 'done' | 'stopped' | 'failed'
  readonly at: Date
  readonly progress: PlanProgress
  readonly answer?: PlanAnswer | undefined
  readonly problem?: string | undefined
}

export async function endPlan(db: Db, id: string, { state, at, progress, answer, problem }: PlanEnd): Promise<void> {
  await db.query(
    `update equity.plan set state = $2, ended_at = $3, beat_at = $3, progress = $4, answer = $5, problem = $6
     where id = $1 and state = 'running'`,
    [id, state, at, JSON.stringify(progress), answer === undefined ? null : JSON.stringify(answer), problem ?? null],
  )
}

/** Whoever computes it hears of this with its next beat; a plan that still waits ends at once. */
export async function wantStop(db: Db, id: string, at: Date): Promise<void> {
  await db.query(
    `update equity.plan set is_stop_wanted = true,
       state = case when state = 'waiting' then 'stopped' else state end,
       ended_at = case when state = 'waiting' then $2 else ended_at end
     where id = $1 and state in ('waiting', 'running')`,
    [id, at],
  )
}

export async function deletePlan(db: Db, id: string): Promise<void> {
  await db.query('delete from equity.plan where id = $1', [id])
}

/** Plans that run on a node which has gone. */
export async function loseSilent(db: Db, now: Date): Promise<void> {
  await db.query(
    `update equity.plan set state = 'lost', ended_at = beat_at,
       problem = 'The node stopped while the plan was computed. Ask again.'
     where state = 'running' and beat_at < $1`,
    [new Date(now.getTime() - silenceSeconds * 1000)],
  )
}

function toView({ endedAt, answer, problem, ...row }: Row): PlanView {
  return {
    ...row,
    ...(endedAt !== null && { endedAt }),
    ...(answer !== null && { answer }),
    ...(problem !== null && { problem }),
  }
}

import type { Visitor } from '#contract'
import { type Db, type Tx, uuidv7 } from '#kernel'
import type { SignedInBy } from './principal.ts'
import { seenEvery, sessionLimits } from './session-limits.ts'
import type { SessionRow } from './session-row.ts'

export type SessionStart = {
  readonly kind: 'resident' | 'officer'
  readonly owner: string
  readonly signedInBy: SignedInBy
  readonly device: string
  readonly sourceIndex: Buffer
}

/** @returns the id by which people see and end the session, unlike its token */
export async function saveSession(tx: Tx, tokenHash: Buffer, start: SessionStart, now: Date): Promise<string> {
  const { idle, whole } = sessionLimits[start.kind]
  const id = uuidv7()
  await tx.query(
    `insert into trust.session (token_hash, id, kind, owner, signed_in_by, device, source_index, created_at, seen_at, idle_until, ends_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10)`,
    [
      tokenHash,
      id,
      start.kind,
      start.owner,
      start.signedInBy,
      start.device,
      start.sourceIndex,
      now,
      new Date(now.getTime() + idle),
      new Date(now.getTime() + whole),
    ],
  )
  return id
}

const person = (name: string) => `case when ${name}.id is null then null else jsonb_build_object('id', ${name}.id,
  'name', ${name}.name, 'number', ${name}.number, 'area', ${name}.area, 'bornOn', ${name}.born_on) end`

/** One read by primary key on each request, so that what was ended anywhere is ended everywhere, at once. */
export async function findSession(db: Db, tokenHash: Buffer): Promise<SessionRow | undefined> {
  const rows = await db.prepared<SessionRow>(
    `select s.id, s.kind, s.signed_in_by as "signedInBy", s.seen_at as "seenAt", s.idle_until as "idleUntil",
       s.ends_at as "endsAt", s.ended_at as "endedAt", s.helping_until as "helpingUntil",
       ${person('r')} as resident, ${person('h')} as helping,
       case when o.id is null then null else jsonb_build_object('id', o.id, 'name', o.name, 'department', o.department,
         'roles', o.roles, 'jurisdiction', o.jurisdiction, 'hasEnded', o.ended_at is not null) end as officer,
       case when d.id is null then null else jsonb_build_object('id', d.id, 'services', d.services, 'until', d.until,
         'isRevoked', d.revoked_at is not null, 'resident', jsonb_build_object('id', p.id, 'name', p.name)) end as delegation
     from trust.session s
     left join trust.resident r on s.kind = 'resident' and r.id = s.owner
     left join trust.officer o on s.kind = 'officer' and o.id = s.owner
     left join trust.resident h on h.id = s.helping
     left join trust.delegation d on d.id = s.delegation
     left join trust.resident p on p.id = d.resident
     where s.token_hash = $1`,
    [tokenHash],
  )
  return rows[0]
}

/** A session that is used stays; written down once a minute at most. */
export async function touchSession(db: Db, row: SessionRow, now: Date): Promise<void> {
  if (now.getTime() - row.seenAt.getTime() < seenEvery) return
  await db.prepared('update trust.session set seen_at = $2, idle_until = $3 where id = $1 and ended_at is null', [
    row.id,
    now,
    new Date(now.getTime() + sessionLimits[row.kind].idle),
  ])
}

export type SessionOwner = { readonly kind: 'resident' | 'officer'; readonly id: string }

/** Whose sessions and passkeys a visitor may see and end: their own, and with a helper beside them nobody's. */
export function ownerOf(who: Visitor): SessionOwner | undefined {
  if (who.kind === 'officer') return { kind: 'officer', id: who.id }
  return who.kind === 'resident' && who.helper === undefined ? { kind: 'resident', id: who.id } : undefined
}

export type KeptSession = {
  readonly id: string
  readonly device: string
  readonly signedInBy: SignedInBy
  readonly createdAt: Date
  readonly seenAt: Date
}

/** Sessions that are open, newest first. */
export async function openSessions(db: Db, { kind, id }: SessionOwner, now: Date): Promise<KeptSession[]> {
  return db.query<KeptSession>(
    `select id, device, signed_in_by as "signedInBy", created_at as "createdAt", seen_at as "seenAt" from trust.session
     where kind = $1 and owner = $2 and ended_at is null and idle_until > $3 and ends_at > $3 order by seen_at desc limit 200`,
    [kind, id, now],
  )
}

/** Ends the open sessions of somebody: one of them, all but one, or all. @returns how many */
export async function closeSessions(
  db: Db,
  { kind, id }: SessionOwner,
  which: { readonly only?: string; readonly but?: string },
  now: Date,
): Promise<number> {
  const rows = await db.query(
    `update trust.session set ended_at = $5 where kind = $1 and owner = $2 and ended_at is null
     and ($3::text is null or id = $3) and ($4::text is null or id <> $4) returning id`,
    [kind, id, which.only ?? null, which.but ?? null, now],
  )
  return rows.length
}

/** Whether somebody has signed in from there before, within the last 90 days. */
export async function isKnownSource(db: Db, resident: string, sourceIndex: Buffer, now: Date): Promise<boolean> {
  const rows = await db.query(
    `select 1 from trust.session where kind = 'resident' and owner = $1 and source_index = $2 and created_at > $3 limit 1`,
    [resident, sourceIndex, new Date(now.getTime() - 90 * 86_400_000)],
  )
  return rows.length > 0
}

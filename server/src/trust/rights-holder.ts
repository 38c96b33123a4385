import type { ErasureView, KeptView } from '#contract'
import type { Tx } from '#kernel'
import type { Reason } from './policy-set.ts'
import { accessesOf } from './record-accesses.ts'

/** A place where something is kept about people. Services bring theirs. */
export type Holder = {
  readonly id: string
  readonly names: Reason
  readonly category: 'personal' | 'sensitive'
  /** Officers see it, too, where the gate lets them see the person. */
  readonly isForOfficers?: boolean
  /** Of this, something is kept when somebody is deleted. */
  readonly keeps?: Reason
  /** What is kept about somebody: short rows, without what concerns others. */
  read(tx: Tx, person: string): Promise<KeptView['rows']>
  /** Erases what the law does not keep. */
  erase(tx: Tx, person: string, now: Date): Promise<Erased>
  /** For what is erased in a transaction of its own: done before, and again where the rest fails. */
  eraseFirst?(person: string): Promise<void>
}

export type Erased = Omit<ErasureView, 'names'>

/** How long proof of what was allowed and done is kept after its end. */
const proofYears = 3

const count = (rows: readonly unknown[]) => rows.length

const keptAsProof: Reason = {
  en: `It proves what was allowed and done, and is kept for ${proofYears} years.`,
  'zh-Hans': `用于证明曾经的授权和行为，保留 ${proofYears} 年。`,
}

const before = (now: Date) => new Date(Date.UTC(now.getUTCFullYear() - proofYears, now.getUTCMonth(), now.getUTCDate()))

const account: Holder = {
  id: 'account',
  names: { en: 'Account', 'zh-Hans': '账户' },
  category: 'personal',
  isForOfficers: true,
  read: (tx, person) =>
    tx.query(
      `select name, number, area, to_char(born_on, 'YYYY-MM-DD') as "bornOn", contact, created_at as "since"
       from trust.resident where id = $1`,
      [person],
    ),
  erase: async (tx, person) => ({
    erased: count(await tx.query('delete from trust.resident where id = $1 returning 1', [person])),
    kept: 0,
  }),
}

const signIns: Holder = {
  id: 'sign-ins',
  names: { en: 'Devices and sign-ins', 'zh-Hans': '设备和登录' },
  category: 'personal',
  read: async (tx, person) => [
    ...(await tx.query<Record<string, unknown>>(
      `select 'passkey' as kind, name, created_at as since from trust.passkey where owner_kind = 'resident' and owner = $1 order by since`,
      [person],
    )),
    ...(await tx.query<Record<string, unknown>>(
      `select 'session' as kind, device, created_at as since from trust.session where kind = 'resident' and owner = $1 order by since`,
      [person],
    )),
  ],
  erase: async (tx, person) => ({
    erased:
      count(await tx.query(`delete from trust.passkey where owner_kind = 'resident' and owner = $1 returning 1`, [person])) +
      count(await tx.query(`delete from trust.session where kind = 'resident' and owner = $1 returning 1`, [person])),
    kept: 0,
  }),
}

const delegations: Holder = {
  id: 'delegations',
  names: { en: 'Who acts for whom', 'zh-Hans': '代办关系' },
  category: 'personal',
  read: (tx, person) =>
    tx.query(
      `select kind, case when resident = $1 then 'acts for me' else 'I act for' end as side, services, created_at as since, until,
         revoked_at as "endedAt" from trust.delegation where resident = $1 or delegate = $1 order by created_at`,
      [person],
    ),
  erase: async (tx, person) => ({
    erased: count(await tx.query('delete from trust.delegation where resident = $1 or delegate = $1 returning 1', [person])),
    kept: 0,
  }),
}

const publicLife: Holder = {
  id: 'public-life',
  names: { en: 'List of people in public life', 'zh-Hans': '公众人物名单' },
  category: 'personal',
  read: (tx, person) => tx.query('select added_at as since from trust.public_figure where person = $1', [person]),
  erase: async (tx, person) => ({
    erased: count(await tx.query('delete from trust.public_figure where person = $1 returning 1', [person])),
    kept: 0,
  }),
}

const consents: Holder = {
  id: 'consents',
  names: { en: 'Consents', 'zh-Hans': '同意' },
  category: 'personal',
  keeps: keptAsProof,
  read: (tx, person) =>
    tx.query(
      `select recipient, service, purposes, category, about, state, asked_at as "askedAt", answered_at as "answeredAt", until,
         ended_at as "endedAt" from trust.consent where subject = $1 order by asked_at`,
      [person],
    ),
  erase: async (tx, person, now) => {
    await tx.query(
      `update trust.consent set state = 'withdrawn', ended_by = $1, ended_at = $2 where subject = $1 and state = 'given'`,
      [person, now],
    )
    const gone = await tx.query(
      `delete from trust.consent where subject = $1 and (state in ('asked', 'refused') or coalesce(ended_at, until) < $2) returning 1`,
      [person, before(now)],
    )
    return proof(count(gone), count(await tx.query('select 1 from trust.consent where subject = $1', [person])))
  },
}

const cases: Holder = {
  id: 'cases',
  names: { en: 'What was asked for by right', 'zh-Hans': '权利申请' },
  category: 'personal',
  keeps: keptAsProof,
  read: (tx, person) =>
    tx.query(
      `select kind, text, state, opened_at as "openedAt", due_at as "dueAt", closed_at as "closedAt", answer
       from trust.rights_case where subject = $1 order by opened_at`,
      [person],
    ),
  erase: async (tx, person, now) => {
    const gone = await tx.query('delete from trust.rights_case where subject = $1 and closed_at < $2 returning 1', [
      person,
      before(now),
    ])
    return proof(count(gone), count(await tx.query('select 1 from trust.rights_case where subject = $1', [person])))
  },
}

const emergencies: Holder = {
  id: 'emergencies',
  names: { en: 'Emergencies in which somebody looked', 'zh-Hans': '紧急查看' },
  category: 'personal',
  keeps: keptAsProof,
  read: (tx, person) =>
    tx.query(
      `select department, reason, opened_at as "openedAt", coalesce(ended_at, until) as until, verdict, note
       from trust.emergency where subject = $1 order by opened_at`,
      [person],
    ),
  erase: async (tx, person, now) => {
    const gone = await tx.query('delete from trust.emergency where subject = $1 and reviewed_at < $2 returning 1', [
      person,
      before(now),
    ])
    return proof(count(gone), count(await tx.query('select 1 from trust.emergency where subject = $1', [person])))
  },
}

const accesses: Holder = {
  id: 'accesses',
  names: { en: 'Records of who looked', 'zh-Hans': '查看记录' },
  category: 'personal',
  keeps: keptAsProof,
  read: async (tx, person) => {
    const { items } = await accessesOf(tx, person, {
      by: 'anybody',
      kinds: ['access', 'emergency'],
      page: { limit: 5000, offset: 0 },
    })
    return items.map(({ at, actor, action, resource, purpose, basis, decision, reason }) => ({
      at,
      by: actor.kind,
      action,
      resource,
      purpose,
      basis: basis?.kind,
      decision,
      reason,
    }))
  },
  erase: async (tx, person) => {
    const { count } = await accessesOf(tx, person, { by: 'anybody', page: { limit: 1, offset: 0 } })
    return proof(0, count)
  },
}

/** What trust itself keeps about people. */
export const ownHolders: readonly Holder[] = [account, signIns, delegations, publicLife, consents, cases, emergencies, accesses]

function proof(erased: number, kept: number): Erased {
  return { erased, kept, ...(kept > 0 && { why: keptAsProof }) }
}

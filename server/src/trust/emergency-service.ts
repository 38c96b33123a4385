import type { EmergencyService, EmergencyView, RightsDone } from '#contract'
import type { Db, Tx } from '#kernel'
import type { AccountParts } from './account-parts.ts'
import { personByNumber } from './consent-service.ts'
import {
  type Emergency,
  emergenciesOfOfficer,
  endEmergency,
  listEmergencies,
  lockEmergency,
  reviewEmergency,
  saveEmergency,
} from './emergency-store.ts'
import type { Officer } from './principal.ts'
import { record } from './record-append.ts'
import { notify } from './rights-notice.ts'
import { officerFor, protectionOfficerFor } from './rights-visitor.ts'

const failed = (why: Extract<RightsDone, { ok: false }>['why']): RightsDone => ({ ok: false, why })
const hour = 3_600_000
const longest = 24

/** The shortest reason that says anything. */
const fewest = 20

/**
 * Emergency access: an officer says why, may then look at one person's data for some hours, and the person and the data protection
 * officer are told at once. Every one is reviewed, by somebody else.
 */
export function createEmergencies({ pool, clock }: AccountParts): EmergencyService {
  return {
    open: (who, { number, reason, hours }) =>
      pool.transaction(async (tx) => {
        const officer = officerFor(who)
        const person = await personByNumber(tx, number)
        if (person === undefined) return failed('no-such-person')
        if (reason.trim().length < fewest) return failed('reason-too-short')
        const now = clock()
        const until = new Date(now.getTime() + Math.min(longest, Math.max(1, hours)) * hour)
        const { id: officerId, department } = officer
        const draft = {
          officer: officerId,
          department,
          subject: person.id,
          reason: reason.trim(),
          area: person.area,
          openedAt: now,
          until,
        }
        const id = await saveEmergency(tx, draft)
        await recordEmergency(tx, officer, { id, subject: person.id, area: person.area }, 'open', reason.trim(), now)
        await notify(tx, `resident:${person.id}`, 'emergency', id, now)
        await notify(tx, 'role:data-protection', 'emergency', id, now)
        return { ok: true, id }
      }),
    end: (who, id) =>
      pool.transaction(async (tx) => {
        const officer = officerFor(who)
        const one = await lockEmergency(tx, id)
        if (one === undefined || one.officer !== officer.id) return failed('not-there')
        await endEmergency(tx, id, clock())
        await recordEmergency(tx, officer, one, 'end', 'own', clock())
        return { ok: true }
      }),
    own: async (who) => views(pool, await emergenciesOfOfficer(pool, officerFor(who).id, 50), clock()),
    list: async (who, { limit, offset }) =>
      views(pool, await listEmergencies(pool, protectionOfficerFor(who).jurisdiction, limit, offset), clock()),
    review: (who, id, { verdict, note }) =>
      pool.transaction(async (tx) => {
        const officer = protectionOfficerFor(who)
        const one = await lockEmergency(tx, id)
        if (one === undefined || !officer.jurisdiction.some((above) => liesIn(one.area, above))) return failed('not-there')
        if (one.officer === officer.id) return failed('not-your-own')
        if (one.reviewedAt !== undefined) return failed('answered-already')
        if (note.trim().length < fewest) return failed('reason-too-short')
        await reviewEmergency(tx, id, { by: officer.id, verdict, note: note.trim() }, clock())
        await recordEmergency(tx, officer, one, `review-${verdict}`, note.trim(), clock())
        await notify(tx, `resident:${one.subject}`, 'emergency-reviewed', id, clock())
        return { ok: true }
      }),
  }
}

const liesIn = (path: string, above: string) => above === '/' || path === above || path.startsWith(`${above}/`)

async function recordEmergency(
  tx: Tx,
  officer: Officer,
  { id, subject, area }: Pick<Emergency, 'id' | 'subject' | 'area'>,
  action: string,
  reason: string,
  at: Date,
): Promise<void> {
  await record(tx, {
    kind: 'emergency',
    actor: { kind: 'officer', id: officer.id },
    subjects: [subject],
    action,
    resource: `emergency:${id}`,
    categories: [],
    basis: { kind: 'emergency', ref: id },
    area,
    decision: 'allow',
    reason,
    at,
  })
}

async function views(db: Db, all: readonly Emergency[], now: Date): Promise<readonly EmergencyView[]> {
  const named = async (table: 'resident' | 'officer', ids: readonly string[]) =>
    new Map(
      (
        await db.query<{ id: string; name: string; number: string }>(
          `select id, name, ${table === 'resident' ? 'number' : `'' as number`} from trust.${table} where id = any($1)`,
          [ids],
        )
      ).map((row) => [row.id, row]),
    )
  const people = await named(
    'resident',
    all.map(({ subject }) => subject),
  )
  const officers = await named(
    'officer',
    all.map(({ officer }) => officer),
  )
  return all.map((one) => ({
    id: one.id,
    officer: { id: one.officer, name: officers.get(one.officer)?.name ?? one.officer, department: one.department },
    person: { name: people.get(one.subject)?.name ?? '—', number: people.get(one.subject)?.number ?? '' },
    reason: one.reason,
    openedAt: one.openedAt,
    until: one.until,
    ...(one.endedAt && { endedAt: one.endedAt }),
    isOpen: one.endedAt === undefined && one.until > now,
    ...(one.reviewedAt && one.verdict && { review: { at: one.reviewedAt, verdict: one.verdict, note: one.note ?? '' } }),
  }))
}

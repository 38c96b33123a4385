import type { KeptView, RightsCaseView, RightsDone, RightsService, Visitor } from '#contract'
import type { Db, Tx } from '#kernel'
import { missingToBind } from './account-binding.ts'
import type { AccountParts } from './account-parts.ts'
import { actorOf, type PeopleGate } from './gate-people.ts'
import type { Officer, Principal, Resident } from './principal.ts'
import { record } from './record-append.ts'
import { casesIn, casesOf, closeCase, findCase, lockCase, openCase, type RightsCase } from './rights-case.ts'
import type { Holder } from './rights-holder.ts'
import { looksAt, type NameResource } from './rights-looks.ts'
import { notify, readNotices } from './rights-notice.ts'
import { findPerson } from './rights-person.ts'
import { personOf, protectionOfficerFor, residentFor } from './rights-visitor.ts'

const done: RightsDone = { ok: true }
const failed = (why: Extract<RightsDone, { ok: false }>['why']): RightsDone => ({ ok: false, why })

/** The rights of people over what is kept about them, each a case with a day by which it is answered. */
export function createRights(
  parts: AccountParts,
  gate: PeopleGate,
  holders: readonly Holder[],
  nameResource?: NameResource,
): RightsService {
  const { pool, clock } = parts
  /** Reads everything about the visitor as the gravest of it asks for. */
  const openOwn = <T>(
    who: Visitor,
    action: 'read' | 'export' | 'write',
    what: string,
    work: (tx: Tx, resident: Resident) => Promise<T>,
  ) => {
    const principal = residentFor(who)
    const resource = { kind: 'person', category: 'sensitive', subject: personOf(principal) } as const
    return gate.open({ principal, action, resource, what, service: 'registry' }, (tx) => work(tx, principal))
  }
  return {
    see: (who) => openOwn(who, 'export', 'everything', (tx, resident) => readAll(tx, holders, personOf(resident))),
    looks: (who, page) =>
      openOwn(who, 'read', 'accesses', (tx, resident) => looksAt(tx, { holders, nameResource }, personOf(resident), page)),
    cases: async (who) => (await casesOf(pool, personOf(residentFor(who)))).map((one) => toView(one, clock())),
    isRestricted: async (who) => (await findPerson(pool, personOf(residentFor(who)), clock()))?.isRestricted ?? false,
    open: (who, { kind, text, about, second }) =>
      openOwn(who, 'write', 'rights', async (tx, resident) => {
        const subject = personOf(resident)
        // Whoever acts for another may ask in their name, but not have them deleted.
        if (kind === 'delete' && subject !== resident.id) return failed('not-yours')
        const missing = kind === 'delete' && who.kind === 'resident' ? await missingToBind(parts, tx, who, second) : undefined
        if (missing !== undefined) return failed(missing)
        if (kind === 'correct' && text.trim().length < 5) return failed('reason-too-short')
        const isOpen = (await casesOf(tx, subject)).some(
          (one) => one.state === 'open' && one.kind === kind && one.about === about,
        )
        if (isOpen) return failed('open-already')
        const now = clock()
        const wish = { subject, kind, text: text.trim(), by: resident.id, ...(about !== undefined && { about }) }
        const id = await openCase(tx, wish, now)
        if (kind === 'restrict')
          await tx.query('insert into trust.restriction (subject, since) values ($1, $2) on conflict do nothing', [subject, now])
        await recordRight(tx, resident, subject, kind, id, now)
        if (kind === 'correct' || kind === 'delete' || kind === 'ask')
          await notify(tx, 'role:data-protection', 'rights-opened', id, now)
        return { ok: true, id }
      }),
    lift: (who) =>
      openOwn(who, 'write', 'rights', async (tx, resident) => {
        const subject = personOf(resident)
        await tx.query('update trust.restriction set ended_at = $2 where subject = $1 and ended_at is null', [subject, clock()])
        await recordRight(tx, resident, subject, 'lift-restriction', subject, clock())
        return done
      }),
    notices: async (who) => {
      if (who.kind === 'resident') return readNotices(pool, `resident:${personOf(residentFor(who))}`, clock())
      return readNotices(pool, `role:${protectionOfficerFor(who) && 'data-protection'}`, clock())
    },
    inbox: async (who, { limit, offset }) => {
      const cases = await casesIn(pool, protectionOfficerFor(who).jurisdiction, limit, offset)
      const rows = await pool.query<{ id: string; name: string; number: string }>(
        'select id, name, number from trust.resident where id = any($1)',
        [cases.map(({ subject }) => subject)],
      )
      const people = new Map(rows.map(({ id, name, number }) => [id, { name, number }]))
      return cases.map((one) => {
        const person = people.get(one.subject)
        return { ...toView(one, clock()), ...(person && { person }) }
      })
    },
    answer: async (who, id, { state, text }) => {
      const officer = protectionOfficerFor(who)
      const check = async (db: Db, one: RightsCase | undefined) => {
        const person = one && (await findPerson(db, one.subject, clock()))
        if (one === undefined || !isWithin(officer, person?.area)) return 'not-there'
        if (one.state !== 'open') return 'answered-already'
        return text.trim().length < 5 ? 'reason-too-short' : undefined
      }
      const asked = await findCase(pool, id)
      const trouble = await check(pool, asked)
      if (trouble !== undefined || asked === undefined) return failed(trouble ?? 'not-there')
      if (asked.kind === 'delete' && state === 'done') for (const { eraseFirst } of holders) await eraseFirst?.(asked.subject)
      return pool.transaction(async (tx): Promise<RightsDone> => {
        const one = await lockCase(tx, id)
        const late = await check(tx, one)
        if (late !== undefined || one === undefined) return failed(late ?? 'not-there')
        const now = clock()
        const outcome = one.kind === 'delete' && state === 'done' ? await eraseAll(tx, holders, one.subject, now) : undefined
        await closeCase(tx, id, { by: officer.id, state, answer: text.trim(), ...(outcome && { outcome }) }, now)
        await recordRight(tx, officer, one.subject, `${one.kind}-${state}`, id, now)
        await notify(tx, `resident:${one.subject}`, 'rights-answered', id, now)
        return done
      })
    },
  }
}

export async function readAll(tx: Tx, holders: readonly Holder[], person: string): Promise<readonly KeptView[]> {
  const kept: KeptView[] = []
  for (const { id, names, category, keeps, read } of holders)
    kept.push({ id, names, category, ...(keeps && { keeps }), rows: await read(tx, person) })
  return kept
}

/** The account last: until then everything else can still be found by it. */
async function eraseAll(tx: Tx, holders: readonly Holder[], person: string, now: Date) {
  const erased = []
  for (const { names, erase } of holders.toReversed()) erased.push({ names, ...(await erase(tx, person, now)) })
  return erased.reverse()
}

const isWithin = ({ jurisdiction }: Officer, area = '/') =>
  jurisdiction.some((above) => above === '/' || area === above || area.startsWith(`${above}/`))

function toView({ subject: _subject, about: _about, ...one }: RightsCase, now: Date): RightsCaseView {
  return { ...one, isLate: one.state === 'open' && one.dueAt < now }
}

async function recordRight(tx: Tx, who: Principal, subject: string, action: string, id: string, at: Date): Promise<void> {
  const { actor, onBehalfOf } = actorOf(who)
  await record(tx, {
    kind: 'rights',
    actor,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    subjects: [subject],
    action,
    resource: `rights-case:${id}`,
    categories: [],
    decision: 'allow',
    reason: who.kind === 'resident' ? 'own' : 'data-protection',
    at,
  })
}

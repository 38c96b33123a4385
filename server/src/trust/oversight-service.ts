import type { OverseenLook, OversightService, RightsDone } from '#contract'
import type { Db, Tx } from '#kernel'
import type { AccountParts } from './account-parts.ts'
import { isAtNight } from './audit-unusual.ts'
import { personByNumber } from './consent-service.ts'
import { liesIn } from './officer-roles.ts'
import { findOfficer } from './officer-store.ts'
import { findInAll, findInDepartment } from './oversight-find.ts'
import { addPublicFigure, dropPublicFigure, publicFigures, readKnown } from './oversight-known.ts'
import { type LookRow, looksOfOfficer, type Scope } from './oversight-looks.ts'
import { listReviews, saveReview } from './oversight-review.ts'
import { readUse, toUse, writeUse } from './oversight-use.ts'
import { isPurpose, purposes } from './policy-purposes.ts'
import type { Officer } from './principal.ts'
import { record } from './record-append.ts'
import type { Json } from './record-entry.ts'
import { protectionOfficerFor } from './rights-visitor.ts'

const day = 86_400_000
const longest = 92
const fewest = 20
const failed = (why: Extract<RightsDone, { ok: false }>['why']): RightsDone => ({ ok: false, why })

export type OversightOptions = {
  /** The time zone by which night is night. */
  readonly zone: () => Promise<string>
}

/** How people's data is used, for the data protection officer of an area: what stands out, and who looks for what. */
export function createOversight({ pool, clock }: AccountParts, { zone }: OversightOptions): OversightService {
  const scopeFor = async ({ jurisdiction }: Officer, days: number, until = clock()): Promise<Scope> => ({
    from: new Date(until.getTime() - Math.min(longest, Math.max(1, days)) * day),
    to: until,
    areas: jurisdiction,
    zone: await zone(),
  })
  const changeFigure = (who: Parameters<OversightService['addPublicFigure']>[0], number: string, action: 'add' | 'drop') =>
    pool.transaction(async (tx): Promise<RightsDone> => {
      const officer = protectionOfficerFor(who)
      const person = await personByNumber(tx, number)
      if (person === undefined || !officer.jurisdiction.some((above) => liesIn(person.area, above)))
        return failed('no-such-person')
      const isChanged =
        action === 'add' ? await addPublicFigure(tx, person.id, officer.id, clock()) : await dropPublicFigure(tx, person.id)
      if (!isChanged) return failed('answered-already')
      await recordOversight(tx, officer, `${action}-public-figure`, 'public-figure', { at: clock(), subject: person.id })
      return { ok: true }
    })
  return {
    unusual: async (who, days) => {
      const scope = await scopeFor(protectionOfficerFor(who), days)
      return { ...(await findInAll(pool, scope)), until: scope.to }
    },
    looksOf: async (who, id, { days, ...page }) => {
      const protector = protectionOfficerFor(who)
      const officer = await findOfficer(pool, id)
      if (officer === undefined) return undefined
      const scope = await scopeFor(protector, days)
      const { found } = await findInDepartment(pool, scope, officer.department)
      const unusual = found.find((one) => one.officer.id === id)
      const { name, department, roles } = officer
      return pool.transaction(async (tx) => {
        const { rows, count } = await looksOfOfficer(tx, scope, id, page)
        const detail = { from: scope.from.toISOString(), to: scope.to.toISOString() }
        await recordOversight(tx, protector, 'read-looks', `officer:${id}`, { at: clock(), detail })
        const looks = await toLooks(tx, id, rows)
        return { officer: { id, name, department, roles }, ...(unusual && { unusual }), until: scope.to, looks, count }
      })
    },
    review: async (who, id, { days, until, note }) => {
      const protector = protectionOfficerFor(who)
      if (id === protector.id) return failed('not-your-own')
      if (note.trim().length < fewest) return failed('reason-too-short')
      const officer = await findOfficer(pool, id)
      if (officer === undefined || !(until <= clock())) return failed('not-there')
      const scope = await scopeFor(protector, days, until)
      const { found } = await findInDepartment(pool, scope, officer.department)
      const one = found.find((each) => each.officer.id === id)
      if (one === undefined) return failed('not-there')
      return pool.transaction(async (tx): Promise<RightsDone> => {
        const { since: from, looks, people, reasons } = one
        const row = { officer: id, from, until, looks, people, reasons, note: note.trim(), by: protector.id }
        const review = await saveReview(tx, row, clock())
        const kinds = reasons.map(({ kind }) => kind)
        await recordOversight(tx, protector, 'review-unusual', `officer:${id}`, { at: clock(), detail: { review, kinds } })
        return { ok: true }
      })
    },
    reviews: async (who, { limit, offset }) => listReviews(pool, protectionOfficerFor(who).jurisdiction, limit, offset),
    use: async (who, days) => (await readUse(pool, await scopeFor(protectionOfficerFor(who), days))).map(toUse),
    useCsv: async (who, days) => {
      const scope = await scopeFor(protectionOfficerFor(who), days)
      return writeUse(await readUse(pool, scope), scope)
    },
    publicFigures: async (who) => {
      const { jurisdiction } = protectionOfficerFor(who)
      return (await publicFigures(pool)).filter(({ area }) => jurisdiction.some((above) => liesIn(area, above)))
    },
    addPublicFigure: (who, number) => changeFigure(who, number, 'add'),
    dropPublicFigure: (who, number) => changeFigure(who, number, 'drop'),
  }
}

async function toLooks(db: Db, officer: string, rows: readonly LookRow[]): Promise<readonly OverseenLook[]> {
  const ids = [...new Set(rows.map(({ person }) => person))]
  const known = await readKnown(db, [officer], ids)
  const people = await db.query<{ id: string; name: string; number: string }>(
    'select id, name, number from trust.resident where id = any($1)',
    [ids],
  )
  const named = new Map(people.map(({ id, name, number }) => [id, { name, number }]))
  const home = known.get(officer)?.area
  return rows.map(({ at, person: id, action, purpose, basis, categories, isAllowed, hour }) => {
    const person = named.get(id)
    const category = (['sensitive', 'personal'] as const).find((one) => categories.includes(one))
    return {
      at,
      action,
      isAllowed,
      isAtNight: isAtNight({ hour }),
      isNeighbour: home !== undefined && known.get(id)?.area === home,
      isPublicFigure: known.get(id)?.isPublicFigure ?? false,
      ...(person && { person }),
      ...(purpose !== null && isPurpose(purpose) && { purpose: purposes[purpose] }),
      ...(basis !== null && { basis }),
      ...(category && { category }),
    }
  })
}

/** Whoever oversees is recorded, too. */
async function recordOversight(
  tx: Tx,
  officer: Officer,
  action: string,
  resource: string,
  { at, subject, detail }: { readonly at: Date; readonly subject?: string; readonly detail?: Json },
): Promise<void> {
  await record(tx, {
    kind: 'officer-action',
    actor: { kind: 'officer', id: officer.id },
    subjects: subject === undefined ? [] : [subject],
    action,
    resource,
    categories: [],
    purpose: 'oversight',
    decision: 'allow',
    reason: 'data-protection',
    ...(detail !== undefined && { detail }),
    at,
  })
}

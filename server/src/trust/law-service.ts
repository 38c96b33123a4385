import type { LawDraft, LawService, LawView, RightsDone } from '#contract'
import { type Tx, uuidv7 } from '#kernel'
import type { AccountParts } from './account-parts.ts'
import { purposeViews } from './consent-service.ts'
import { countLaws, endLaw, findLaw, type Law, listLaws, saveLaw } from './law-store.ts'
import { liesIn } from './officer-roles.ts'
import { isPurpose, purposes } from './policy-purposes.ts'
import type { Reason } from './policy-set.ts'
import type { Officer } from './principal.ts'
import { record } from './record-append.ts'
import { protectionOfficerFor } from './rights-visitor.ts'

const failed = (why: Extract<RightsDone, { ok: false }>['why']): RightsDone => ({ ok: false, why })

/** What the registers say of laws. A law opens the data of many: each change is recorded, with all that it says. */
export function createLaws({ pool, clock }: AccountParts): LawService {
  return {
    purposes: purposeViews,
    list: async ({ limit, offset }) => ({
      laws: (await listLaws(pool, clock(), { limit, offset })).map((law) => toView(law, clock())),
      count: await countLaws(pool),
    }),
    find: async (id) => {
      const law = await findLaw(pool, id)
      return law && toView(law, clock())
    },
    save: (who, draft) =>
      pool.transaction(async (tx): Promise<RightsDone> => {
        const officer = protectionOfficerFor(who)
        const before = draft.id === undefined ? undefined : await findLaw(tx, draft.id)
        if (draft.id !== undefined && (before === undefined || !isOwn(officer, before.area))) return failed('not-there')
        const law = readDraft(draft, before)
        if (typeof law === 'string') return failed(law)
        if (!law.area.startsWith('/') || !isOwn(officer, law.area)) return failed('outside-area')
        await saveLaw(tx, law, officer.id, clock())
        await recordLaw(tx, officer, before === undefined ? 'add-law' : 'change-law', law, clock())
        return { ok: true, id: law.id }
      }),
    end: (who, id) =>
      pool.transaction(async (tx): Promise<RightsDone> => {
        const officer = protectionOfficerFor(who)
        const law = await findLaw(tx, id)
        if (law === undefined || !isOwn(officer, law.area)) return failed('not-there')
        const ended = await endLaw(tx, id, officer.id, clock())
        if (ended === undefined) return failed('answered-already')
        await recordLaw(tx, officer, 'end-law', ended, clock())
        return { ok: true }
      }),
  }
}

const isOwn = ({ jurisdiction }: Officer, area: string) => jurisdiction.some((above) => liesIn(area, above))

function readDraft(draft: LawDraft, before: Law | undefined): Law | Extract<RightsDone, { ok: false }>['why'] {
  const names = bothNames(draft.names)
  const [citation, department] = [draft.citation.trim(), before?.department ?? draft.department.trim()]
  if (names === undefined || citation === '' || department === '') return 'name-missing'
  if (draft.purposes.length === 0 || !draft.purposes.every(isPurpose) || draft.categories.length === 0) return 'no-purpose'
  if (!(draft.since.getTime() < (draft.until?.getTime() ?? Number.POSITIVE_INFINITY))) return 'wrong-time'
  const { area, liftsRestriction, since, until, id = uuidv7() } = draft
  const [own, categories] = [[...new Set(draft.purposes)], [...new Set(draft.categories)]]
  return {
    id,
    names,
    citation,
    department,
    purposes: own,
    categories,
    area,
    liftsRestriction,
    since,
    ...(until && { until }),
  }
}

/** A law that is named in one language is called so in the other, too. */
function bothNames(names: LawDraft['names']): Reason | undefined {
  const [en = '', zh = ''] = [names.en?.trim(), names['zh-Hans']?.trim()]
  return en === '' && zh === '' ? undefined : { en: en || zh, 'zh-Hans': zh || en }
}

function toView({ purposes: ids, ...law }: Law, now: Date): LawView {
  const isInForce = law.since <= now && (law.until === undefined || now < law.until)
  const views = ids.map((id) => ({ id, names: isPurpose(id) ? purposes[id] : { und: id } }))
  return { ...law, purposes: views, isInForce }
}

async function recordLaw(tx: Tx, officer: Officer, action: string, law: Law, at: Date): Promise<void> {
  const { id, since, until, ...rest } = law
  await record(tx, {
    kind: 'policy',
    actor: { kind: 'officer', id: officer.id },
    subjects: [],
    action,
    resource: `law:${id}`,
    categories: [...law.categories],
    area: law.area,
    decision: 'allow',
    reason: 'data-protection',
    detail: { ...rest, since: since.toISOString(), ...(until && { until: until.toISOString() }) },
    at,
  })
}

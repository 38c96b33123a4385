import type { UnusualView } from '#contract'
import type { Db } from '#kernel'
import { findUnusual, type Look } from './audit-unusual.ts'
import { readKnown } from './oversight-known.ts'
import { lookingDepartments, readLooks, readRhythms, type Scope } from './oversight-looks.ts'
import { reviewedUntil } from './oversight-review.ts'

/** Somebody's own rhythm is that of so many times the time in question, before it. */
const timesBefore = 3

export type Found = { readonly found: readonly UnusualView[]; readonly cut: readonly string[] }

/** Whose looks stand out, department by department: only those of the same are compared, and one at a time fits. */
export async function findInAll(db: Db, scope: Scope): Promise<Found> {
  const found: UnusualView[] = []
  const cut: string[] = []
  for (const department of await lookingDepartments(db, scope)) {
    const one = await findInDepartment(db, scope, department)
    found.push(...one.found)
    if (one.isCut) cut.push(department)
  }
  found.sort((a, b) => b.reasons.length - a.reasons.length || b.people - a.people)
  return { found, cut }
}

export async function findInDepartment(db: Db, scope: Scope, department: string) {
  const { looks, isCut } = await readLooks(db, scope, { department })
  const before = await readRhythms(db, earlier(scope), department)
  const known = await readKnown(db, idsOf(looks, 'officer'), idsOf(looks, 'person'))
  const first = findUnusual(looks, before, known)
  const reviewed = await reviewedUntil(
    db,
    first.map(({ officer }) => officer),
  )
  const found: UnusualView[] = []
  for (const one of first) {
    const since = reviewed.get(one.officer)
    const isReviewed = since !== undefined && since > scope.from
    // What was reviewed is over; what came after it is judged by itself, beside all that others did.
    const own = isReviewed ? await readLooks(db, { ...scope, from: since }, { department, officer: one.officer }) : undefined
    const others = own && looks.filter(({ officer }) => officer !== one.officer)
    const still = own && others ? findUnusual([...others, ...own.looks], before, known) : first
    const now = still.find(({ officer }) => officer === one.officer)
    if (now !== undefined) found.push(await named(db, now, isReviewed ? since : scope.from))
  }
  return { found, isCut }
}

async function named(db: Db, one: ReturnType<typeof findUnusual>[number], since: Date): Promise<UnusualView> {
  const [row] = await db.query<{ name: string; roles: string[] }>('select name, roles from trust.officer where id = $1', [
    one.officer,
  ])
  const { looks, people, reasons, department } = one
  const officer = { id: one.officer, name: row?.name ?? one.officer, department, roles: row?.roles ?? [] }
  return { officer, looks, people, reasons, since }
}

function earlier(scope: Scope): Scope {
  const length = scope.to.getTime() - scope.from.getTime()
  return { ...scope, from: new Date(scope.from.getTime() - timesBefore * length), to: scope.from }
}

const idsOf = (looks: readonly Look[], side: 'officer' | 'person') => [...new Set(looks.map((look) => look[side]))]

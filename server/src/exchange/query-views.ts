import type { AgreementUse, Names, ReceiptView } from '#contract'
import type { Db } from '#kernel'
import { actorNames, reasonOf } from '#trust'
import { queryReasons, silenceReasons } from './query-reasons.ts'
import { listReceipts, useOf } from './query-store.ts'

type By = { readonly kind: string; readonly by: string }

/** How an agreement was used, by day and by whoever asked, the newest first. */
export async function viewUse(db: Db, agreement: string): Promise<readonly AgreementUse[]> {
  const rows = await useOf(db, agreement)
  const named = await namer(db, rows)
  return rows.map(({ day, kind, by, queries, persons, answered, refused }) => ({
    day,
    by: named({ kind, by }),
    queries,
    persons,
    answered,
    refused: Object.entries(refused ?? {}).map(([why, count]) => ({ why: wordsOf(why), persons: count })),
  }))
}

/** Receipts of whatever was asked under agreements of a department, the newest first. */
export async function viewReceipts(
  db: Db,
  department: string,
  ask: Parameters<typeof listReceipts>[2],
): Promise<{ readonly items: readonly ReceiptView[]; readonly count: number }> {
  const { items, count } = await listReceipts(db, department, ask)
  const named = await namer(db, items)
  const views = items.map(({ id, agreement, at, kind, by, purpose, persons, request, receipt }) => ({
    id,
    agreement,
    at,
    by: named({ kind, by }),
    purpose,
    persons,
    request,
    ...(receipt !== null && { receipt }),
  }))
  return { items: views, count }
}

async function namer(db: Db, rows: readonly By[]) {
  const names = await actorNames(
    db,
    rows.map(({ kind, by }) => ({ actor: { kind, id: by } })),
  )
  return ({ kind, by }: By) => {
    const name = names.get(`${kind}:${by}`)?.name
    return { kind, id: by, ...(name !== undefined && { name }) }
  }
}

/** Reasons are of the agreement, of what the system answered, or of the gate. */
const words: Readonly<Record<string, Names>> = { ...queryReasons, ...silenceReasons }

const wordsOf = (why: string): Names => (Object.hasOwn(words, why) ? (words[why] as Names) : reasonOf({ why }))

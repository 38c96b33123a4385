import type { Db } from '#kernel'
import { cardIndex } from './account-card.ts'
import { readCard } from './account-contact.ts'
import type { AccountParts } from './account-parts.ts'
import { findByCard } from './account-store.ts'

/**
 * Whom the number of a card names: the resident with an account, or, for all others, what stands for the number in records. Only this
 * node can make it, and nobody can read the number from it.
 */
export async function personOfCard(
  parts: AccountParts,
  db: Db,
  text: string,
): Promise<{ readonly id: string; readonly hasAccount: boolean }> {
  const index = cardIndex(parts, readCard(text) ?? text.trim())
  const resident = await findByCard(db, index)
  return resident === undefined ? { id: cardId(index), hasAccount: false } : { id: resident.id, hasAccount: true }
}

/** By what records name somebody: their id, and what stood for the number of their card before they had an account. */
export async function idsInRecord(db: Db, person: string): Promise<readonly string[]> {
  const [row] = await db.query<{ index: Buffer }>(
    'select card_index as index from trust.resident where id = $1 and card_index is not null',
    [person],
  )
  return row === undefined ? [person] : [person, cardId(row.index)]
}

const cardId = (index: Buffer): string => `card:${index.toString('base64url')}`

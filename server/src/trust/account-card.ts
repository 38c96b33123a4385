import { type Db, placeOf, type SealedColumn } from '#kernel'
import type { AccountParts } from './account-parts.ts'
import type { Holder } from './rights-holder.ts'
import { keyedDigest } from './session-token.ts'

/** The number on a resident's card, which the whole country knows them by: as it is kept. */
export type KeptCard = { readonly index: Buffer; readonly sealed: Buffer }

export const sealedCards: SealedColumn = { table: 'trust.resident', key: 'id', column: 'card_sealed' }

/** By which a card is found, but not read. It stays when the keys that seal change. */
export const cardIndex = ({ peopleKey }: Pick<AccountParts, 'peopleKey'>, card: string): Buffer =>
  keyedDigest(peopleKey, 'card', card)

export const keepCard = (parts: AccountParts, resident: string, card: string): KeptCard => ({
  index: cardIndex(parts, card),
  sealed: parts.keyring.seal(placeOf(sealedCards, resident), card),
})

/** The number on a resident's card; undefined where it is not kept. For whom a look was decided upon, and recorded. */
export async function cardOf(db: Db, { keyring }: Pick<AccountParts, 'keyring'>, resident: string): Promise<string | undefined> {
  const [row] = await db.query<{ sealed: Buffer }>(
    'select card_sealed as sealed from trust.resident where id = $1 and card_sealed is not null',
    [resident],
  )
  return row && keyring.open(placeOf(sealedCards, resident), row.sealed)
}

/** What people see of it when they ask what is kept about them. It goes with the account. */
export const cardHolder = (parts: Pick<AccountParts, 'keyring'>): Holder => ({
  id: 'card',
  names: { en: 'Number of the card', 'zh-Hans': '证件号码' },
  category: 'sensitive',
  read: async (tx, person) => {
    const card = await cardOf(tx, parts, person)
    return card === undefined ? [] : [{ card }]
  },
  erase: async (tx, person) => {
    const gone = await tx.query(
      'update trust.resident set card_sealed = null where id = $1 and card_sealed is not null returning 1',
      [person],
    )
    return { erased: gone.length, kept: 0 }
  },
})

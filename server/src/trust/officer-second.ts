import type { VisitingResident } from '#contract'
import type { Tx } from '#kernel'
import type { AccountParts } from './account-parts.ts'
import { findOfficer } from './officer-store.ts'
import { checkAny } from './passkey-verify.ts'
import { record } from './record-append.ts'

/** What a second officer signs for, so that the signature counts for this resident and this helper alone. */
export const secondPurpose = ({ id, helper }: VisitingResident): string => `second ${id} ${helper?.id}`

/**
 * The two-person rule: what binds a resident for long is not left to one helper. A second officer, who is somebody else,
 * confirms it with their passkey.
 *
 * @returns true where no helper is there, or a second officer has confirmed
 */
export async function confirmSecond(
  parts: AccountParts,
  tx: Tx,
  who: VisitingResident,
  credential: string | undefined,
): Promise<boolean> {
  if (who.helper === undefined) return true
  const passkey = credential === undefined ? undefined : await checkAny(parts, tx, secondPurpose(who), credential)
  if (passkey?.ownerKind !== 'officer' || passkey.owner === who.helper.id) return false
  const officer = await findOfficer(tx, passkey.owner)
  if (officer === undefined || officer.endedAt !== undefined) return false
  await record(tx, {
    kind: 'officer-action',
    actor: { kind: 'officer', id: passkey.owner },
    onBehalfOf: who.id,
    subjects: [who.id],
    action: 'confirm-as-second',
    resource: 'account',
    categories: [],
    decision: 'allow',
    reason: 'two-person-rule',
    at: parts.clock(),
  })
  return true
}

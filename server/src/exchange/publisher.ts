import type { Visitor } from '#contract'
import { Denied, type Tx } from '#kernel'
import { type Officer, officerFor, record } from '#trust'
import { isSteward } from './agreement-steps.ts'

export const mayPublish = (who: Visitor): boolean => who.kind === 'officer' && isSteward(who)

/** Who looks after the data of a department, and publishes of it. @throws SignInNeeded or Denied for anybody else */
export function publisherFor(who: Visitor): Officer {
  const officer = officerFor(who)
  if (!mayPublish(who))
    throw new Denied('This is for the data stewards of departments.', {
      inLanguages: { en: 'This is for the data stewards of departments.', 'zh-Hans': '仅限各部门的数据管理员。' },
    })
  return officer
}

/** What an officer did with what is published, or with the system it lies in. */
export const recordPublishing = (tx: Tx, officer: Officer, action: string, resource: string, at: Date): Promise<void> =>
  record(tx, {
    kind: 'officer-action',
    actor: { kind: 'officer', id: officer.id },
    subjects: [],
    action,
    resource,
    categories: [],
    decision: 'allow',
    reason: `department ${officer.department}`,
    at,
  })

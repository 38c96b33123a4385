import type { Names, RightsDone } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { departmentTitle } from '../../ui/department.ts'
import { Notice } from '../../ui/notice.tsx'
import { nameText } from '../../ui/words.tsx'

export type RightsTrouble = Extract<RightsDone, { ok: false }>['why']

/** Why something did not come about, or, where it did, what was done. */
export function Told({ trouble, done, visit }: { trouble?: RightsTrouble | undefined; done?: string | undefined; visit: Visit }) {
  if (trouble !== undefined)
    return (
      <Notice kind="bad">
        <p>{visit.t(`rightsTrouble.${trouble}`)}</p>
      </Notice>
    )
  if (done === undefined) return null
  return (
    <Notice kind="fine">
      <p role="status">{done}</p>
    </Notice>
  )
}

export const listNames = (all: readonly { readonly names: Names }[], visit: Visit) =>
  visit.format.list(all.map(({ names }) => nameText(names, visit)))

/** A department is shown by its name where it has one here, else by its word. */
export function partyText({ kind, name }: { readonly kind: 'department' | 'app'; readonly name: string }, visit: Visit): string {
  const title = kind === 'department' ? departmentTitle(name, visit) : name
  return title === name ? visit.t(`party.${kind}`, { name }) : title
}

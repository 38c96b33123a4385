import type { UnusualReason } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'

/** Why somebody's looks stand out, each in one sentence. */
export function Reasons({ reasons, visit }: { reasons: readonly UnusualReason[]; visit: Visit }) {
  return (
    <ul>
      {reasons.map((reason) => (
        <li key={reason.kind}>{reasonText(reason, visit)}</li>
      ))}
    </ul>
  )
}

function reasonText(reason: UnusualReason, { t, format }: Visit): string {
  if (reason.kind === 'many') return t('unusual.reason.many', { count: reason.people, usual: format.number(reason.usual, 1) })
  if (reason.kind === 'neighbours') return t(`unusual.neighbours.${reason.by}`, { count: reason.people })
  if (reason.kind === 'night') return t('unusual.reason.night', { count: reason.looks, share: format.share(reason.usualShare) })
  return t('unusual.reason.public-figure', { count: reason.people })
}

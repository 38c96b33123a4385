import type { Failed } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Notice } from '../../ui/notice.tsx'

/** Why something did not come about, and what to do. */
export function Trouble({ trouble, visit }: { trouble: Failed | undefined; visit: Visit }) {
  if (trouble === undefined) return null
  const { t, format } = visit
  const minutes = Math.max(1, Math.ceil((trouble.wait ?? 0) / 60))
  return (
    <Notice kind="bad">
      <p>
        {t(`trouble.${trouble.why}`)} {trouble.wait !== undefined && t('trouble.wait', { minutes: format.minutes(minutes) })}
      </p>
    </Notice>
  )
}

/** What was done, once it was. */
export function Told({ text }: { text: string | undefined }) {
  if (text === undefined) return null
  return (
    <Notice kind="fine">
      <p role="status">{text}</p>
    </Notice>
  )
}

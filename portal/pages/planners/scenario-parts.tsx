import type { Visit } from '../../site/visit.ts'
import { Notice } from '../../ui/notice.tsx'

/** Who may not change anything is told who may, and how to become one of them. */
export function PlannersOnly({ visit }: { visit: Visit }) {
  const { t, url } = visit
  return (
    <Notice>
      <p>{t('scenario.operators')}</p>
      <p>
        <a href={`/sign-in?back=${encodeURIComponent(url)}`}>{t('signIn.in')}</a>
        {t('words.dot')}
        <a href={`/integrators/sign-in?back=${encodeURIComponent(url)}`}>{t('scenario.keySignIn')}</a>
      </p>
    </Notice>
  )
}

/** What the server refused, for whoever can mend it; anything else is a bug and stays one. */
export function problemText(error: unknown): string {
  const {
    status,
    message,
    faults = [],
  } = error as { status?: number; message?: string; faults?: readonly { message: string; fix?: string }[] }
  if (status === undefined || status >= 500 || message === undefined) throw error
  return [message, ...faults.map((fault) => [fault.message, fault.fix].filter(Boolean).join(' '))].join(' ')
}

import type { Visit } from '../../site/visit.ts'
import { Notice } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'

/** Leads to a sign-in and back here: what binds for long takes one of just now. */
export function SignInAgain({ back, visit }: { back: string; visit: Visit }) {
  const { t } = visit
  return (
    <Notice kind="warn">
      <p>
        {t('again.why')} <a href={withQuery('/sign-in', { again: 'yes', back })}>{t('again.go')}</a>
      </p>
    </Notice>
  )
}

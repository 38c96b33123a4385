import type { Visit } from '../site/visit.ts'
import { Token } from './forms.tsx'

/** On every page, above all else: for whom something is done here, or who sits beside, and how to end that. */
export function Beside({ visit }: { visit: Visit }) {
  const { t, who } = visit
  if (who.kind === 'resident' && who.helper !== undefined)
    return (
      <Bar visit={visit} action="/help/end" button={t('beside.endHelp')}>
        {t('beside.helping', { name: who.name, helper: who.helper.name })}
      </Bar>
    )
  if (who.kind === 'resident' && who.actsFor !== undefined)
    return (
      <Bar visit={visit} action="/account/delegations/stop" button={t('beside.stop')}>
        {t('beside.acting', { name: who.actsFor.name })}
      </Bar>
    )
  if (who.kind === 'nobody' && who.failed === 'delegation-ended')
    return (
      <Bar visit={visit} action="/account/delegations/stop" button={t('beside.goOn')}>
        {t('beside.ended')}
      </Bar>
    )
  return null
}

function Bar({ visit, action, button, children }: { visit: Visit; action: string; button: string; children: string }) {
  return (
    <aside class="beside" aria-label={visit.t('beside.label')}>
      <div class="wrap row">
        <p>
          <strong>{children}</strong>
        </p>
        {visit.token !== undefined && (
          <form method="post" action={action}>
            <Token visit={visit} />
            <button class="second" type="submit">
              {button}
            </button>
          </form>
        )}
      </div>
    </aside>
  )
}

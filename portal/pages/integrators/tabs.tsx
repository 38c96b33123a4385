import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'
import { PageTabs } from '../../ui/page-tabs.tsx'

const tabs = [
  { href: '/integrators', text: 'integrators.overview' },
  { href: '/integrators/devices', text: 'integrators.devices' },
  { href: '/integrators/quarantine', text: 'integrators.quarantine' },
  { href: '/integrators/notifications', text: 'integrators.notifications' },
] as const

export function Tabs({ visit }: { visit: Visit }) {
  const { t } = visit
  return (
    <div class="row">
      <PageTabs tabs={tabs} label={t('integrators.title')} visit={visit} />
      <form method="post" action="/integrators/sign-out">
        <Token visit={visit} />
        <button class="second" type="submit">
          {t('signIn.out')}
        </button>
      </form>
    </div>
  )
}

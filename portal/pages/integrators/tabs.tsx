import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'

const tabs = [
  { href: '/integrators', text: 'integrators.overview' },
  { href: '/integrators/devices', text: 'integrators.devices' },
  { href: '/integrators/quarantine', text: 'integrators.quarantine' },
  { href: '/integrators/notifications', text: 'integrators.notifications' },
] as const

export function Tabs({ visit }: { visit: Visit }) {
  const { t } = visit
  const path = visit.url.split('?')[0]
  return (
    <div class="row">
      <nav aria-label={t('integrators.title')}>
        <ul class="menu">
          {tabs.map((tab) => (
            <li key={tab.href}>
              <a href={tab.href} aria-current={path === tab.href ? 'page' : undefined}>
                {t(tab.text)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <form method="post" action="/integrators/sign-out">
        <Token visit={visit} />
        <button class="second" type="submit">
          {t('signIn.out')}
        </button>
      </form>
    </div>
  )
}

import type { Visit } from '../../site/visit.ts'

const tabs = [
  { href: '/planning', text: 'planning.tabMap' },
  { href: '/planning/scenarios', text: 'planning.tabScenarios' },
  { href: '/planning/plans', text: 'planning.tabPlans' },
  { href: '/planning/methods', text: 'planning.tabMethods' },
] as const

export function PlanningTabs({ visit }: { visit: Visit }) {
  const { t } = visit
  const path = visit.url.split('?')[0] ?? ''
  const here = tabs.findLast(({ href }) => path.startsWith(href))
  return (
    <nav aria-label={t('planning.title')}>
      <ul class="menu">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a href={tab.href} aria-current={tab === here ? 'page' : undefined}>
              {t(tab.text)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

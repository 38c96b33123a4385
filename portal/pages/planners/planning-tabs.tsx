import type { Visit } from '../../site/visit.ts'
import { PageTabs } from '../../ui/page-tabs.tsx'

const tabs = [
  { href: '/planning', text: 'planning.tabMap' },
  { href: '/planning/scenarios', text: 'planning.tabScenarios' },
  { href: '/planning/plans', text: 'planning.tabPlans' },
  { href: '/planning/methods', text: 'planning.tabMethods' },
] as const

export function PlanningTabs({ visit }: { visit: Visit }) {
  const path = visit.url.split('?')[0] ?? ''
  const here = tabs.findLast(({ href }) => path.startsWith(href))
  return <PageTabs tabs={tabs} label={visit.t('planning.title')} visit={visit} here={here?.href} />
}

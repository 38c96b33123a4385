import type { Visit } from '../../site/visit.ts'
import { Choose } from '../../ui/forms.tsx'
import { PageTabs } from '../../ui/page-tabs.tsx'

const tabs = [
  { href: '/officers/protection', text: 'protection.tab.waiting' },
  { href: '/officers/protection/unusual', text: 'protection.tab.unusual' },
  { href: '/officers/protection/use', text: 'protection.tab.use' },
  { href: '/officers/protection/figures', text: 'protection.tab.figures' },
  { href: '/officers/protection/laws', text: 'protection.tab.laws' },
] as const

/** The pages of the data protection officer. */
export function ProtectionTabs({ visit }: { visit: Visit }) {
  const { t } = visit
  return <PageTabs tabs={tabs} label={t('protection.title')} visit={visit} />
}

export const protectionTrail = ({ t }: Visit) => [
  { href: '/account', text: t('account.title') },
  { href: '/officers/protection', text: t('protection.title') },
]

/** For how many days back something is asked. */
export const spans = [7, 30, 90] as const

export function SpanForm({ path, days, visit }: { path: string; days: number; visit: Visit }) {
  const { t } = visit
  return (
    <form class="ask" method="get" action={path}>
      <Choose
        id="days"
        name="days"
        label={t('unusual.span')}
        value={String(days)}
        options={spans.map((span) => ({ value: String(span), text: t('unusual.days', { count: span }) }))}
      />
      <button class="second" type="submit">
        {t('unusual.show')}
      </button>
    </form>
  )
}

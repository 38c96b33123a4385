import type { MessageKey } from '../site/language.ts'
import type { Visit } from '../site/visit.ts'

export type PageTab = { readonly href: string; readonly text: MessageKey }

type Props = {
  readonly tabs: readonly PageTab[]
  readonly label: string
  readonly visit: Visit
  /** The address that the page belongs to; its own unless given. */
  readonly here?: string | undefined
}

/** Links between pages that belong together, of which one is this. */
export function PageTabs({ tabs, label, visit, here = visit.url.split('?')[0] }: Props) {
  return (
    <nav aria-label={label}>
      <ul class="menu">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a href={tab.href} aria-current={here === tab.href ? 'page' : undefined}>
              {visit.t(tab.text)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

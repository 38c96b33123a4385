import type { Visit } from '../site/visit.ts'

type Props = {
  readonly visit: Visit
  readonly page: number
  /** Undefined where only the next page is known of. */
  readonly pages?: number
  /** Told where it is not known how many pages there are. */
  readonly hasNext?: boolean
  readonly href: (page: number) => string
}

export function Pages({ visit, page, pages, hasNext = pages !== undefined && page < pages, href }: Props) {
  const { t } = visit
  if (page === 1 && !hasNext) return null
  return (
    <nav class="pages" aria-label={t('pages.label')}>
      {page > 1 && (
        <a class="button second" rel="prev" href={href(page - 1)}>
          {t('pages.previous')}
        </a>
      )}
      <span>{pages === undefined ? t('pages.here', { page }) : t('pages.of', { page, pages })}</span>
      {hasNext && (
        <a class="button second" rel="next" href={href(page + 1)}>
          {t('pages.next')}
        </a>
      )}
    </nav>
  )
}

/** A link to the same page with other fields; empty ones are left out. */
export function withQuery(path: string, fields: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) if (value !== undefined && value !== '') query.set(name, String(value))
  return query.size === 0 ? path : `${path}?${query}`
}

import type { Visit } from '../../site/visit.ts'
import { Empty } from '../../ui/notice.tsx'

/** What every page shows until somebody has imported a region. */
export function NoRegion({ visit }: { visit: Visit }) {
  const { t } = visit
  return (
    <Empty title={t('noRegion.title')}>
      <p>{t('noRegion.how')}</p>
      <pre>
        <code>{'datong import path/to/region-pack'}</code>
      </pre>
      <p>{t('noRegion.then')}</p>
    </Empty>
  )
}

import type { Visit } from '../../site/visit.ts'
import { withQuery } from '../../ui/pages.tsx'

/**
 * Where script runs, a button to choose a place on a map: pressing on it writes longitude and latitude into a field. Without script
 * there is nothing here, and the field takes names and numbers.
 */
export function PickOnMap({ field, kind, visit }: { field: string; kind: string | undefined; visit: Visit }) {
  const { t } = visit
  return (
    <div
      data-pick={field}
      data-map-of={withQuery('/planning/map.json', { service: kind, layer: 'settlements', measure: 'nearest' })}
      data-label={t('pick.map')}
      data-open={t('pick.open')}
      data-close={t('pick.close')}
      data-chosen={t('pick.chosen')}
    />
  )
}

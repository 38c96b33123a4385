import type { MeasureUnit } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { withQuery } from '../../ui/pages.tsx'
import { FacilitySign, GroundKeys, Key, Keys } from '../../ui/pictures/keys.tsx'
import { drawMeasureMap } from '../../ui/pictures/measure-map.tsx'
import { rangesOf, shadeOf } from '../../ui/pictures/shades.ts'
import { nameText } from '../../ui/words.tsx'
import type { WorkbenchData } from './workbench-data.ts'
import { unitText, valueText } from './workbench-values.ts'

const mostNames = 14

/** The map with its legend. Where script runs, it can be moved and asked; the table below holds the same. */
export function WorkbenchMap({ data, visit }: { data: WorkbenchData; visit: Visit }) {
  const { t, format } = visit
  const { rows, breaks, report, layer } = data
  const shaded = rows.map((row) => ({ ...row, shade: shadeOf(row.value, breaks, report.isBurden) }))
  const isByArea = layer === 'areas' && data.outlines.length > 0
  const { picture, kinds } = drawMeasureMap({
    title: t('planning.mapTitle', {
      measure: t(`planning.measure.${data.query.measure ?? 'nearest'}`),
      service: nameText(data.service.names, visit),
    }),
    outlines: data.outlines,
    features: data.features,
    areas: isByArea ? shaded.map(({ id, shade }) => ({ code: id, ...(shade !== undefined && { shade }) })) : [],
    places: isByArea
      ? []
      : shaded.flatMap(({ position, shade }) => (position ? [{ position, ...(shade !== undefined && { shade }) }] : [])),
    facilities: data.facilities,
    labels: data.rows
      .filter(({ position }) => layer === 'areas' && position !== undefined)
      .toSorted((a, b) => (b.people ?? 0) - (a.people ?? 0))
      .slice(0, mostNames)
      .flatMap(({ names, position }) => (position ? [{ text: nameText(names, visit), position }] : [])),
    kilometres: (km) => t('map.scale', { km: format.number(km, 1) }),
    isLargeText: visit.isLargeText,
  })
  const { page: _, sort: __, down: ___, ...look } = data.query
  return (
    <figure class="stack">
      <div
        data-map={withQuery('/planning/map.json', look)}
        data-label={t('planning.liveMap')}
        data-plain={t('planning.plainMap')}
        data-moving={t('planning.movingMap')}
      >
        {picture}
      </div>
      <figcaption class="stack tight">
        <p>{t('planning.legend', { unit: unitText(report.unit, visit) })}</p>
        <Keys>
          {rangesOf(breaks, report.isBurden).map(({ shade, from, to }) => (
            <Key key={`${from} ${to}`} text={rangeText(from, to, report.unit, visit)}>
              <rect class={`shade-${shade}`} x="2" y="4" width="20" height="16" rx="3" />
            </Key>
          ))}
          <Key text={t('planning.without')}>
            <rect class="without" x="2" y="4" width="20" height="16" rx="3" />
          </Key>
          {data.facilities.length > 0 && (
            <Key text={t('map.facility')}>
              <FacilitySign />
            </Key>
          )}
          <GroundKeys kinds={kinds} t={t} />
        </Keys>
      </figcaption>
    </figure>
  )
}

export function rangeText(from: number | undefined, to: number | undefined, unit: MeasureUnit, visit: Visit): string {
  const text = (value: number) => valueText(value, unit, visit)
  if (from !== undefined && to !== undefined) return visit.t('words.range', { low: text(from), high: text(to) })
  if (to !== undefined) return visit.t('planning.under', { value: text(to) })
  return from === undefined ? visit.t('planning.everywhere') : visit.t('planning.from', { value: text(from) })
}

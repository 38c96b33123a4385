import type { ScenarioSettlement } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { FacilitySign, Key, Keys } from '../../ui/pictures/keys.tsx'
import { drawMeasureMap } from '../../ui/pictures/measure-map.tsx'
import { breaksOf, rangesOf, shadeOf } from '../../ui/pictures/shades.ts'
import type { ScenarioData } from './scenario.tsx'
import { rangeText } from './workbench-map.tsx'

const mostShown = 150

/** Before and after beside each other, in the same colours. */
export function ScenarioMaps({ data, visit }: { data: ScenarioData; visit: Visit }) {
  const { t } = visit
  const { settlements } = data
  const breaks = breaksOf(settlements.flatMap(({ before }) => (before === undefined ? [] : [before])))
  return (
    <>
      <div class="side-by-side">
        {(['before', 'after'] as const).map((when) => (
          <figure key={when} class="stack tight">
            <figcaption>
              <strong>{t(`scenario.${when}`)}</strong>
            </figcaption>
            {draw(when, data, breaks, visit)}
          </figure>
        ))}
      </div>
      <Keys>
        {rangesOf(breaks, true).map(({ shade, from, to }) => (
          <Key key={`${from} ${to}`} text={rangeText(from, to, 'minutes', visit)}>
            <rect class={`shade-${shade}`} x="2" y="4" width="20" height="16" rx="3" />
          </Key>
        ))}
        <Key text={t('planning.without')}>
          <rect class="without" x="2" y="4" width="20" height="16" rx="3" />
        </Key>
        <Key text={t('map.facility')}>
          <FacilitySign />
        </Key>
        <Key text={t('scenario.added')}>
          <path class="mark added" d="M12 1l3 8l8 3l-8 3l-3 8l-3-8l-8-3l8-3z" />
        </Key>
        <Key text={t('scenario.closed')}>
          <path class="mark closed" d="M4 4l16 16m0-16l-16 16" />
        </Key>
      </Keys>
    </>
  )
}

function draw(when: 'before' | 'after', data: ScenarioData, breaks: readonly number[], visit: Visit) {
  const { t, format } = visit
  const shade = (one: ScenarioSettlement) => shadeOf(one[when], breaks, true)
  const isNew = (change: string) => ['added', 'moved', 'mobile', 'point'].includes(change)
  const isAdded = (change: string) => ['added', 'mobile', 'point'].includes(change)
  const shown = data.changed.filter(({ change }) =>
    when === 'before' ? !isAdded(change) : change === 'same' || change === 'changed',
  )
  const { picture } = drawMeasureMap({
    title: t('scenario.mapTitle', { when: t(`scenario.${when}`) }),
    outlines: data.outlines,
    features: data.features,
    areas: [],
    places: data.settlements.map((one) => {
      const place = shade(one)
      return { position: one.position, ...(place !== undefined && { shade: place }) }
    }),
    // More of them would hide the settlements.
    facilities: shown.length > mostShown ? [] : shown.map(({ position }) => position),
    marks:
      when === 'before'
        ? []
        : data.changed
            .filter(({ change }) => isNew(change) || change === 'closed')
            .map(({ position, change }) => ({ position, kind: change === 'closed' ? ('closed' as const) : ('added' as const) })),
    labels: [],
    kilometres: (km) => t('map.scale', { km: format.number(km, 1) }),
    isLargeText: visit.isLargeText,
  })
  return picture
}

import type { Visit } from '../../site/visit.ts'
import { BeyondSign, FacilitySign, Key, Keys, ReachedSign, SizesSign } from '../../ui/pictures/keys.tsx'
import { GapMap, type MapLabel } from '../../ui/pictures/map.tsx'
import { nameText } from '../../ui/words.tsx'
import type { GapData } from './gap.tsx'

/** The map with its legend; the tables below hold the same in words. */
export function MapOfGap({ data, visit }: { data: GapData; visit: Visit }) {
  const { t, format } = visit
  if (data.settlements.length === 0) return <p>{t('gap.noSettlements')}</p>
  const beyond = data.settlements.filter((one) => !one.isReached && !one.isSuppressed)
  const people = beyond.reduce((sum, one) => sum + one.population, 0)
  const service = nameText(data.chosen.names, visit)
  return (
    <figure class="stack">
      <GapMap
        title={t('map.title', { service, beyond: format.number(beyond.length), all: format.number(data.settlements.length) })}
        outlines={data.outlines}
        settlements={data.settlements}
        facilities={data.places}
        labels={labelsOf(data, visit)}
        kilometres={(km) => t('map.scale', { km: format.number(km, 1) })}
      />
      <figcaption class="stack tight">
        <Keys>
          <Key text={t('map.reached')}>
            <ReachedSign />
          </Key>
          <Key text={t('map.beyond')}>
            <BeyondSign />
          </Key>
          {data.places.length > 0 && (
            <Key text={t('map.facility')}>
              <FacilitySign />
            </Key>
          )}
          <Key text={t('map.sizes')}>
            <SizesSign />
          </Key>
        </Keys>
        <p>{t('map.people', { people: format.number(people), settlements: format.number(beyond.length) })}</p>
      </figcaption>
    </figure>
  )
}

function labelsOf(data: GapData, visit: Visit): readonly MapLabel[] {
  const byPeople = data.areas.toSorted((a, b) => b.population - a.population)
  return byPeople.slice(0, 14).flatMap(({ names, position }, index) => {
    return position ? [{ text: nameText(names, visit), position, isMinor: index >= 6 }] : []
  })
}

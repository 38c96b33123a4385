import type { Visit } from '../../site/visit.ts'
import { BeyondSign, FacilitySign, GroundKeys, Key, Keys, ReachedSign, SizesSign } from '../../ui/pictures/keys.tsx'
import { drawMap } from '../../ui/pictures/map.tsx'
import type { MapLabel } from '../../ui/pictures/map-sheet.tsx'
import { nameText } from '../../ui/words.tsx'
import type { GapData } from './gap.tsx'

const mostNames = 14

/** The map with its legend; the tables below hold the same in words. */
export function MapOfGap({ data, visit }: { data: GapData; visit: Visit }) {
  const { t, format } = visit
  if (data.settlements.length === 0) return <p>{t('gap.noSettlements')}</p>
  const beyond = data.settlements.filter((one) => !one.isReached && !one.isSuppressed)
  const service = nameText(data.chosen.names, visit)
  const { picture, kinds } = drawMap({
    title: t('map.title', { service, beyond: format.number(beyond.length), all: format.number(data.settlements.length) }),
    outlines: data.outlines,
    features: data.features,
    settlements: data.settlements,
    facilities: data.places,
    labels: labelsOf(data, visit),
    kilometres: (km) => t('map.scale', { km: format.number(km, 1) }),
    isLargeText: visit.isLargeText,
  })
  return (
    <figure class="stack">
      {picture}
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
          <GroundKeys kinds={kinds} t={t} />
        </Keys>
      </figcaption>
    </figure>
  )
}

/** How many people that is, in how many places. */
export function notReachedText({ settlements }: GapData, { t, format }: Visit): string {
  const beyond = settlements.filter((one) => !one.isReached && !one.isSuppressed)
  const people = beyond.reduce((sum, one) => sum + one.population, 0)
  if (people === 0) return t('map.everybody')
  return t('map.people', { people: format.number(people), settlements: format.number(beyond.length) })
}

function labelsOf(data: GapData, visit: Visit): readonly MapLabel[] {
  const byPeople = data.areas.toSorted((a, b) => b.population - a.population)
  return byPeople
    .slice(0, mostNames)
    .flatMap(({ names, position }) => (position ? [{ text: nameText(names, visit), position }] : []))
}

/** Areas to choose from: each is a button that makes it the reader's own, so that one press is enough. */
import type { Area, Services } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Empty } from '../../ui/notice.tsx'
import { Name, nameText } from '../../ui/words.tsx'

export type Found = { readonly area: Area; readonly above: readonly Area[] }

export async function findAreas(services: Services, text: string): Promise<readonly Found[]> {
  const areas = await services.region.search(text, 30)
  return Promise.all(
    areas.map(async (area) => ({
      area,
      above: (await services.region.lineage(area.code)).filter(({ code }) => code !== area.code),
    })),
  )
}

export function SearchResults({ found, visit }: { found: readonly Found[]; visit: Visit }) {
  const { t } = visit
  if (found.length === 0) {
    return (
      <Empty title={t('place.nothing')}>
        <p>{t('place.nothingHint')}</p>
      </Empty>
    )
  }
  return (
    <form class="stack" method="post" action="/place">
      <p role="status">{t('place.found', { count: found.length })}</p>
      <ul class="grid">
        {found.map(({ area, above }) => (
          <li key={area.code}>
            <button class="card snug" type="submit" name="code" value={area.code}>
              <AreaWords area={area} above={above} visit={visit} />
            </button>
          </li>
        ))}
      </ul>
    </form>
  )
}

/** Links down the tree of areas. */
export function AreaChoices({ areas, visit }: { areas: readonly Area[]; visit: Visit }) {
  return (
    <ul class="grid">
      {areas.map((area) => (
        <li key={area.code}>
          <a class="card snug" href={`/area/${encodeURIComponent(area.code)}`}>
            <AreaWords area={area} above={[]} visit={visit} />
          </a>
        </li>
      ))}
    </ul>
  )
}

function AreaWords({ area, above, visit }: Found & { visit: Visit }) {
  const { t, format } = visit
  const words = [
    t(`level.${area.level}`),
    ...(area.class ? [t(`where.${area.class}`)] : []),
    ...(area.population > 0 ? [t('place.people', { count: area.population, people: format.number(area.population) })] : []),
  ]
  return (
    <span class="stack tight">
      <span class="title">
        <Name names={area.names} visit={visit} />
      </span>{' '}
      {above.length > 0 && <span>{above.map((one) => nameText(one.names, visit)).join(t('words.within'))}</span>}
      <span class="quiet">{words.join(t('words.dot'))}</span>
    </span>
  )
}

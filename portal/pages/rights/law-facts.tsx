import type { LawView, Services } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { departmentTitle } from '../../ui/department.ts'
import { nameText } from '../../ui/words.tsx'
import { listNames } from './done.tsx'

/** A law with the name of the area in which it holds. */
export type PlacedLaw = LawView & { readonly place: string }

/** With the names of their areas, where these are known. */
export async function placeLaws({ region }: Services, visit: Visit, laws: readonly LawView[]): Promise<readonly PlacedLaw[]> {
  const named = async (law: LawView) => {
    const area = await region.area(law.area.split('/').at(-1) ?? '')
    return { ...law, place: area === undefined ? law.area : nameText(area.names, visit) }
  }
  return Promise.all(laws.map(named))
}

/** Who may look at what, for what, where and since when. */
export function LawFacts({ law, visit }: { law: PlacedLaw; visit: Visit }) {
  const { t, format } = visit
  const data = format.list(law.categories.map((category) => t(`category.${category}`)))
  return (
    <>
      <h3>
        {nameText(law.names, visit)} {law.citation}{' '}
        <span class={law.isInForce ? 'badge fine' : 'badge'}>{t(law.isInForce ? 'laws.inForce' : 'laws.notInForce')}</span>
      </h3>
      <p>
        {t('laws.sentence', {
          department: departmentTitle(law.department, visit),
          data,
          purposes: listNames(law.purposes, visit),
          place: law.place,
        })}
      </p>
      {law.liftsRestriction && <p>{t('laws.lifts')}</p>}
      <p class="quiet">
        {law.until === undefined
          ? t('unusual.since', { day: format.moment(law.since) })
          : t('emergency.time', { from: format.moment(law.since), until: format.moment(law.until) })}
      </p>
    </>
  )
}

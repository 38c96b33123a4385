import type { Area, Services } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { TextField } from '../../ui/forms.tsx'
import { Empty } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { nameText } from '../../ui/words.tsx'
import { type Found, findAreas } from '../residents/area-choices.tsx'

/** The area of a form that is being filled in: chosen, or still looked for. */
export type AreaChoice = { readonly area?: Area; readonly text: string; readonly found: readonly Found[] }

/** @param code of the area chosen; @param text that was searched for */
export async function chooseArea(services: Services, visit: Visit, code?: string, text = ''): Promise<AreaChoice> {
  if (text !== '') return { text, found: await findAreas(services, text) }
  const area = code === undefined ? visit.place?.area : await services.region.area(code)
  return { ...(area && { area }), text, found: [] }
}

/** The choice that the address of a page asks for: `change` drops the one that was made. */
export async function askedArea(
  services: Services,
  visit: Visit,
  { area, q, change }: { readonly area?: string; readonly q?: string; readonly change?: string },
): Promise<AreaChoice> {
  return change === undefined ? chooseArea(services, visit, area, q) : { text: '', found: [] }
}

/** Before the form: search for the place, and choose it by a link that leads to the form. */
export function AreaSearch({
  choice,
  path,
  keep,
  visit,
}: {
  choice: AreaChoice
  path: string
  keep: Readonly<Record<string, string | undefined>>
  visit: Visit
}) {
  const { t } = visit
  return (
    <>
      <form class="ask" method="get" action={path}>
        {Object.entries(keep).map(
          ([name, value]) => value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
        )}
        <TextField id="q" name="q" type="search" label={t('place.search')} hint={t('place.searchHint')} value={choice.text} />
        <button type="submit">{t('place.find')}</button>
      </form>
      {choice.text !== '' && choice.found.length === 0 && (
        <Empty title={t('place.nothing')}>
          <p>{t('place.nothingHint')}</p>
        </Empty>
      )}
      <ul class="grid">
        {choice.found.map(({ area, above }) => (
          <li key={area.code}>
            <a class="card snug" href={withQuery(path, { ...keep, area: area.code })}>
              <span class="title">{nameText(area.names, visit)}</span>{' '}
              <span class="quiet">{above.map((one) => nameText(one.names, visit)).join(t('words.within'))}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Within the form: the place that was chosen, and a way to another. */
export function ChosenArea(props: {
  area: Area
  path: string
  keep: Readonly<Record<string, string | undefined>>
  label: string
  visit: Visit
}) {
  const { area, path, keep, label, visit } = props
  const { t } = visit
  return (
    <p>
      <input type="hidden" name="area" value={area.code} />
      {label} <strong>{nameText(area.names, visit)}</strong>{' '}
      <a href={withQuery(path, { ...keep, change: 'yes' })}>{t('place.change')}</a>
    </p>
  )
}

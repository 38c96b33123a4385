/** Which place the page is about, and how to choose another. */
import type { Visit } from '../../site/visit.ts'
import { TextField } from '../../ui/forms.tsx'
import { Name } from '../../ui/words.tsx'

export function PlaceBar({ visit }: { visit: Visit }) {
  const { t, place } = visit
  if (!place) return <FindPlace visit={visit} />
  return (
    <div class="row">
      <p>
        {t(place.isDevicePosition ? 'place.device' : 'place.area')}{' '}
        <a href={`/area/${encodeURIComponent(place.area.code)}`}>
          <Name names={place.area.names} visit={visit} />
        </a>
      </p>
      <a class="button second" href="/?choose=yes">
        {t('place.change')}
      </a>
      {!place.isDevicePosition && <UsePosition visit={visit} />}
    </div>
  )
}

/** Search by form; the device's position where script can ask for it. */
export function FindPlace({ visit, text }: { visit: Visit; text?: string }) {
  const { t } = visit
  return (
    <search class="stack">
      <form class="ask" action="/" method="get">
        <TextField
          id="q"
          name="q"
          type="search"
          label={t('place.search')}
          hint={t('place.searchHint')}
          {...(text !== undefined && { value: text })}
        />
        <button type="submit">{t('place.find')}</button>
      </form>
      <UsePosition visit={visit} />
    </search>
  )
}

function UsePosition({ visit }: { visit: Visit }) {
  const { t } = visit
  return (
    <form method="post" action="/place" data-position data-failed={t('place.positionFailed')} hidden>
      <input type="hidden" name="lon" />
      <input type="hidden" name="lat" />
      <input type="hidden" name="back" value={visit.url} />
      <button class="second" type="submit">
        {t('place.usePosition')}
      </button>
      <p role="status" />
    </form>
  )
}

import type { ScenarioChange } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Choose, Field, TextField, Token } from '../../ui/forms.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { nameText } from '../../ui/words.tsx'
import { PickOnMap } from './pick-on-map.tsx'
import type { ScenarioData } from './scenario.tsx'
import { deeds } from './scenario-change.ts'

/** What is changed so far, and a form for one more change. Every change is a version of its own. */
export function ScenarioForms({ data, visit }: { data: ScenarioData; visit: Visit }) {
  const { t } = visit
  const { scenario, area } = data
  const isOnline = visit.region?.services.some(({ kind, online = 0 }) => kind === scenario.kind && online > 0)
  const action = withQuery(`/planning/scenarios/${scenario.id}`, { area: area?.code })
  const hidden = (
    <>
      <Token visit={visit} />
      <input type="hidden" name="version" value={scenario.version} />
    </>
  )
  return (
    <section class="stack">
      <h2>{t('scenario.changes')}</h2>
      {scenario.changes.length === 0 ? (
        <p>{t('scenario.noChanges')}</p>
      ) : (
        <ol>
          {scenario.changes.map((change, i) => (
            <li key={`${change.do} ${change.id}`}>
              <form class="row" method="post" action={action}>
                {hidden}
                <input type="hidden" name="act" value="drop" />
                <span>{changeText(change, data, visit)}</span>
                <button class="second" type="submit" name="number" value={i}>
                  {t('scenario.takeBack')}
                </button>
              </form>
            </li>
          ))}
        </ol>
      )}
      <form class="card" method="post" action={action}>
        {hidden}
        <input type="hidden" name="act" value="change" />
        <h3>{t('scenario.oneMore')}</h3>
        <div class="ask wide-ask">
          <Choose
            id="do"
            name="do"
            label={t('scenario.do')}
            value="add"
            options={deeds
              .filter((deed) => deed !== 'point' || isOnline)
              .map((value) => ({ value, text: t(`scenario.do.${value}`) }))}
          />
          <Choose
            id="area"
            name="area"
            label={t('scenario.where')}
            hint={t('scenario.whereHint')}
            value=""
            options={[
              { value: '', text: t('words.none') },
              ...data.areas.map(({ code, names }) => ({ value: code, text: nameText(names, visit) })),
            ]}
          />
          <div class="stack tight">
            <TextField id="place" name="place" label={t('scenario.place')} hint={t('scenario.placeHint')} />
            <PickOnMap field="place" kind={scenario.kind} visit={visit} />
          </div>
          <Choose
            id="id"
            name="id"
            label={t('scenario.which')}
            hint={t('scenario.whichHint')}
            value=""
            options={[
              { value: '', text: t('words.none') },
              ...added(scenario.changes).map((id) => ({ value: id, text: id })),
              ...data.facilities.map(({ id, names }) => ({ value: id, text: nameText(names, visit) })),
            ]}
          />
          <Field id="capacity" label={t('scenario.capacity')}>
            <input type="number" id="capacity" name="capacity" min="0" step="any" />
          </Field>
          <TextField id="hours" name="hours" label={t('scenario.hours')} hint={t('scenario.hoursHint')} />
        </div>
        <div>
          <button type="submit">{t('scenario.apply')}</button>
        </div>
      </form>
      <form class="ask" method="post" action={action}>
        {hidden}
        <TextField
          id="copy"
          name="name"
          label={t('scenario.name')}
          value={t('scenario.copyOf', { name: scenario.name }).slice(0, 200)}
        />
        <button class="second" type="submit" name="act" value="copy">
          {t('scenario.copy')}
        </button>
        <button class="second" type="submit" name="act" value={scenario.isPublished ? 'withdraw' : 'publish'}>
          {t(scenario.isPublished ? 'scenario.withdraw' : 'scenario.publish')}
        </button>
        <button class="second" type="submit" name="act" value="remove">
          {t('scenario.remove')}
        </button>
      </form>
    </section>
  )
}

const added = (changes: readonly ScenarioChange[]) => changes.filter((change) => change.do === 'add').map(({ id }) => id)

function changeText(change: ScenarioChange, { facilities }: ScenarioData, visit: Visit): string {
  const { t, format } = visit
  const names = facilities.find(({ id }) => id === change.id)?.names
  const own = 'name' in change ? change.name : undefined
  const words = [t(`scenario.did.${change.do}`), names ? nameText(names, visit) : (own ?? change.id)]
  if ('position' in change) words.push(change.position.map((degrees) => format.number(degrees, 3)).join(t('words.within')))
  if ('capacity' in change && change.capacity !== undefined)
    words.push(t('scenario.capacityOf', { capacity: format.number(change.capacity) }))
  if (change.do === 'mobile')
    words.push(
      ...change.stops.map(({ name, days }) =>
        [name, format.list(days.map((day) => t(`scenario.day.${day}`)))].filter(Boolean).join(' '),
      ),
    )
  if ('openingHours' in change && change.openingHours !== undefined) words.push(change.openingHours)
  return words.join(t('words.dot'))
}

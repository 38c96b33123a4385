import type { Visit } from '../../site/visit.ts'
import { Choose, Field, type Option } from '../../ui/forms.tsx'
import { nameText } from '../../ui/words.tsx'
import type { WorkbenchData } from './workbench-data.ts'
import { classes, days, decays, layers, measures, noon, onlineMeasures } from './workbench-query.ts'

/** Everything that can be chosen, as a form that works without script; with it, a choice is shown at once. */
export function WorkbenchForm({ data, visit }: { data: WorkbenchData; visit: Visit }) {
  const { t } = visit
  const { query, service, services, area, choices, modes, layer } = data
  const any = { value: '', text: t('planning.any') }
  return (
    <form class="stack" action="/planning" method="get" data-at-once>
      <div class="ask wide-ask">
        <Choose
          id="service"
          name="service"
          label={t('gap.service')}
          value={service.kind}
          options={services.map((one) => ({ value: one.kind, text: nameText(one.names, visit) }))}
        />
        <Choose
          id="measure"
          name="measure"
          label={t('planning.measure')}
          value={query.measure ?? 'nearest'}
          options={measures
            .filter((value) => service.online !== undefined || !onlineMeasures.has(value))
            .map((value) => ({ value, text: t(`planning.measure.${value}`) }))}
        />
        <Choose
          id="area"
          name="area"
          label={t('gap.area')}
          value={area?.code}
          options={[
            { value: '', text: t('gap.wholeRegion') },
            ...choices.map((one) => ({ value: one.code, text: nameText(one.names, visit) })),
          ]}
        />
        <Choose
          id="layer"
          name="layer"
          label={t('planning.layer')}
          value={layer}
          options={layers.map((value) => ({ value, text: t(`planning.layer.${value}`) }))}
        />
        <Choose
          id="class"
          name="class"
          label={t('gap.class')}
          value={query.class}
          options={[any, ...classes.map((value) => ({ value, text: t(`class.${value}`) }))]}
        />
        {modes.length > 1 && (
          <Choose
            id="mode"
            name="mode"
            label={t('planning.mode')}
            value={query.mode}
            options={[
              { value: '', text: t('planning.usualMode') },
              ...modes.map((value) => ({ value, text: t(`planning.mode.${value}`) })),
            ]}
          />
        )}
      </div>
      <div class="ask wide-ask">
        <Choose id="day" name="day" label={t('planning.day')} value={query.day} options={dayOptions(visit)} />
        <Field id="hour" label={t('planning.hour')} hint={t('planning.hourHint')}>
          <span class="slider">
            <input
              type="range"
              id="hour"
              name="hour"
              min="0"
              max="23"
              step="1"
              value={query.hour ?? noon}
              aria-describedby="hour-hint"
            />
            <output for="hour">{hourText(query.hour ?? noon)}</output>
          </span>
        </Field>
      </div>
      {data.past.days.length > 0 && (
        <Choose
          id="asOf"
          name="asOf"
          label={t('planning.asOf')}
          hint={t('planning.asOfHint')}
          value={query.asOf}
          options={pastOptions(data, visit)}
        />
      )}
      {data.past.days.length === 0 && <p class="quiet">{t('planning.onlyDay', { day: visit.format.date(data.past.since) })}</p>}
      <details open={query.limit !== undefined || query.decay !== undefined || query.k !== undefined}>
        <summary>{t('planning.more')}</summary>
        <div class="ask wide-ask">
          <NumberField id="limit" label={t('planning.limit')} value={query.limit} least={1} most={240} />
          <Choose
            id="decay"
            name="decay"
            label={t('planning.decay')}
            value={query.decay}
            options={[
              { value: '', text: t('planning.usualDecay') },
              ...decays.map((value) => ({ value, text: t(`planning.decay.${value}`) })),
            ]}
          />
          <NumberField id="k" label={t('planning.k')} value={query.k} least={1} most={100} />
        </div>
      </details>
      <div class="row">
        <button type="submit">{t('facility.show')}</button>
        <a href={`/planning/methods#${query.measure ?? 'nearest'}`}>{t('planning.whatIsThis')}</a>
      </div>
    </form>
  )
}

type NumberProps = { id: string; label: string; value: number | undefined; least: number; most: number }

function NumberField({ id, label, value, least, most }: NumberProps) {
  return (
    <Field id={id} label={label}>
      <input type="number" id={id} name={id} min={least} max={most} step="any" value={value} />
    </Field>
  )
}

function dayOptions({ t }: Visit): readonly Option[] {
  return [
    { value: '', text: t('planning.anyTime') },
    { value: 'now', text: t('planning.now') },
    ...days.map((value) => ({ value, text: t(`hours.${value}`) })),
  ]
}

/** Now, and the day of each change before the last, which made it what it is now. */
function pastOptions({ query, past: { since, days } }: WorkbenchData, visit: Visit): readonly Option[] {
  const { t } = visit
  const [, ...before] = days
  const chosen = before.map(({ day, opened, closed, changed }) => {
    const words = { day: visit.format.date(day), opened, closed, changed }
    return { value: day, text: t('planning.asOfDay', words) }
  })
  const all = [...chosen, { value: since, text: t('planning.asOfFirst', { day: visit.format.date(since) }) }]
  // A day that somebody named in the address is one to choose, too.
  const isNamed = query.asOf !== undefined && !all.some(({ value }) => value === query.asOf)
  const own = isNamed ? [{ value: query.asOf ?? '', text: visit.format.date(query.asOf ?? '') }] : []
  return [{ value: '', text: t('planning.asOfNow', { day: visit.format.date(days[0]?.day ?? since) }) }, ...own, ...all]
}

const hourText = (hour: number) => `${String(hour).padStart(2, '0')}:00`

import type { ComponentChildren } from 'preact'
import { Choose, Field, TextField, Tick, Token } from '../../ui/forms.tsx'
import { Empty } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { PickOnMap } from './pick-on-map.tsx'
import { objectives, type Purpose, purposes, weekdays } from './plan-fields.ts'
import { Amount, Existing, type FormProps, InArea, Kind } from './plan-form-fields.tsx'

/** What to plan, and the form for it. */
export function PlanForm({ data, visit }: FormProps) {
  const { t } = visit
  return (
    <section class="stack">
      <nav aria-label={t('plan.for')}>
        <ul class="menu">
          {purposes.map((purpose) => (
            <li key={purpose}>
              <a
                href={withQuery('/planning/plans', { for: purpose, service: data.given.kind, area: data.given.area })}
                aria-current={purpose === data.purpose ? 'true' : undefined}
              >
                {t(`plan.for.${purpose}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <p>{t(`plan.forLead.${data.purpose}`)}</p>
      {forms[data.purpose]({ data, visit })}
    </section>
  )
}

const forms: Readonly<Record<Purpose, (props: FormProps) => ComponentChildren>> = {
  build: BuildForm,
  online: OnlineForm,
  stops: StopsForm,
  rounds: RoundsForm,
}

function Ask({ data, visit, children }: FormProps & { children: ComponentChildren }) {
  return (
    <form class="card" method="post" action={withQuery('/planning/plans', { for: data.purpose })}>
      <Token visit={visit} />
      <input type="hidden" name="for" value={data.purpose} />
      {children}
      <div>
        <button type="submit">{visit.t('plan.start')}</button>
      </div>
    </form>
  )
}

function BuildForm({ data, visit }: FormProps) {
  const { t } = visit
  const { given } = data
  return (
    <Ask data={data} visit={visit}>
      <div class="ask wide-ask">
        <Kind data={data} visit={visit} />
        <Choose
          id="objective"
          name="objective"
          label={t('plan.objective')}
          value={given.objective ?? 'reached'}
          options={objectives.map((value) => ({ value, text: t(`plan.objective.${value}`) }))}
        />
        <Amount name="count" label={t('plan.count')} value={given.count ?? 5} max={1000} />
        <InArea data={data} visit={visit} />
      </div>
      <details>
        <summary>{t('planning.more')}</summary>
        <div class="ask wide-ask">
          <Amount name="within" label={t('plan.within')} hint={t('plan.withinHint')} value={given.within} max={240} isExact />
          <Amount name="capacity" label={t('plan.capacity')} hint={t('plan.capacityHint')} value={given.capacity} isExact />
          <Existing data={data} visit={visit} />
        </div>
      </details>
    </Ask>
  )
}

function OnlineForm({ data, visit }: FormProps) {
  const { t } = visit
  const kinds = data.kinds.filter(({ online = 0 }) => online > 0)
  if (kinds.length === 0) return <Empty title={t('plan.noneOnline')} />
  return (
    <Ask data={data} visit={visit}>
      <div class="ask wide-ask">
        <Kind data={{ ...data, kinds }} visit={visit} />
        <Amount name="count" label={t('plan.countPoints')} value={data.given.count ?? 5} max={1000} />
        <InArea data={data} visit={visit} />
      </div>
    </Ask>
  )
}

function StopsForm({ data, visit }: FormProps) {
  const { t } = visit
  const { given, kinds } = data
  const usual = kinds.find(({ kind }) => kind === 'bus-stop')?.kind
  return (
    <Ask data={data} visit={visit}>
      <Field id="line" label={t('plan.line')} hint={t('plan.lineHint')}>
        <textarea id="line" name="line" rows={5} aria-describedby="line-hint">
          {given.line ?? ''}
        </textarea>
      </Field>
      <PickOnMap field="line" kind={given.kind ?? usual} visit={visit} />
      <div class="ask wide-ask">
        {(visit.region?.files ?? []).some(({ name }) => name === 'transit.zip') && (
          <TextField
            id="route"
            name="route"
            label={t('plan.route')}
            hint={t('plan.routeHint')}
            {...(given.route !== undefined && { value: given.route })}
          />
        )}
        <Amount name="count" label={t('plan.countStops')} hint={t('plan.countStopsHint')} value={given.count ?? 8} max={1000} />
        <Amount name="within" label={t('plan.walk')} value={given.within ?? 10} max={240} isExact />
        <Kind
          data={{ ...data, given: { ...given, ...(given.kind === undefined && usual !== undefined && { kind: usual }) } }}
          visit={visit}
        />
      </div>
      <details>
        <summary>{t('planning.more')}</summary>
        <div class="ask wide-ask">
          <Amount name="spacing" label={t('plan.spacing')} value={given.spacing ?? 300} max={100_000} min={0} isExact />
          <Amount
            name="every"
            label={t('plan.every')}
            hint={t('plan.everyHint')}
            value={given.every}
            max={100_000}
            min={10}
            isExact
          />
          <InArea data={data} visit={visit} />
          <Existing data={data} visit={visit} />
        </div>
      </details>
    </Ask>
  )
}

function RoundsForm({ data, visit }: FormProps) {
  const { t } = visit
  const { given } = data
  const days = given.days ?? weekdays.slice(0, 5)
  return (
    <Ask data={data} visit={visit}>
      <div class="ask wide-ask">
        <Kind data={data} visit={visit} />
        <InArea data={data} visit={visit} />
        <Amount name="units" label={t('plan.units')} value={given.units ?? 1} max={100} />
        <Amount name="stops" label={t('plan.stopsADay')} value={given.stops ?? 2} max={3} />
      </div>
      <fieldset>
        <legend>{t('plan.days')}</legend>
        <div class="row">
          {weekdays.map((day) => (
            <Tick key={day} name="days" value={day} text={t(`scenario.day.${day}`)} isChecked={days.includes(day)} />
          ))}
        </div>
      </fieldset>
      <TextField
        id="base"
        name="base"
        label={t('plan.base')}
        hint={t('plan.baseHint')}
        {...(given.base !== undefined && { value: given.base })}
      />
      <PickOnMap field="base" kind={given.kind} visit={visit} />
      <details>
        <summary>{t('planning.more')}</summary>
        <div class="ask wide-ask">
          <Amount name="dayHours" label={t('plan.dayHours')} value={given.dayHours ?? 8} max={24} isExact />
          <Amount name="stayMinutes" label={t('plan.stayMinutes')} value={given.stayMinutes ?? 120} max={1440} isExact />
          <Amount name="within" label={t('plan.within')} hint={t('plan.withinHint')} value={given.within} max={240} isExact />
        </div>
      </details>
    </Ask>
  )
}

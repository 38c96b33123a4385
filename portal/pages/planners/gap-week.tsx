/** Who reaches a service through the hours of a usual week: what is shut at night, and where no bus goes on Sundays. */
import type { Area, AreaClass, GapOfHour, ServiceKind, TravelMode, GapWeek as Week } from '@datong/server/contract'
import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { Choose } from '../../ui/forms.tsx'
import { Empty } from '../../ui/notice.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { Key, Keys } from '../../ui/pictures/keys.tsx'
import { WeekHours } from '../../ui/pictures/week-hours.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { nameText } from '../../ui/words.tsx'
import { NoRegion } from '../residents/no-region.tsx'
import { days } from './workbench-query.ts'

const Query = Type.Object({
  kind: Type.Optional(Type.String({ maxLength: 64 })),
  area: Type.Optional(Type.String({ maxLength: 64 })),
  mode: Type.Optional(Type.Enum(['', 'car', 'motorcycle', 'bus', 'foot'])),
  class: Type.Optional(Type.Enum(['', 'urban', 'town', 'rural'])),
})
type Query = Type.Static<typeof Query>

type Data = {
  readonly query: Query
  readonly service: ServiceKind
  readonly services: readonly ServiceKind[]
  readonly area: Area | undefined
  readonly choices: readonly Area[]
  readonly modes: readonly TravelMode[]
  readonly class: AreaClass
  readonly week: Week
}

export const gapWeek = definePage({
  path: '/gap/week',
  section: 'gap',
  query: Query,
  load: async ({ services, visit, query }) => {
    const kinds = visit.region?.services ?? []
    const service = query.kind ? kinds.find(({ kind }) => kind === query.kind) : kinds[0]
    if (query.kind && !service) throw noSuch(`There is no service ${query.kind}`)
    if (!service) return { show: undefined }
    const area = query.area ? await services.region.area(query.area) : undefined
    if (query.area && !area) throw noSuch(`There is no area ${query.area}`)
    const [week, { method }, above, below] = await Promise.all([
      services.gap.week(service.kind, area?.code, query.mode ? { mode: query.mode } : {}),
      services.gap.report(),
      area ? services.region.lineage(area.code) : [],
      services.region.children(area?.code),
    ])
    const rest = { services: kinds, area, choices: [...above, ...below], modes: method.modes, class: query.class || 'rural' }
    return { show: { query, service, week, ...rest } satisfies Data as Data }
  },
  view: (data, visit) => ({
    title: visit.t('week.title'),
    trail: [{ href: '/gap', text: visit.t('gap.title') }],
    body: data ? <WeekView data={data} visit={visit} /> : <Nothing visit={visit} />,
  }),
})

function Nothing({ visit }: { visit: Visit }) {
  return (
    <>
      <h1>{visit.t('week.title')}</h1>
      {visit.region ? <Empty title={visit.t('gap.noServices')} /> : <NoRegion visit={visit} />}
    </>
  )
}

function WeekView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { service, area, week, query } = data
  const here = area ? nameText(area.names, visit) : t('gap.wholeRegion')
  return (
    <>
      <div class="stack">
        <h1>{t('week.title')}</h1>
        <p class="lead">{t('week.lead')}</p>
      </div>
      <Chooser data={data} visit={visit} />
      <section class="stack">
        <h2>{t('gap.of', { service: nameText(service.names, visit), area: here })}</h2>
        {week.hours ? <Hours hours={week.hours} data={data} visit={visit} /> : <Progress data={data} visit={visit} />}
      </section>
      <p class="row">
        <a href={withQuery('/gap', { kind: service.kind, area: area?.code, mode: query.mode || undefined })}>{t('week.toGap')}</a>
        {week.hours && (
          <a class="button second" href={interfaceOf(data, { format: 'csv' })} download>
            {t('gap.csv')}
          </a>
        )}
      </p>
    </>
  )
}

function interfaceOf({ service, area, query }: Data, fields: Readonly<Record<string, string>>): string {
  return withQuery('/equity/v1/week', {
    service: service.kind,
    area: area?.code,
    mode: query.mode || undefined,
    ...fields,
  })
}

function Chooser({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { query, service, services, area, choices, modes } = data
  return (
    <form class="ask" action="/gap/week" method="get">
      <Choose
        id="kind"
        name="kind"
        label={t('gap.service')}
        value={service.kind}
        options={services.map((one) => ({ value: one.kind, text: nameText(one.names, visit) }))}
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
        id="mode"
        name="mode"
        label={t('gap.mode')}
        value={query.mode}
        options={[{ value: '', text: t('gap.usually') }, ...modes.map((value) => ({ value, text: t(`planning.mode.${value}`) }))]}
      />
      <Choose
        id="class"
        name="class"
        label={t('week.who')}
        value={data.class}
        options={(['rural', 'town', 'urban'] as const).map((value) => ({ value, text: t(`class.${value}`) }))}
      />
      <button type="submit">{t('facility.show')}</button>
    </form>
  )
}

/** Where script runs, the page waits for the end by itself; elsewhere one looks again. */
function Progress({ data, visit }: { data: Data; visit: Visit }) {
  const { t, format } = visit
  const { done, total } = data.week
  return (
    <div class="card stack" data-progress={interfaceOf(data, { wait: '20' })} aria-live="polite">
      <p>{t('week.working')}</p>
      <progress aria-label={t('week.working')} max={total} value={done} />
      <p class="quiet">{t('week.done', { done: format.number(done), total: format.number(total) })}</p>
      <p>
        <a class="button second" href={visit.url}>
          {t('plan.lookAgain')}
        </a>
      </p>
    </div>
  )
}

function Hours({ hours, data, visit }: { hours: readonly GapOfHour[]; data: Data; visit: Visit }) {
  const { t, format } = visit
  const shares = hours.map(({ shares: told }) => told[data.class])
  if (shares.every((share) => share === undefined)) return <p>{t('week.nobody')}</p>
  const names = days.map((day) => t(`hours.${day}`))
  const columns: readonly Column<number>[] = [
    { key: 'hour', isName: true, head: t('week.hour'), cell: (hour) => clock(hour) },
    ...names.map((name, day) => ({
      key: name,
      isNumber: true,
      head: name,
      cell: (hour: number) => {
        const share = shares[day * 24 + hour]
        return share === undefined ? t('words.none') : format.share(share)
      },
    })),
  ]
  const group = t(`class.${data.class}`)
  const title = t('week.picture', { group })
  return (
    <>
      <p class="lead">{summary(hours, visit)}</p>
      <figure class="stack">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1). */}
        <section class="scroll plain-scroll" tabIndex={0} aria-label={title}>
          <WeekHours title={title} shades={shares.map(shadeOfShare)} days={names} hour={clock} />
        </section>
        <figcaption>
          <Keys>
            {[0, 1, 2, 3, 4].map((shade) => (
              <Key
                key={shade}
                text={t('words.range', { low: format.share((4 - shade) / 5), high: format.share((5 - shade) / 5) })}
              >
                <rect class={`shade-${shade}`} x="2" y="4" width="20" height="16" rx="3" />
              </Key>
            ))}
          </Keys>
        </figcaption>
      </figure>
      <Table
        caption={t('week.caption', { group })}
        columns={columns}
        rows={Array.from({ length: 24 }, (_, hour) => hour)}
        rowKey={(hour) => String(hour)}
      />
      <p class="quiet">{t(data.query.mode === 'bus' ? 'week.methodBus' : 'week.method')}</p>
    </>
  )
}

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`

/** 0 is best: nine and more of ten; by fifths of the residents. */
const shadeOfShare = (share: number | undefined) => (share === undefined ? undefined : 4 - Math.min(4, Math.floor(share * 5)))

/** City beside countryside, at the best hour of the week and on average over it. */
function summary(hours: readonly GapOfHour[], { t, format }: Visit): string {
  const told = (name: AreaClass) => hours.flatMap(({ shares }) => shares[name] ?? [])
  const of100 = (value: number) => format.number(Math.round(value * 100))
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [urban, rural] = [told('urban'), told('rural')]
  if (urban.length === 0 || rural.length === 0) return t('gap.noRatio')
  return t('week.summary', {
    urban: of100(Math.max(...urban)),
    rural: of100(Math.max(...rural)),
    urbanMean: of100(mean(urban)),
    ruralMean: of100(mean(rural)),
  })
}
